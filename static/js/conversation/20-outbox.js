// Messages on their way. Each is kept in this browser until it came back stored; sending the same id again is harmless.
const { live, thread } = porchlight;
const ECHO = 3000;  // ms to wait for a socket's echo before the same id goes by post
const LASTS = 60 * 24 * 3600e3; // ms after which the browser's name is made to last anew; it is kept for 180 days
const NAMED = "porchlight.named"; // when that was last done
const AGAIN = 5000; // ms between two posts while nothing gets through
const PATIENCE = 10000; // ms that one post may take

const key = () => `porchlight.outbox:${thread.section().dataset.post}`;
const disk = porchlight.store("localStorage");
const waiting = () => JSON.parse(disk.getItem(key()) ?? "[]");
const keep = messages => disk.setItem(key(), JSON.stringify(messages));
const ANEW = "anew"; // why a post was broken off: it goes again at once
const echoes = new Map(); // timers, by id, of what went by socket
const late = new Set(); // ids of what goes by post
let trying, began, again; // the post under way, since when, and the timer of the next

// send takes a message over from the composer.
function send(message) {
  keep([...waiting(), message]);
  show(message);
  dispatch(message);
}

function show({ id, body }) {
  if (document.getElementById(`message-${id}`)) return;
  const item = document.getElementById("pending").content.firstElementChild.cloneNode(true);
  item.id = `message-${id}`;
  item.querySelector(".text").textContent = body;
  state(item, "sending");
  thread.list().append(item);
  thread.toEnd();
}

function state(item, text) { if (item) item.querySelector(".state").textContent = text; }

// The first message of a browser goes by post, which gives the browser a lasting name, and so does one when that was long ago;
// the others go by socket where one is open, but none before those that wait for a post.
function dispatch(message) {
  const named = Date.now() - disk.getItem(NAMED) < LASTS;
  const first = !thread.section().dataset.conversation && (thread.rev() === 0 || !named);
  if (first || late.size || !thread.send({ type: "message", ...message })) return post(message);
  echoes.set(message.id, setTimeout(() => { live.doubt(); post(message); }, ECHO));
}

function post({ id }) {
  late.add(id);
  pump();
}

// pump posts one after the other, so that they are stored in the order in which they were written.
async function pump() {
  if (trying) return;
  clearTimeout(again);
  for (let message; message = waiting().find(({ id }) => late.has(id));) {
    if (await deliver(message)) continue;
    again = setTimeout(pump, AGAIN);
    break;
  }
}

// deliver posts a message and says whether to go on. A visitor's post names their time zone, for the owner to know when it is
// night there.
async function deliver(message) {
  const { signal } = trying = new AbortController();
  const { post: url, conversation } = thread.section().dataset;
  let came;
  began = Date.now();
  const limit = setTimeout(() => trying?.abort(), PATIENCE);
  try {
    came = await porchlight.ask(url, { ...message, ...(!conversation && { zone: Intl.DateTimeFormat().resolvedOptions().timeZone }) }, signal);
  } catch {} // no answer at all, or half of one
  clearTimeout(limit);
  trying = undefined;
  if (!came && signal.reason === ANEW) return true;
  if (!came || came.answer.status >= 500) { // it may be stored all the same: the same id finds out
    state(document.querySelector(`#message-${message.id}.pending`), came ? "not stored yet: tried again" : "waiting for the connection");
    return false;
  }
  if (!came.answer.ok) {
    refused(message.id, came.reason, came.wait);
    return true;
  }
  disk.setItem(NAMED, Date.now());
  if (came.answer.headers.get("HX-Trigger") === "visitor:named") live.reconnect();
  settle(message.id);
  thread.put(came.content.querySelector("[data-seq]"));
  return true;
}

// settle ends the wait for a message.
function settle(id) {
  clearTimeout(echoes.get(id));
  echoes.delete(id);
  late.delete(id);
  keep(waiting().filter(message => message.id !== id));
}

// refused gives the text back: nothing that was typed is lost.
function refused(id, reason, wait) {
  const message = waiting().find(other => other.id === id);
  settle(id);
  const item = document.getElementById(`message-${id}`);
  if (item?.dataset.seq) return; // it came back stored meanwhile
  item?.remove();
  document.dispatchEvent(new CustomEvent("conversation:refused", { detail: { message, reason, wait } }));
}

// Another tab may have settled a message of this one first: what this tab waits for counts as well as what is kept.
document.addEventListener("conversation:changed", () => {
  for (const id of [...waiting().map(({ id }) => id), ...echoes.keys(), ...late]) if (document.getElementById(`message-${id}`)?.dataset.seq) settle(id);
});

document.addEventListener("live:frame", ({ detail: frame }) => {
  const error = frame.querySelector("[data-error][data-for]");
  const message = error && thread.section() && waiting().find(({ id }) => id === error.dataset.for);
  if (!message) return;
  if (["post-first", "not-found", "unavailable"].includes(error.dataset.error)) post(message);
  else refused(message.id, error.textContent, error.dataset.retry);
});

// What was on its way when the tab or the connection went is sent again, under the same id.
function resume() {
  for (const message of waiting()) {
    show(message);
    post(message);
  }
}
// The server can be reached again: what waits goes at once, also where a post hangs on the connection that was.
document.addEventListener("live:open", () => {
  if (trying && Date.now() - began > ECHO) trying.abort(ANEW);
  if (!thread.section()) return;
  for (const message of waiting()) if (document.querySelector(`#message-${message.id}.pending`)) post(message); // those of other tabs are theirs
});
porchlight.outbox = { send };
thread.begun(resume);
