// What was unfolded is remembered for the visit, in this tab: it is marked as read, and what was left open is open again. A part
// opens only below the window: nothing that is on the screen moves, wherever a link, a hash or Back has led. An address that
// names a part shows that one alone, as it was meant.
const KEY = "porchlight.parts"; // by place: whether it was left open
const { all, bring, isOpen, set, state } = porchlight.parts;
const tab = porchlight.store("sessionStorage");

function kept() {
  try {
    return Object(JSON.parse(tab.getItem(KEY)));
  } catch {
    return {}; // what stands there is not from here
  }
}

function keep(part, open) {
  part.dataset.read = "";
  tab.setItem(KEY, JSON.stringify({ ...kept(), [part.dataset.place]: open }));
}
for (const event of ["part:opened", "part:shown"]) document.addEventListener(event, ({ target }) => keep(target, true));
document.addEventListener("part:folded", ({ target }) => keep(target, false));

async function reopen(part) {
  if (!await bring(part) || part.getBoundingClientRect().top < innerHeight) return;
  set(part, true, "part:shown");
  history.replaceState(state(), "");
}

const before = kept();
const came = performance.getEntriesByType("navigation")[0]?.type === "navigate";
const wasOpen = part => came ? before[part.dataset.place] && location.pathname === part.dataset.parent : history.state.open.includes(part.dataset.place);
for (const part of all()) {
  if (isOpen(part)) keep(part, true);
  else if (part.dataset.place in before) {
    part.dataset.read = "";
    if (wasOpen(part) && !navigator.connection?.saveData) reopen(part);
  }
}
