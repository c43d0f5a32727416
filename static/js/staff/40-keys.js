// The inbox by keyboard. Single keys do nothing while somebody types, and can be switched off
// (https://www.w3.org/TR/WCAG22/#character-key-shortcuts).
const sheet = document.getElementById("keys");
const box = document.getElementById("keys-on");
const disk = porchlight.store("localStorage");
const OFF = "porchlight.keys"; // set while they are switched off

const find = selector => document.querySelector(selector);
const isTyped = element => element.matches("input, textarea, select");

// walk goes on from the focused conversation, else from the open one.
function walk(by) {
  const links = [...document.querySelectorAll("#inbox-list ol a")];
  const from = links.includes(document.activeElement) ? document.activeElement : find("#inbox-list [aria-current]");
  const at = links.indexOf(from);
  links[at < 0 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1)]?.focus();
}

function snooze() {
  const menu = find("#snooze");
  if (!menu) return;
  porchlight.desk.show();
  menu.open = true;
  menu.querySelector("button").focus();
}

const keys = {
  j: () => walk(1),
  k: () => walk(-1),
  r: () => find(".thread #body")?.focus(),
  e: () => find("#desk #close, #desk #reopen")?.requestSubmit(),
  s: snooze,
  "/": () => find("#q")?.select(),
  "?": () => sheet.showModal(),
};

document.addEventListener("keydown", event => {
  if (!sheet || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || sheet.open) return;
  if (event.key === "Escape" && isTyped(event.target)) return event.target.blur();
  if (!keys[event.key] || isTyped(event.target) || disk.getItem(OFF) || event.repeat && !"jk".includes(event.key)) return;
  event.preventDefault();
  keys[event.key]();
});

if (sheet) {
  box.checked = !disk.getItem(OFF);
  box.addEventListener("change", () => { if (box.checked) disk.removeItem(OFF); else disk.setItem(OFF, "1"); });
  document.getElementById("keys-open").addEventListener("click", () => sheet.showModal());
}
