// The thread in the page: whatever comes, by socket, post or poll, is put in its place once.
const live = porchlight.live;

let first = 1; // the seq below which messages are gone for good

const section = () => document.getElementById("conversation");
const list = () => document.getElementById("messages");
const log = () => document.getElementById("log");
const shown = () => section() && !section().closest("[hidden]");

// send gives the server a frame; one of staff says which conversation it is about.
const send = frame => live.send({ ...frame, ...(section().dataset.conversation && { conversation: section().dataset.conversation }) });

// put takes in one message that did not come with a frame.
const put = item => settle([place(item)]);

const thread = porchlight.thread = { section, list, log, shown, put, send, begun, toEnd, look, rev: () => +(log()?.dataset.rev ?? 0) };

// place puts a message where its seq belongs, and returns it where it is new here. One that is here already is renewed when
// the other is newer. The seq tells messages apart, not the id: the other side may have chosen the same one.
function place(item) {
  if (+item.dataset.seq < first) return; // of a request that was answered before it was deleted
  const old = list().querySelector(`[data-seq="${+item.dataset.seq}"]`);
  porchlight.times(item);
  if (!old) {
    if (item.classList.contains("own")) document.querySelector(`#${CSS.escape(item.id)}.pending`)?.remove();
    list().insertBefore(item, [...list().children].find(other => !(+other.dataset.seq < +item.dataset.seq)) ?? null);
    return item;
  }
  if (+old.dataset.rev >= +item.dataset.rev) return;
  const typing = item.querySelector("[data-left]") && old.querySelector(".change[open]");
  if (typing) item.append(typing);
  old.replaceWith(item);
}

// take brings the thread up to what a frame or an answer says changed. One that goes on from a rev which this page does not
// have yet, as of a socket that was opened before the thread was fetched, would leave a hole: all of it is asked for.
function take(changes) {
  if (!list() || !changes) return;
  const { after, anew } = changes.dataset; // anew: what is here is of a conversation that is gone
  if (+after > thread.rev()) return void look().then(came => came || live.reconnect());
  const held = document.activeElement;
  first = changes.dataset.first ?? anew ?? first;
  for (const item of [...list().children]) if (anew ? item.dataset.seq : +item.dataset.seq < first) item.remove(); // gone for good
  const fresh = [...changes.children].map(place);
  if (held !== document.activeElement) (held.isConnected ? held : log()).focus();
  for (const key of ["rev", "received", "read"]) log().dataset[key] = Math.max(anew ? 0 : log().dataset[key], changes.dataset[key]);
  live.after = thread.rev();
  settle(fresh);
}

// settle shows what follows from messages that were put in their place. Whoever sees the end of the thread goes on seeing it,
// by the style sheet: the log grows upwards.
function settle(placed) {
  const fresh = placed.filter(Boolean);
  states();
  places();
  if (fresh.some(item => item.classList.contains("own"))) toEnd();
  document.dispatchEvent(new CustomEvent("conversation:changed", { detail: fresh.length }));
}

function toEnd() { log().scrollTop = 0; }

// states says under the last message of one's own how far it got.
function states() {
  const { received, read } = log().dataset;
  let last;
  for (const item of list().querySelectorAll(".own[data-seq]")) {
    if (last) last.textContent = "";
    last = item.querySelector(".state");
    const seq = +item.dataset.seq;
    last.textContent = seq <= +read ? "read" : seq <= +received ? "delivered" : "stored";
  }
}

// places says where a message came from only when that is not where the one before came from.
function places() {
  let before;
  for (const about of list().querySelectorAll(".about")) {
    about.hidden = about.textContent === before;
    before = about.textContent;
  }
}

document.addEventListener("live:frame", ({ detail: frame }) => take(frame.querySelector("[data-changes]")));

// look asks for what is missing by request, and says whether an answer came.
async function look() {
  try {
    const { answer, content } = await porchlight.ask(`${section().dataset.post}?after=${thread.rev()}`);
    if (!answer.ok) return false;
    const changes = content.querySelector("[data-changes]");
    take(changes);
    if (changes.dataset.unread) porchlight.badge(+changes.dataset.unread);
    return true;
  } catch { return false; } // still offline: the page says so
}

// begun calls once a thread is in the page: at once, or when the widget has opened.
function begun(call) {
  if (document.getElementById("widget")) document.addEventListener("conversation:opened", call, { once: true });
  else if (section()) call();
}

function begin() {
  live.after = thread.rev();
  porchlight.times(section());
  states();
  places();
  toEnd();
}
document.addEventListener("conversation:opened", begin);
if (section()) begin();
