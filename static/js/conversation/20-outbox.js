// Messages on their way. Each is kept in this browser until it came back stored; sending the same id again is harmless.
const { live, thread } = porchlight;
const ECHO = 3000;  // ms to wait for a socket's echo before the same id goes by post
const LASTS = 60 * 24 * 3600e3; // ms after which the browser's name is made to last anew; it is kept for 180 days
const NAMED = "porchlight.named"; // when that was last done
const AGAIN = 5000; // ms between two posts while nothing gets through

const key = () => `porchlight.outbox:${thread.section().dataset.post}`;
const disk = porchlight.store("localStorage");
const waiting = () => JSON.parse(disk.getItem(key()) ?? "[]");
const keep = messages => messages.length ? disk.setItem(key(), JSON.stringify(messages)) : disk.removeItem(key());
const done = id => keep(waiting().filter(message => message.id !== id));
const timers = new Map();

function later(id, ms, then) {
  clearTimeout(timers.get(id));
  timers.set(id, setTimeout(then, ms));
}

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
// the others go by socket where one is open.
function dispatch(message) {
  const named = Date.now() - disk.getItem(NAMED) < LASTS;
  const first = !thread.section().dataset.conversation && (thread.rev() === 0 || !named);
  if (!first && thread.send({ type: "message", ...message })) later(message.id, ECHO, () => post(message));
  else post(message);
}

async function post(message) {
  if (!waiting().some(({ id }) => id === message.id)) return;
  let answer;
  try {
    answer = await fetch(thread.section().dataset.post, {
      method: "POST", body: new URLSearchParams(message), headers: { "HX-Request": "true", "HX-Request-Type": "partial" },
    });
  } catch { /* no answer at all */ }
  if (!answer || answer.status >= 500) { // it may be stored all the same: the same id finds out
    state(document.querySelector(`#message-${message.id}.pending`), "waiting for the connection");
    return later(message.id, AGAIN, () => post(message));
  }
  if (answer.headers.get("HX-Redirect")) return location.assign(answer.headers.get("HX-Redirect"));
  const content = porchlight.html(await answer.text());
  if (!answer.ok) return refused(message.id, content.querySelector("#composer-error, .lead")?.textContent ?? "It could not be sent.");
  const item = content.querySelector("[data-seq]");
  disk.setItem(NAMED, Date.now());
  if (answer.headers.get("HX-Trigger") === "visitor:named") live.reconnect();
  thread.place(item);
  stored(message.id);
}

function stored(id) {
  clearTimeout(timers.get(id));
  done(id);
  document.dispatchEvent(new CustomEvent("conversation:stored", { detail: id }));
}

// refused gives the text back: nothing that was typed is lost.
function refused(id, reason) {
  const message = waiting().find(other => other.id === id);
  clearTimeout(timers.get(id));
  done(id);
  if (document.getElementById(`message-${id}`)?.dataset.seq) return; // it came back stored meanwhile
  document.getElementById(`message-${id}`)?.remove();
  document.dispatchEvent(new CustomEvent("conversation:refused", { detail: { message, reason } }));
}

document.addEventListener("conversation:changed", () => {
  for (const { id } of waiting()) if (document.getElementById(`message-${id}`)?.dataset.seq) stored(id);
});

document.addEventListener("live:frame", ({ detail: frame }) => {
  const error = frame.querySelector("[data-error][data-for]");
  const message = error && thread.section() && waiting().find(({ id }) => id === error.dataset.for);
  if (!message) return;
  if (["post-first", "not-found"].includes(error.dataset.error)) post(message);
  else if (error.dataset.error === "unavailable") later(message.id, AGAIN, () => post(message));
  else refused(message.id, error.textContent);
});

// What was on its way when the tab or the connection went is sent again, under the same id.
function resume() {
  if (!thread.section()) return;
  for (const message of waiting()) {
    show(message);
    post(message);
  }
}
document.addEventListener("live:open", () => { if (thread.section()) for (const message of waiting()) later(message.id, ECHO, () => post(message)); });
document.addEventListener("conversation:opened", resume, { once: true });
porchlight.outbox = { send };
if (!document.getElementById("widget")) resume();
