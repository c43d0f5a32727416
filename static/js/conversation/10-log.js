// The thread in the page: whatever comes, by socket, post or poll, is put in its place once.
const live = porchlight.live;
const POLL = 5000;     // ms between two looks while the socket is not open
const SOON = 1000;     // ms that the socket has to come back before a look
const SELDOM = 30000;  // ms between two looks while the thread is out of sight or nothing can be reached
const PATIENCE = 8000; // ms that one look may take

const section = () => document.getElementById("conversation");
const list = () => document.getElementById("messages");
const log = () => document.getElementById("log");
const shown = () => section() && !section().closest("[hidden]");

// send gives the server a frame; one of staff says which conversation it is about.
const send = frame => live.send({ ...frame, ...(section().dataset.conversation && { conversation: section().dataset.conversation }) });

const thread = porchlight.thread = { section, list, shown, place, send, rev: () => +(log()?.dataset.rev ?? 0) };

// place puts a message where its seq belongs. One that is here already is renewed when the other is newer. The seq tells
// messages apart, not the id: the other side may have chosen the same one.
function place(item) {
  const old = list().querySelector(`[data-seq="${+item.dataset.seq}"]`);
  if (old) {
    if (+old.dataset.rev >= +item.dataset.rev) return;
    old.replaceWith(item);
  } else {
    if (item.classList.contains("own")) document.querySelector(`#${CSS.escape(item.id)}.pending`)?.remove();
    const next = [...list().children].find(other => !other.dataset.seq || +other.dataset.seq > +item.dataset.seq);
    list().insertBefore(item, next ?? null);
  }
  porchlight.times(item);
}

// take brings the thread up to what a frame or an answer says changed. One that goes on from a rev which this page does not
// have yet, as of a socket that was opened before the thread was fetched, would leave a hole: all of it is asked for.
function take(changes) {
  if (!list() || !changes) return;
  if (+changes.dataset.after > thread.rev()) return void fetchChanges();
  const low = atEnd();
  const items = [...changes.children];
  items.forEach(place);
  const data = log().dataset;
  data.rev = Math.max(+data.rev, +changes.dataset.rev);
  data.received = Math.max(+data.received, +changes.dataset.received);
  data.read = Math.max(+data.read, +changes.dataset.read);
  live.after = +data.rev;
  states();
  places();
  if (low || items.some(item => item.classList.contains("own"))) toEnd();
  document.dispatchEvent(new CustomEvent("conversation:changed", { detail: items.length }));
}

const atEnd = () => log().scrollHeight - log().scrollTop - log().clientHeight < 80;
function toEnd() { log().scrollTop = log().scrollHeight; }
thread.toEnd = toEnd;

// states says under the last message of one's own how far it got.
function states() {
  const own = [...list().querySelectorAll(".own[data-seq]")];
  const { received, read } = log().dataset;
  own.forEach((item, i) => {
    const seq = +item.dataset.seq;
    item.querySelector(".state").textContent = i < own.length - 1 ? "" : seq <= +read ? "read" : seq <= +received ? "delivered" : "stored";
  });
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

// fetchChanges asks for what is missing by request, and says whether an answer came.
async function fetchChanges() {
  try {
    const headers = { "HX-Request": "true", "HX-Request-Type": "partial" };
    const answer = await fetch(`${section().dataset.post}?after=${thread.rev()}`, { headers, signal: AbortSignal.timeout(PATIENCE) });
    if (answer.headers.get("HX-Redirect")) location.assign(answer.headers.get("HX-Redirect"));
    if (!answer.ok) return false;
    const changes = porchlight.html(await answer.text()).querySelector("[data-changes]");
    take(changes);
    if (changes.dataset.unread) porchlight.badge(+changes.dataset.unread);
    return true;
  } catch { return false; } // still offline: the page says so
}

// Where sockets do not get through, looking is how the conversation goes on.
let pause = POLL, next, looking = false;
async function poll() {
  if (looking) return;
  clearTimeout(next);
  looking = true;
  if (live.isOpen() || !section() || document.hidden) pause = POLL;
  else if (await fetchChanges()) pause = shown() ? POLL : SELDOM;
  else pause = Math.min(pause * 2, SELDOM);
  looking = false;
  next = setTimeout(poll, pause);
}
next = setTimeout(poll, POLL);
function soon() {
  clearTimeout(next);
  next = setTimeout(poll, SOON);
}
addEventListener("online", soon);
document.addEventListener("visibilitychange", soon);
document.addEventListener("conversation:opened", soon);

function begin() {
  live.after = thread.rev();
  porchlight.times(section());
  states();
  places();
  toEnd();
}
document.addEventListener("conversation:opened", begin);
if (section()) begin();

// The socket was open before this script was here: whatever came between is fetched.
let caughtUp = false;
function catchUp() {
  if (caughtUp || !section()) return;
  caughtUp = true;
  fetchChanges();
}
document.addEventListener("conversation:opened", catchUp);
catchUp();
