// A card or block is fetched as soon as somebody reaches for it: by the time of the click it is usually here. Where the visitor
// saves data, only the click fetches.
const rest = 60; // ms, which a pointer that passes by does not stay, and a focus that moves on
const { bring } = porchlight.parts;
let resting;
let last; // where the pointer was

const reached = event => !navigator.connection?.saveData && event.target.closest(".part-head")?.parentElement;

function afterRest(part) {
  clearTimeout(resting);
  if (part) resting = setTimeout(bring, rest, part);
}

document.addEventListener("pointerover", event => {
  const here = `${event.clientX} ${event.clientY}`;
  const scrolled = here === last; // the page moved, not the hand
  last = here;
  afterRest(!scrolled && reached(event));
}, { passive: true });
document.addEventListener("focusin", event => afterRest(reached(event)));
document.addEventListener("pointerdown", event => { // a finger does not hover
  const part = reached(event);
  if (part) bring(part);
}, { passive: true });
document.addEventListener("click", () => clearTimeout(resting), true); // which fetches itself
