// Where there is no room for it beside the thread, the desk lies over it.
const toggle = document.getElementById("desk-toggle");
const desk = () => document.getElementById("desk");

function show(open) {
  toggle.setAttribute("aria-expanded", open);
  if (open) desk().focus();
}

toggle?.addEventListener("click", () => show(toggle.getAttribute("aria-expanded") === "false"));
document.addEventListener("keydown", event => {
  if (event.key !== "Escape" || toggle?.getAttribute("aria-expanded") !== "true" || event.target.matches("textarea")) return;
  event.preventDefault();
  show(false);
  toggle.focus();
});
porchlight.desk = { show: () => { if (toggle.checkVisibility()) show(true); } };
