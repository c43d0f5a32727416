// The owner's list: which thread is open, and how many wait.
function mark() {
  const list = document.getElementById("inbox-list");
  if (!list) return;
  for (const link of list.querySelectorAll("a")) {
    if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
  }
  porchlight.badge(+list.dataset.unread);
}

document.addEventListener("htmx:after:swap", mark);
mark();
