// The way into the conversation. Nothing of it but this is loaded before it is opened.
const launcher = document.getElementById("launcher");
const widget = document.getElementById("widget");
const OPEN = "porchlight.widget"; // whether it is open, for the next page of this tab
const NAMED = "porchlight.named"; // kept by a browser that has written
const SELDOM = 15000; // ms between two looks at whether there is a socket
const AGAIN = 5000; // ms before what was open is tried again
const tab = porchlight.store("sessionStorage");
const disk = porchlight.store("localStorage");
let loaded, styled, scripted, opener;

function sheet() {
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = launcher.dataset.sheet;
  const came = new Promise(done => { style.onload = style.onerror = done; });
  document.head.append(style);
  return came;
}

function load() {
  return loaded ??= (async () => {
    scripted ??= porchlight.script(launcher.dataset.script).catch(error => { scripted = undefined; throw error; });
    await Promise.all([
      styled ??= sheet(),
      scripted, // once: it would listen twice
      htmx.ajax("GET", `/conversation?${new URLSearchParams({ place: porchlight.place().place })}`, { source: widget, target: widget, swap: "innerHTML" }),
    ]);
    if (!widget.firstElementChild) throw new Error("the conversation did not come");
  })();
}

async function open(place, focus) {
  try {
    await load();
  } catch {
    loaded = undefined;
    if (focus) location.href = launcher.href; // the page without the widget still works
    else setTimeout(reopen, AGAIN); // nobody asks for it just now, and the page that they read stays
    return;
  }
  widget.hidden = false;
  launcher.setAttribute("aria-expanded", "true");
  tab.setItem(OPEN, "1");
  document.dispatchEvent(new CustomEvent("conversation:opened", { detail: { place, focus } }));
}

function close() {
  widget.hidden = true;
  launcher.setAttribute("aria-expanded", "false");
  tab.removeItem(OPEN);
  (opener?.isConnected ? opener : launcher).focus();
}

const isPlain = event => widget && porchlight.isPlain(event);
document.addEventListener("click", event => {
  if (!isPlain(event)) return;
  const ask = event.target.closest("[data-ask]");
  if (ask) {
    event.preventDefault();
    opener = ask;
    open(ask === launcher ? undefined : new URL(ask.href).searchParams.get("place"), true);
  } else if (event.target.closest("[data-close]") && widget.contains(event.target)) {
    event.preventDefault();
    close();
  }
});
document.addEventListener("keydown", event => {
  if (event.key === "Escape" && widget?.contains(document.activeElement)) close();
});

// Where the widget covers the page, a link from a message to a place leads out of it, before the place unfolds.
const narrow = matchMedia("(max-width: 40rem)");
addEventListener("click", event => {
  if (narrow.matches && isPlain(event) && widget.contains(event.target.closest(".messages a:not([target])"))) close();
}, true);

// Unread answers: in the launcher and in the title.
const title = document.title;
document.addEventListener("live:frame", ({ detail: frame }) => {
  const unread = frame.querySelector("[data-changes]")?.dataset.unread;
  if (unread !== undefined) badge(+unread);
});
let before;
function badge(unread) {
  if (unread > before && widget?.hidden) porchlight.tell(unread === 1 ? "An answer has come." : `${unread} answers are unread.`);
  if (unread > before && (widget?.hidden || !document.hasFocus())) porchlight.ring();
  before = unread;
  for (const element of document.querySelectorAll("[data-badge]")) {
    element.textContent = unread || "";
    element.title = unread ? `${unread} unread` : "";
  }
  document.title = unread ? `(${unread}) ${title}` : title;
}
porchlight.badge = badge;

// Where no socket brings the number, the thread is fetched out of sight, and looks for itself from then on.
setInterval(async () => {
  if (!widget || loaded || porchlight.live.isOpen() || document.hidden || !disk.getItem(NAMED)) return;
  try {
    await load();
    document.dispatchEvent(new CustomEvent("conversation:opened", { detail: {} }));
  } catch { loaded = undefined; }
}, SELDOM);

function reopen() { if (widget?.hidden && tab.getItem(OPEN)) open(undefined, false); }
reopen();
