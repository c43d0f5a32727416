// The search page: the address follows what is typed, and what was found is read out once the typing rests.
const box = document.getElementById("q");
const slash = document.getElementById("slash");
const OFF = "porchlight.keys"; // set while single keys are switched off, those of the inbox too
const CALM = 1000; // ms without another answer
const disk = porchlight.store("localStorage");
let resting;

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx.sourceElement !== box) return;
  history.replaceState(null, "", ctx.request.action);
  clearTimeout(resting);
  resting = setTimeout(() => { document.getElementById("search-news").textContent = document.getElementById("search-said").textContent; }, CALM);
});

slash.checked = !disk.getItem(OFF);
slash.addEventListener("change", () => slash.checked ? disk.removeItem(OFF) : disk.setItem(OFF, "1"));
