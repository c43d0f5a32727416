// The slash leads to the search from every page. It does nothing while something is typed, and can be switched off
// (https://www.w3.org/TR/WCAG22/#character-key-shortcuts).
const OFF = "porchlight.keys"; // set while single keys are switched off, those of the inbox too
const way = document.querySelector(".find");
const disk = porchlight.store("localStorage");

document.addEventListener("keydown", event => {
  if (event.key !== "/" || !way || disk.getItem(OFF) || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=checkbox]), textarea")) return;
  event.preventDefault();
  const box = document.getElementById("q");
  if (box) box.select(); else location.href = way.href + "#q"; // a target that can have the focus gets it
});
