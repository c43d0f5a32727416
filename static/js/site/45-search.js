// The search page: the address follows what is typed, and what was found is read out once the typing rests.
const box = document.getElementById("q");
const slash = document.getElementById("slash");
const OFF = "porchlight.keys"; // set while single keys are switched off, those of the inbox too
const CALM = 1000; // ms without another answer
const disk = porchlight.store("localStorage");
let resting;

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (!slash || ctx.sourceElement !== box) return;
  history.replaceState(null, "", ctx.request.action);
  clearTimeout(resting);
  resting = setTimeout(() => { document.getElementById("search-news").textContent = document.getElementById("search-said").textContent; }, CALM);
});

// The key leads here from every page, does nothing while something is typed, and can be switched off
// (https://www.w3.org/TR/WCAG22/#character-key-shortcuts).
document.addEventListener("keydown", event => {
  const way = document.querySelector(".find");
  if (event.key !== "/" || !way || disk.getItem(OFF) || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=checkbox]), textarea")) return;
  event.preventDefault();
  if (slash) box.select(); else location.href = way.href + "#q"; // a target that can have the focus gets it
});

if (slash) {
  slash.checked = !disk.getItem(OFF);
  slash.addEventListener("change", () => slash.checked ? disk.removeItem(OFF) : disk.setItem(OFF, "1"));
}
