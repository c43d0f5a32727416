// A slash at the start of an answer opens what it can be answered with: places, which go with it, and replies, which become
// its text. The field stays a text field, which cannot be called expanded (https://www.w3.org/TR/html-aria/#el-textarea):
// the button beside it is, and a status tells how many there are.
const field = document.getElementById("body");
const picks = document.getElementById("picks");
const button = document.getElementById("picks-open");
const all = picks ? [...picks.children] : [];
let active, shut; // shut: with Escape, until the slash is gone

const isOpen = () => picks && !picks.hidden;
const offered = () => all.filter(pick => !pick.hidden);
const slash = () => /^\/[^\n]*$/.test(field.value);

function activate(pick) {
  active?.setAttribute("aria-selected", "false");
  active = pick;
  pick.setAttribute("aria-selected", "true");
  field.setAttribute("aria-activedescendant", pick.id);
  pick.scrollIntoView({ block: "nearest" });
}

// open offers the picks whose title has words that begin like these; or whose kind has, where there is none.
function open(words) {
  const holds = text => words.every(word => ` ${text.toLowerCase()}`.includes(` ${word}`));
  const titled = all.filter(pick => holds(pick.querySelector(".title").textContent));
  for (const pick of all) pick.hidden = titled.length ? !titled.includes(pick) : !holds(pick.textContent);
  const count = offered().length;
  if (!count) return close();
  picks.hidden = false;
  button.setAttribute("aria-expanded", "true");
  activate(offered()[0]);
  document.getElementById("picks-news").textContent = `${count} to choose from`;
}

function close() {
  picks.hidden = true;
  button.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
  document.getElementById("picks-news").textContent = "";
}

function choose(pick) {
  close();
  if (pick.dataset.place) porchlight.attach(pick.dataset.place, pick.querySelector(".title").textContent);
  const text = pick.dataset.text ?? "";
  field.value = slash() ? text : [field.value, text].filter(Boolean).join("\n\n");
  field.dispatchEvent(new Event("input", { bubbles: true })); // so that the draft is kept
  field.focus();
}

const step = by => offered().at((offered().indexOf(active) + by) % offered().length);
const keys = {
  ArrowDown: () => activate(step(1)),
  ArrowUp: () => activate(step(-1)),
  Enter: () => choose(active),
  Escape() { shut = true; close(); },
};

// Before the composer, which would send.
document.addEventListener("keydown", event => {
  if (!isOpen() || event.target !== field || event.isComposing || event.shiftKey || !keys[event.key]) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  keys[event.key]();
}, true);

function look() {
  if (!slash()) shut = false;
  if (slash() && !shut) open(field.value.slice(1).toLowerCase().split(/\s+/).filter(Boolean));
  else close();
}

if (picks) {
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", "picks");
  field.addEventListener("input", look);
  field.addEventListener("blur", close);
  for (const part of [picks, button]) part.addEventListener("mousedown", event => event.preventDefault()); // the field keeps the focus
  picks.addEventListener("click", event => { if (event.target.closest("li")) choose(event.target.closest("li")); });
  button.addEventListener("click", () => {
    if (isOpen()) return close();
    field.focus();
    open([]);
  });
}
