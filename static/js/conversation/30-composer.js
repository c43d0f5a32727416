// The form: what it is about, what is being typed, and sending it.
const { thread, outbox } = porchlight;
const form = () => document.getElementById("composer");
const field = () => form().elements.body;
const draftKey = () => `porchlight.draft:${thread.section().dataset.post}`;
const keyboard = matchMedia("(hover: hover) and (pointer: fine)"); // Enter sends there; on a phone it begins a line
const TYPING = 3000; // ms between two signs that one is typing
const disk = porchlight.store("localStorage");
let typed = 0, asked; // asked: the place that the visitor chose to ask about

const newID = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, c =>
  (+c ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> +c / 4).toString(16));

function error(text) { document.getElementById("composer-error").textContent = text; }

function about() {
  if (!form()?.elements.place) return;
  const { place, title } = asked ? { place: asked, title: porchlight.titleOf(asked) } : porchlight.place();
  form().elements.place.value = place;
  document.getElementById("composer-about").textContent = title;
}

function restore() {
  if (!form()) return;
  const draft = disk.getItem(draftKey());
  if (draft && !field().value) field().value = draft;
  if (document.getElementById("widget")) about();
}

document.addEventListener("submit", event => {
  if (event.target !== form()) return;
  event.preventDefault();
  const body = field().value.replace(/\r\n/g, "\n");
  if (!body.trim()) return error("Write a few words first.");
  error("");
  outbox.send({ id: newID(), body, ...(form().elements.place && { place: form().elements.place.value }) });
  field().value = "";
  disk.removeItem(draftKey());
  asked = undefined;
  field().focus();
});

document.addEventListener("keydown", event => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !keyboard.matches || !form() || event.target !== field()) return;
  event.preventDefault();
  form().requestSubmit();
});

document.addEventListener("input", event => {
  if (!form() || event.target !== field()) return;
  if (field().value) disk.setItem(draftKey(), field().value); else disk.removeItem(draftKey());
  if (Date.now() - typed < TYPING || thread.rev() === 0) return;
  typed = Date.now();
  thread.send({ type: "typing" });
});

document.addEventListener("conversation:refused", ({ detail: { message, reason } }) => {
  error(reason);
  if (!message) return;
  field().value = [message.body, field().value].filter(Boolean).join("\n\n");
  disk.setItem(draftKey(), field().value);
  field().focus();
});

document.addEventListener("conversation:opened", ({ detail: { place, focus } }) => {
  asked = place ?? asked;
  restore();
  if (focus) field().focus();
});
document.addEventListener("place:changed", () => { asked = undefined; about(); });
restore();
