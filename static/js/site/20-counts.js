// Who is here: numbers in place. They are remembered, because parts that unfold later show them too.
const counts = new Map();
const still = matchMedia("(prefers-reduced-motion: reduce)");

function show(element, { count, scope }) {
  if (element.textContent === count && element.dataset.scope === scope) return;
  const first = element.textContent === "";
  element.textContent = count;
  element.toggleAttribute("data-none", count === "0");
  if (scope) element.dataset.scope = scope; else delete element.dataset.scope;
  element.closest("[data-node]")?.classList.toggle("lit", count !== "0");
  if (!first && !still.matches) element.animate({ opacity: [.2, 1] }, 180);
}

function showAll(within) {
  for (const element of within.querySelectorAll("[data-present]")) {
    const known = counts.get(element.dataset.present);
    if (known) show(element, known);
  }
}

document.addEventListener("live:frame", ({ detail: frame }) => {
  const news = frame.querySelectorAll("[data-present]");
  for (const { dataset, textContent } of news) counts.set(dataset.present, { count: textContent, scope: dataset.scope });
  if (news.length) showAll(document);
});
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => showAll(ctx.target?.isConnected ? ctx.target : document));
