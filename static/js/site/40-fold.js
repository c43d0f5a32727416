// Cards and blocks unfold in place. htmx fetches a part once; from then on it folds and unfolds here. The history entry
// remembers what was open, so that Back and Forward need no request for what is here already.
const link = part => part.querySelector(".unfold");
const content = part => document.getElementById(link(part).getAttribute("aria-controls"));
const isOpen = part => link(part).getAttribute("aria-expanded") === "true";
const parts = () => [...document.querySelectorAll(".part")];
const openPlaces = () => parts().filter(isOpen).map(part => part.dataset.place);
const byPlace = place => document.querySelector(`.part[data-place="${CSS.escape(place)}"]`);

function set(part, open) {
  if (isOpen(part) === open && content(part).hidden !== open) return;
  link(part).setAttribute("aria-expanded", open);
  link(part).href = open ? `${part.dataset.parent}#${part.id}` : part.dataset.place;
  content(part).hidden = !open;
  part.dispatchEvent(new CustomEvent(open ? "part:opened" : "part:folded", { bubbles: true }));
}

function remember(place) {
  const state = { open: openPlaces() };
  if (location.pathname === place) history.replaceState(state, ""); else history.pushState(state, "", place);
}

// unfold opens a part: at once when it is here, else through htmx, which ignores further clicks until it is.
function unfold(part) {
  if (!content(part).hasChildNodes()) return false;
  set(part, true);
  return true;
}

function toggle(part) {
  if (isOpen(part)) {
    set(part, false);
    remember(part.dataset.parent);
  } else if (unfold(part)) {
    remember(part.dataset.place);
  } else {
    return false;
  }
  return true;
}

// Before htmx sees a click: modified clicks are the browser's, what is fetched already needs no request, and a link from
// elsewhere in the page to a part leads to it here.
document.addEventListener("click", event => {
  const anchor = event.target.closest("a[href]");
  if (!anchor || event.defaultPrevented) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) {
    if (anchor.dataset.hxGet) event.stopImmediatePropagation();
    return;
  }
  if (anchor.hash && anchor.pathname === location.pathname && !anchor.closest(".part-head")) return; // the browser's own way
  if (within(anchor)) return event.preventDefault();
  const own = anchor.classList.contains("unfold") ? anchor.closest(".part") : null;
  const part = own ?? byPlace(anchor.pathname ?? new URL(anchor.href.baseVal, location.href).pathname);
  if (!part || !own && anchor.hasAttribute("data-ask")) return;
  if (own ? toggle(part) : isOpen(part) || unfold(part)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!own) remember(part.dataset.place);
  } else if (!own) {
    event.preventDefault();
    link(part).click();
  }
  if (!own) reveal(part);
}, true);

// within goes to a section of this page, whatever part of it the address names, and leaves open what is open.
function within(anchor) {
  const section = anchor.hash && parts()[0]?.dataset.parent === anchor.pathname && !anchor.closest(".part-head") && document.getElementById(anchor.hash.slice(1));
  if (!section) return false;
  history.pushState({ open: openPlaces() }, "", anchor.href);
  section.scrollIntoView();
  section.tabIndex = -1;
  section.focus({ preventScroll: true });
  return true;
}

function reveal(part) {
  part.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  link(part).focus({ preventScroll: true });
}

let going = 0; // the run of Back or Forward that opens parts now; 0: none, and unfolding adds an entry
let runs = 0;
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const part = ctx.sourceElement?.closest?.(".part");
  if (!part || !ctx.sourceElement.classList.contains("unfold")) return;
  part.dispatchEvent(new CustomEvent("part:opened", { bubbles: true }));
  if (!going) remember(part.dataset.place);
});

// What cannot be fetched: an error has a page of its own; without a connection the page says so.
document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
  if (ctx.sourceElement.classList.contains("unfold")) location.href = ctx.request.action;
});
document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (ctx?.sourceElement?.classList.contains("unfold")) porchlight.tell("That part could not be fetched. Check the connection and try again.");
});

addEventListener("popstate", async ({ state }) => {
  if (!parts().length) return;
  if (!state) return history.replaceState({ open: openPlaces() }, ""); // a hash that was typed in
  const wanted = state.open;
  const run = going = ++runs;
  for (const part of parts()) {
    const open = wanted.includes(part.dataset.place);
    if (!open) set(part, false);
    else if (!unfold(part)) await htmx.ajax("GET", part.dataset.place, { source: link(part), target: part, swap: "outerMorph" });
    if (run !== going) return set(part, history.state?.open?.includes(part.dataset.place) ?? false); // overtaken by another step
  }
  going = 0;
});

if (parts().length) {
  history.replaceState({ open: openPlaces() }, "");
  const open = byPlace(location.pathname);
  if (open && !location.hash) open.scrollIntoView({ block: "start", behavior: "instant" });
}
