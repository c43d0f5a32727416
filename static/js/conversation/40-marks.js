// Received means that a message is in the page; read, that it could be seen: open, visible and in focus.
const { thread } = porchlight;
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
  [received, read] = [Math.min(received, seq), Math.min(read, seq)]; // less is shown where it was erased and began anew
  if (thread.shown() && !document.hidden && document.hasFocus()) {
    if (seq > read && thread.send({ type: "read", seq })) read = received = seq;
  } else if (seq > received && thread.send({ type: "received", seq })) {
    received = seq;
  }
}

// A mark may have been lost with its socket: said again, it moves nothing.
document.addEventListener("live:open", () => { received = 0; if (at) read = 0; });
for (const event of ["conversation:changed", "conversation:opened", "live:open", "visibilitychange"]) document.addEventListener(event, mark);
addEventListener("focus", mark);
mark();
