// Where this tab is: the open part last scrolled to or focused, else the page.
const live = porchlight.live;
const home = document.querySelector("[data-place][data-parent]")?.dataset.parent ?? live.place;
let current = live.place;

function titleOf(place) {
  const part = document.querySelector(`[data-place="${CSS.escape(place)}"]`);
  return part?.dataset.title ?? part?.querySelector(".unfold").textContent ?? document.querySelector("h1").textContent;
}

// porchlight.place tells other files where the tab is, with what that is called.
porchlight.place = () => ({ place: current, title: titleOf(current) });
porchlight.titleOf = titleOf;
porchlight.moveTo = move;

function say() {
  live.place = current;
  live.send({ type: "at", place: current, visible: !document.hidden });
}

function move(place) {
  if (!place || place === current) return;
  current = place;
  say();
  document.dispatchEvent(new CustomEvent("place:changed"));
}

const isOpen = part => part?.querySelector(".unfold")?.getAttribute("aria-expanded") === "true";

// A part counts as scrolled to when it crosses the middle of the window.
const middle = new IntersectionObserver(entries => {
  for (const { isIntersecting, target } of entries) if (isIntersecting && isOpen(target)) move(target.dataset.place);
}, { rootMargin: "-45% 0px -45% 0px" });
for (const part of document.querySelectorAll(".part")) middle.observe(part);

document.addEventListener("focusin", event => {
  const part = event.target.closest(".part");
  if (isOpen(part)) move(part.dataset.place);
});
document.addEventListener("part:opened", ({ target }) => move(target.dataset.place));
document.addEventListener("part:shown", ({ target }) => { middle.unobserve(target); middle.observe(target); }); // is it in the middle?
document.addEventListener("part:folded", ({ target }) => { if (target.dataset.place === current) move(home); });
document.addEventListener("visibilitychange", say);
document.addEventListener("live:open", () => { if (document.hidden || current !== live.told) say(); }); // it moved during the handshake
