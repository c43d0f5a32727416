// The banner of a broadcast: the newest first, one at a time, until it is dismissed or over. Who dismissed one does not see it
// again in this browser, and a tab in the background waits until it is looked at. The region is read out the first time alone.
const KEY = "porchlight.banners"; // by id: when it ends, and whether it was dismissed
const KEPT = 86_400_000; // ms for which that is remembered beyond the end: this clock may be ahead
const region = document.getElementById("banners");
const main = document.getElementById("main");
const disk = porchlight.store("localStorage");
const over = new Set();
let told = []; // all that is to be shown, the newest first
let styled, before; // before: what had the focus before it came here

function known() {
  try {
    return Object(JSON.parse(disk.getItem(KEY)));
  } catch {
    return {}; // what stands there is not from here
  }
}

function remember({ dataset: { banner, until } }, gone) {
  const all = { ...known(), [banner]: { until: Date.parse(until), gone } };
  for (const id in all) if (!(all[id].until + KEPT > Date.now())) delete all[id];
  disk.setItem(KEY, JSON.stringify(all));
}

function style(sheet) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = sheet;
  const done = new Promise(done => { link.onload = link.onerror = done; });
  document.head.append(link);
  return done;
}

// banner takes the word of a broadcast: what it says, or that it is over.
porchlight.banner = async news => {
  const id = news.dataset.banner;
  if ("over" in news.dataset) over.add(id);
  else {
    await (styled ??= style(news.dataset.sheet));
    if (!told.some(other => other.dataset.banner === id)) told.unshift(news);
  }
  show();
};

// show brings the region to what is to be seen. One that has the focus stays until it is dismissed or over.
function show() {
  const all = known();
  told = told.filter(({ dataset: { banner } }) => !over.has(banner) && !all[banner]?.gone);
  const now = region.firstElementChild;
  const held = region.contains(document.activeElement);
  const next = held && told.includes(now) ? now : told[0];
  if (document.hidden || next === (now ?? undefined)) return;
  region.ariaLive = next && all[next.dataset.banner] ? "off" : "polite";
  region.replaceChildren(...next ? [next] : []);
  if (held) (next?.querySelector("button") ?? (before?.isConnected ? before : main)).focus({ preventScroll: true });
  if (next) remember(next);
  dodge();
}

function dismiss() {
  remember(region.firstElementChild, true);
  show();
}

// dodge moves the region to the other side of the window where it would lie over what has the focus.
function dodge() {
  const focused = document.activeElement;
  if (!region.firstElementChild || region.contains(focused)) return;
  region.classList.remove("aside");
  const a = focused.getBoundingClientRect();
  const b = region.getBoundingClientRect();
  region.classList.toggle("aside", a.height < innerHeight / 2 && a.bottom > b.top && a.top < b.bottom && a.right > b.left && a.left < b.right);
}

region.addEventListener("click", ({ target }) => { if (target.closest("[data-dismiss]")) dismiss(); });
region.addEventListener("keydown", event => {
  if (event.key !== "Escape") return;
  event.preventDefault();
  dismiss();
});
document.addEventListener("focusin", ({ target, relatedTarget }) => {
  if (region.contains(target) && !region.contains(relatedTarget)) before = relatedTarget;
  dodge();
});
addEventListener("resize", dodge);
addEventListener("storage", show); // another tab dismissed one
document.addEventListener("visibilitychange", show);
document.addEventListener("live:open", () => { // what ended meanwhile is said again, and what was dismissed is known
  for (const { dataset: { banner: id } } of told) porchlight.live.send({ type: "banner", id });
  show();
});
