// When the visit ends, what had the focus is gone with it: the focus stays where that was.
const trail = () => document.getElementById("trail");
let held = false;

document.addEventListener("live:frame", () => { held = trail().contains(document.activeElement); });
document.addEventListener("htmx:after:swap", () => { if (held && document.activeElement === document.body) trail().focus(); });
