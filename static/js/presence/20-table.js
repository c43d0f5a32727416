// The table of who is here: what is asked of it is shown in place, by one request, and Back undoes it.
const TYPING = 250;     // ms after the last letter before it is searched for
const PATIENCE = 10000; // ms that an answer may take
const list = () => document.getElementById("roster-list");
const form = document.getElementById("roster-form");
let asking, typing, paused = false;

// at is what the server is told that this page shows.
const at = () => list().dataset.at + (paused ? (list().dataset.at.includes("?") ? "&" : "?") + "paused=1" : "");

// show asks for another table. keep says what becomes of the address: pushState, replaceState or nothing.
async function show(url, keep) {
  clearTimeout(typing);
  asking?.abort();
  const mine = asking = new AbortController();
  let text;
  try {
    const answer = await fetch(url, { headers: porchlight.partial, signal: AbortSignal.any([mine.signal, AbortSignal.timeout(PATIENCE)]) });
    if (answer.headers.get("HX-Redirect")) return location.assign(answer.headers.get("HX-Redirect"));
    if (!answer.ok) throw answer;
    text = await answer.text();
  } catch {
    if (mine === asking) porchlight.tell("That did not get through. Check the connection and try again.");
    return;
  }
  if (mine !== asking) return; // something else was asked for since
  const focused = list().contains(document.activeElement);
  await htmx.swap({ text, sourceElement: list(), target: list(), swap: "outerMorph" });
  mark();
  if (keep) history[keep]({ typed: keep === "replaceState" || url.typed }, "", list().dataset.at);
  porchlight.moveTo(at());
  document.getElementById("roster-news").textContent = document.getElementById("roster-said").textContent;
  if (focused && !document.activeElement.closest("#roster-list :is([href], button)")) document.getElementById("roster-table").focus({ preventScroll: true }); // on the last page nothing comes next
}

// asked is the address of what the form asks for.
function asked() {
  const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  return `${location.pathname}?${query}`;
}

form.addEventListener("submit", event => {
  event.preventDefault();
  show(asked(), "pushState");
});
form.addEventListener("change", event => { if (event.target.type !== "search") show(asked(), "pushState"); });
form.addEventListener("input", event => {
  if (event.target.type !== "search") return;
  clearTimeout(typing);
  typing = setTimeout(() => show(asked(), history.state?.typed ? "replaceState" : "pushState"), TYPING);
});
// A room of the plan leads to those who are in it, with all else that is asked for.
document.addEventListener("click", event => {
  const room = event.target.closest("#plan .room");
  if (!room || !porchlight.isPlain(event)) return;
  event.preventDefault();
  form.elements.place.value = new URL(room.getAttribute("href"), location.href).searchParams.get("place");
  if (form.elements.place.selectedIndex < 0) form.elements.place.value = ""; // the hall is in front of them all
  show(asked(), "pushState");
  document.getElementById("roster").scrollIntoView();
  document.getElementById("roster-table").focus({ preventScroll: true });
});
document.addEventListener("click", event => {
  const link = event.target.closest("#roster-list :is(thead, nav, .nobody) a");
  if (!link || !porchlight.isPlain(event)) return;
  event.preventDefault();
  if (link.href) show(link.href, "pushState");
});

// Back and Forward: the form says again what the address says. HTMX would load the whole page, and with it another socket.
addEventListener("popstate", () => {
  const query = new URLSearchParams(location.search);
  for (const field of form.elements) {
    if (field.type === "checkbox") field.checked = query.has(field.name);
    else if (field.name) field.value = query.get(field.name) ?? "";
  }
  show(location.href);
});
document.addEventListener("htmx:before:history:restore", event => event.preventDefault());

// Paused, the page is sent nothing, and all of it stays as it was. What is asked for is shown as it is then. The plan marks the
// room that the table is of.
function mark() {
  const button = document.getElementById("roster-pause");
  button.setAttribute("aria-pressed", paused);
  document.getElementById("presence").toggleAttribute("data-paused", paused);
  const place = new URL(list().dataset.at, location.href).searchParams.get("place");
  for (const room of document.querySelectorAll("#plan .room")) {
    if (new URL(room.getAttribute("href"), location.href).searchParams.get("place") === place) room.setAttribute("aria-current", "true");
    else room.removeAttribute("aria-current");
  }
}
document.addEventListener("click", event => {
  if (event.target.id !== "roster-pause") return;
  paused = !paused;
  mark();
  porchlight.moveTo(at());
});
