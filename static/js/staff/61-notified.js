// Who opens a conversation here, or comes back to it, needs no notification of it in this browser any more.
const tag = document.getElementById("conversation")?.dataset.conversation;

async function clear() {
  if (!tag || document.hidden) return;
  const registration = await navigator.serviceWorker?.getRegistration("/");
  for (const notification of await registration?.getNotifications({ tag }) ?? []) notification.close();
}
for (const event of ["visibilitychange", "conversation:changed"]) document.addEventListener(event, clear);
addEventListener("focus", clear);
clear();
