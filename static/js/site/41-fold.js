// Cards and blocks unfold in place. What is not here yet htmx fetches, once; from then on it folds and unfolds here. The history
// entry remembers what was open, so that Back and Forward need no request for what is here already.
const { all, bring, coming, isHere, isOpen, link, set, state } = porchlight.parts;
const byPlace = place => document.querySelector(`.part[data-place="${CSS.escape(place)}"]`);
const lost = () => porchlight.tell("That part could not be fetched. Check the connection and try again.");

function remember(place) {
  if (location.pathname === place) history.replaceState(state(), ""); else history.pushState(state(), "", place);
}

function open(part) {
  set(part, true);
  remember(part.dataset.place);
}

// unfold opens a part: at once when it is here, as soon as it is when it is under way. Else htmx fetches it, which ignores
// further clicks until it is here.
function unfold(part) {
  if (isHere(part)) open(part);
  else if (coming.has(part)) wait(part);
  else return false;
  return true;
}

async function wait(part) {
  part.ariaBusy = true;
  const came = await bring(part);
  part.ariaBusy = null;
  if (came) open(part); else link(part).click();
}

function toggle(part) {
  if (!isOpen(part)) return unfold(part);
  set(part, false);
  remember(part.dataset.parent);
  return true;
}

// Before htmx sees a click: modified clicks are the browser's, what is fetched already needs no request, and a link from
// elsewhere in the page to a part leads to it here.
document.addEventListener("click", event => {
  const anchor = event.target.closest("a[href]");
  if (!anchor || event.defaultPrevented) return;
  if (!porchlight.isPlain(event)) {
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
  const section = anchor.hash && all()[0]?.dataset.parent === anchor.pathname && !anchor.closest(".part-head") && document.getElementById(anchor.hash.slice(1));
  if (!section) return false;
  history.pushState(state(), "", anchor.href);
  section.scrollIntoView();
  section.tabIndex = -1;
  section.focus({ preventScroll: true });
  return true;
}

function reveal(part) {
  part.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  link(part).focus({ preventScroll: true });
}

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (!ctx.sourceElement?.matches?.(".unfold")) return;
  const part = ctx.sourceElement.closest(".part");
  part.dispatchEvent(new CustomEvent("part:opened", { bubbles: true }));
  remember(part.dataset.place);
});

// What cannot be fetched: an error has a page of its own; without a connection the page says so.
document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
  if (ctx.sourceElement.classList.contains("unfold")) location.href = ctx.request.action;
});
document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (ctx?.sourceElement?.classList.contains("unfold")) lost();
});

let runs = 0; // of Back and Forward
addEventListener("popstate", async ({ state: wanted }) => {
  if (!all().length) return;
  if (!wanted) return history.replaceState(state(), ""); // a hash that was typed in
  const run = ++runs;
  for (const part of all()) {
    const open = wanted.open.includes(part.dataset.place);
    if (open && !isHere(part) && !await bring(part)) lost();
    if (run !== runs) return; // overtaken by another step, which sees to every part
    set(part, open && isHere(part));
  }
});

if (all().length) {
  history.replaceState(history.state ?? state(), "");
  const open = byPlace(location.pathname);
  if (open && !location.hash) open.scrollIntoView({ block: "start", behavior: "instant" });
}
