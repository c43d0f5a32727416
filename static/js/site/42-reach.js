// A card or block is fetched as soon as somebody reaches for it: by the time of the click it is usually here. Where the visitor
// saves data, only the click fetches.
const rest = 60; // ms, which a pointer that passes by does not stay, and a focus that moves on
let resting;
let last; // where the pointer was

function fetchAhead(head, after) {
  clearTimeout(resting);
  if (head && !navigator.connection?.saveData) resting = setTimeout(porchlight.parts.bring, after, head.parentElement);
}

const headOf = event => event.target.closest(".part-head");

document.addEventListener("pointerover", event => {
  const here = `${event.clientX} ${event.clientY}`;
  const scrolled = here === last; // the page moved, not the hand
  last = here;
  fetchAhead(!scrolled && headOf(event), rest);
}, { passive: true });
document.addEventListener("focusin", event => fetchAhead(headOf(event), rest));
document.addEventListener("pointerdown", event => fetchAhead(headOf(event), 0), { passive: true }); // a finger, which does not hover
document.addEventListener("click", () => clearTimeout(resting), true); // which fetches itself
