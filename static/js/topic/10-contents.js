// The section that is read is marked in the contents. It is the last whose heading is above a line near the top of the window;
// over the last screenful the line sinks to the bottom, so that every section has its turn, however short the last ones are.
const LINE = 96; // px from the top: below where a jump leaves a heading

const links = [...document.querySelectorAll(".contents a")];
const headings = [...new Set(links.map(link => link.hash.slice(1)))].map(id => document.getElementById(id));
let held; // the section that was asked for; it counts as read until the reader scrolls
let due;

function current() {
  if (held) return held;
  const { scrollHeight, clientHeight, scrollTop } = document.documentElement;
  const left = scrollHeight - clientHeight - scrollTop;
  const line = LINE + Math.max(0, 1 - left / clientHeight) * (clientHeight - LINE);
  return headings.findLast(heading => heading.getBoundingClientRect().top <= line)?.id;
}

function mark() {
  due = undefined;
  const id = current();
  for (const link of links) {
    if (link.hash === `#${id}`) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
  }
}

const soon = () => { due ??= requestAnimationFrame(mark); };

function hold(id) {
  held = headings.find(heading => heading.id === id)?.id;
  soon();
}

addEventListener("scroll", soon, { passive: true });
addEventListener("resize", soon, { passive: true });
for (const kind of ["wheel", "touchmove", "pointerdown", "keydown"]) addEventListener(kind, () => { held = undefined; }, { passive: true });

document.addEventListener("click", event => {
  const link = event.target.closest("a[href^='#']");
  if (!link) return;
  hold(link.hash.slice(1));
  const folded = link.closest(".contents details");
  if (folded) folded.open = false; // before the browser scrolls to where the link leads
});

// Back and Forward bring the place of that moment along.
addEventListener("popstate", () => {
  if (location.hash !== `#${held}`) held = undefined;
  soon();
});

if (performance.getEntriesByType("navigation")[0]?.type === "navigate") hold(location.hash.slice(1));
soon();
