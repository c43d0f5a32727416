// The server sends pushes and mails while no owner looks. A page that can be seen and was used lately says so, again and again: one
// that was frozen cannot, and one that nobody has touched for long is seen by nobody. (That it was hidden or shown, place says.)
const AGAIN = 20000;      // ms; the server forgets it after two that were missed
const LATELY = 10 * 60000; // ms
let used = Date.now();

function say() {
  if (!document.hidden && Date.now() - used < LATELY) porchlight.live.send({ type: "at", visible: true });
}
const use = () => {
  const wasIdle = Date.now() - used >= LATELY;
  used = Date.now();
  if (wasIdle) say();
};
for (const event of ["pointermove", "pointerdown", "keydown", "wheel", "scroll", "focus"]) addEventListener(event, use, { passive: true, capture: true });
document.addEventListener("visibilitychange", use);
document.addEventListener("live:open", say);
setInterval(say, AGAIN);
say();
