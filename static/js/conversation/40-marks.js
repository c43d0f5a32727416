// Received means that a message is in the page; read, that it could be seen: open, visible and in focus.
const { live, thread } = porchlight;
let received = 0, read = 0, at;

const other = () => thread.section().dataset.side === "owner" ? "visitor" : "owner";
const last = () => Math.max(0, ...[...thread.list().querySelectorAll(`[data-from="${other()}"]`)].map(item => +item.dataset.seq));

function mark() {
  if (!thread.section()) return;
  if (at !== thread.section()) {
    at = thread.section();
    read = +at.dataset.read;
    received = 0;
  }
  const seq = last();
  if (thread.shown() && !document.hidden && document.hasFocus()) {
    if (seq > read && live.send({ type: "read", seq })) read = received = seq;
  } else if (seq > received && live.send({ type: "received", seq })) {
    received = seq;
  }
}

for (const event of ["conversation:changed", "conversation:opened", "live:open", "visibilitychange"]) document.addEventListener(event, mark);
addEventListener("focus", mark);
mark();
