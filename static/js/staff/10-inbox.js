// The owner's list: which thread is open, and how many wait.
const title = document.title;

function mark() {
  for (const link of document.querySelectorAll("#inbox-list a")) {
    if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
  }
  const unread = +(document.getElementById("inbox-list")?.dataset.unread ?? 0);
  for (const badge of document.querySelectorAll("[data-inbox-unread]")) badge.textContent = unread || "";
  document.title = unread ? `(${unread}) ${title}` : title;
}

document.addEventListener("htmx:after:swap", mark);
mark();
