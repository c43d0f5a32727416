// A card or block is fetched as soon as a pointer rests on it: by the time of the click it is usually here. Where the visitor
// saves data, only the click fetches.
const rest = 60; // ms, which a pointer that passes by does not stay
const keep = 60_000; // ms, after which the click fetches anew
const ahead = new WeakMap(); // by part
let resting;
let last; // where the pointer was

function fetchAhead(part) {
  if (ahead.has(part) || document.getElementById(part.querySelector(".unfold").getAttribute("aria-controls")).hasChildNodes()) return;
  const forget = () => ahead.delete(part);
  const fetched = fetch(part.dataset.place, { headers: porchlight.partial })
    .then(async response => new Response(await response.text(), response));
  ahead.set(part, fetched);
  fetched.then(response => response.ok ? setTimeout(forget, keep) : forget(), forget);
}

document.addEventListener("pointerover", event => {
  clearTimeout(resting);
  const here = `${event.clientX} ${event.clientY}`;
  const scrolled = here === last; // the page moved, not the hand
  last = here;
  const part = !scrolled && event.target.closest(".part-head")?.parentElement;
  if (part && !navigator.connection?.saveData) resting = setTimeout(fetchAhead, rest, part);
}, { passive: true });

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  const part = ctx.sourceElement?.matches?.(".unfold") && ctx.sourceElement.closest(".part");
  const fetched = part && ahead.get(part);
  if (!fetched) return;
  ahead.delete(part);
  ctx.fetch = () => fetched;
});
