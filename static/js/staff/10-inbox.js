// The owner's list: which thread is open, how many are unread, and which of them are shown.
const list = () => document.getElementById("inbox-list");

function mark() {
  if (!list()) return;
  for (const link of list().querySelectorAll("a")) {
    if (link.pathname === location.pathname && (!link.hash || link.hash === location.hash)) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current"); // a link to another message of this thread was followed
  }
  porchlight.badge(+list().dataset.unread);
}

// Pages without the list are told how many are unread, too.
document.addEventListener("live:frame", ({ detail: frame }) => {
  const { unread } = frame.querySelector("#inbox-list")?.dataset ?? {};
  if (unread !== undefined) porchlight.badge(+unread);
});
document.addEventListener("htmx:after:swap", mark);
addEventListener("hashchange", mark);
mark();
list()?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });

// A message that a search found is what the thread begins with, not its end.
document.querySelector(".message:target")?.scrollIntoView({ block: "center" });

// Without a script, the filter has a button.
document.addEventListener("change", event => {
  if (event.target.id === "place-filter") event.target.form.requestSubmit();
});
