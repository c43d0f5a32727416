// The form: what it is about, what is being typed, and sending it.
const { thread, outbox } = porchlight;
const form = () => document.getElementById("composer");
const field = () => form().elements.body;
const draftKey = () => `porchlight.draft:${thread.section().dataset.post}`;
const keyboard = matchMedia("(hover: hover) and (pointer: fine)"); // Enter sends there; on a phone it begins a line
const TYPING = 3000; // ms between two signs that one is typing
const disk = porchlight.store("localStorage");
let typed = 0, asked, bare; // asked: the place that the visitor chose to ask about; bare: they took it off

// newID is a random UUID. Without https the browser makes one only to name a blob.
const newID = () => crypto.randomUUID?.() ?? URL.createObjectURL(new Blob()).slice(-36);

// about has a place go along with the message, and shows its title.
function about() {
  if (!form()) return;
  const place = bare ? "/" : asked ?? porchlight.place().place;
  form().elements.place.value = place;
  document.getElementById("composer-about").firstChild.textContent = place === "/" ? "" : porchlight.titleOf(place);
}

const save = () => disk.setItem(draftKey(), field().value);

function restore() {
  if (!form()) return;
  const draft = disk.getItem(draftKey());
  if (draft && !field().value) field().value = draft;
  if (document.getElementById("widget")) about();
}

document.addEventListener("submit", event => {
  if (event.target !== form()) return;
  event.preventDefault();
  if (document.getElementById("send").disabled) return;
  const body = field().value.replace(/\r\n/g, "\n");
  if (!body.trim()) return thread.explain(form(), "Write a few words first.");
  thread.explain(form(), "");
  outbox.send({ id: newID(), body, place: form().elements.place.value });
  field().value = "";
  save();
  asked = undefined;
  field().focus();
});

document.addEventListener("click", ({ target }) => {
  if (target.id !== "composer-bare") return;
  bare = true;
  about();
  field().focus();
});

document.addEventListener("keydown", event => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.defaultPrevented || !keyboard.matches || !event.target.matches("#body, .change textarea")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

document.addEventListener("input", event => {
  if (!form() || event.target !== field()) return;
  save();
  if (Date.now() - typed < TYPING || thread.rev() === 0) return;
  typed = Date.now();
  thread.send({ type: "typing" });
});

document.addEventListener("conversation:refused", ({ detail: { message, reason, wait } }) => {
  thread.explain(form(), reason, wait);
  if (!message) return;
  field().value = [message.body, field().value].filter(Boolean).join("\n\n");
  save();
  field().focus();
});

document.addEventListener("conversation:opened", ({ detail: { place, focus } }) => {
  asked = place ?? asked;
  bare &&= !focus;
  restore();
  if (focus) field().focus();
});
document.addEventListener("place:changed", () => { asked = bare = undefined; about(); });
restore();
