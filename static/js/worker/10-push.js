// Runs without a page, where an owner asked for pushes: it shows what the site pushes, and leads to the thread. It keeps nothing
// and answers no request of a page.
addEventListener("install", () => skipWaiting());
addEventListener("activate", event => event.waitUntil(clients.claim()));

// A conversation has one notification: the next takes its place, and is noticed all the same.
addEventListener("push", event => {
  const { title, body, url, tag } = event.data.json();
  event.waitUntil(registration.showNotification(title, { body, tag, renotify: true, icon: "/icon.png", data: { url } }));
});

addEventListener("notificationclick", event => {
  event.notification.close();
  event.waitUntil(show(event.notification.data.url));
});

// show brings a tab with the thread to the front, or opens one.
async function show(path) {
  const tabs = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = tabs.find(tab => new URL(tab.url).pathname === path);
  return open ? open.focus() : clients.openWindow(path);
}

// The browser may renew what it is reached by. The site's own page does the rest where the session is over.
addEventListener("pushsubscriptionchange", event => event.waitUntil(renew(event)));

async function renew({ oldSubscription, newSubscription }) {
  const now = newSubscription ?? await registration.pushManager.subscribe(oldSubscription.options);
  const { endpoint, keys } = now.toJSON();
  const was = oldSubscription?.toJSON();
  const replaced = { replaces: was?.endpoint ?? "", replaced_auth: was?.keys.auth ?? "" };
  await fetch("/inbox/push", { method: "POST", body: new URLSearchParams({ endpoint, ...keys, ...replaced }) });
}
