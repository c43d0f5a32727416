// The server sends pushes and mails while no owner looks. A page that can be seen says so, again and again: one that was frozen
// cannot. (That it was hidden or shown, place says.)
const AGAIN = 20000; // ms; the server forgets it after two that were missed

function say() {
  if (!document.hidden) porchlight.live.send({ type: "at", visible: true });
}
document.addEventListener("live:open", say);
setInterval(say, AGAIN);
say();
