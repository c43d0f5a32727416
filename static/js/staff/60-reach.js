// Pushes on this device: what is the case here, and the button that asks for them. The browser asks its question only after a click.
const section = document.getElementById("push");
const state = document.getElementById("push-state");
const advice = document.getElementById("push-advice");
const button = document.getElementById("push-on");
const error = document.getElementById("push-error");

const devices = () => document.getElementById("devices");
const rowOf = subscription => [...devices().querySelectorAll("[data-endpoint]")].find(row => row.dataset.endpoint === subscription?.endpoint);
const registered = () => navigator.serviceWorker?.getRegistration("/");

// obstacle says why there can be no pushes here, and what to do about it.
function obstacle() {
  if (!section.dataset.key) return ["Off: this site cannot send pushes.", ""];
  if (!isSecureContext) return ["Not possible over http.", "Browsers take pushes from https addresses only."];
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
    return navigator.standalone === false
      ? ["Not from within the browser.", "On an iPhone or iPad, add this site to the home screen first (Share, then Add to Home Screen), open it from there, and come back to this page."]
      : ["Not possible here.", "This browser takes no pushes from sites."];
  }
  if (Notification.permission === "denied") {
    return ["Refused.", "This browser was told to show no notifications of this site. Allow them in its settings for the site, mostly behind the sign before the address, and reload this page."];
  }
}

function say(what, hint, offer) {
  state.textContent = what;
  advice.textContent = hint;
  button.hidden = !offer;
}

async function show() {
  const why = obstacle();
  if (why) return say(...why, false);
  const subscription = await (await registered())?.pushManager.getSubscription();
  const row = rowOf(subscription);
  for (const mark of devices().querySelectorAll(".this")) mark.hidden = !row?.contains(mark);
  if (row && Notification.permission === "granted") return say("On.", "This device gets pushes.", false);
  if (subscription && !row) await subscription.unsubscribe(); // it was removed from the list
  say("Off.", "This device gets none.", true);
}

async function turnOn() {
  if (await Notification.requestPermission() !== "granted") return show();
  const registration = await navigator.serviceWorker.register(porchlight.trusted("/sw.js"), { scope: "/" });
  await navigator.serviceWorker.ready;
  await (await registration.pushManager.getSubscription())?.unsubscribe(); // it may be bound to another key
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: section.dataset.key });
  const { endpoint, keys } = subscription.toJSON();
  const { answer, content, reason } = await porchlight.ask("/inbox/push", { endpoint, ...keys });
  if (!answer.ok) {
    await subscription.unsubscribe();
    if (answer.status === 403) return location.assign("/admin/you?next=/inbox/reach#proof");
    error.textContent = reason;
    return;
  }
  devices().replaceWith(content.querySelector("#devices"));
  porchlight.times(devices());
  await show();
}

button?.addEventListener("click", async () => {
  error.textContent = "";
  button.disabled = true;
  try {
    await turnOn();
  } catch (failure) {
    error.textContent = `The browser could not be subscribed: ${failure.message}`;
  }
  button.disabled = false;
});
if (section) show();
