// What comes by the socket is merged into the table: rows that did not change are not touched.
const page = document.getElementById("presence");
const list = () => document.getElementById("roster-list");
const rows = () => document.getElementById("roster-rows");
const linksOf = row => [...row.querySelectorAll("a")];

// A row without cells stands for one that is as it was. Times are as this page has put them, unless they are others.
htmx.registerExtension("presence-rows", {
  htmx_before_morph_node: (old, { newNode }) => !(old.nodeName === "TR" && !newNode.cells.length || old.nodeName === "TIME" && old.dateTime === newNode.dateTime),
});

// held is the row that is read: the one with a selection, or the focus.
function held() {
  const selection = getSelection();
  const node = selection.isCollapsed ? document.activeElement : selection.anchorNode;
  return rows().contains(node) ? (node.closest?.("tr") ?? node.parentElement.closest("tr")) : undefined;
}

// arrange puts the rows that stay into their new order. The one that is read is not moved: a node that is would lose its
// selection, and in some browsers the focus.
function arrange(order) {
  const kept = new Set(order);
  for (const row of [...rows().rows]) if (!kept.has(row.id)) row.remove();
  const wanted = order.map(id => document.getElementById(id)).filter(row => row?.parentElement === rows());
  if (wanted.every((row, i) => row === rows().rows[i])) return;
  const pivot = Math.max(0, wanted.indexOf(held()));
  for (const row of wanted.slice(0, pivot)) move(row, wanted[pivot]);
  for (const row of wanted.slice(pivot + 1)) move(row, null);
}

function move(row, before) {
  if (rows().moveBefore) rows().moveBefore(row, before);
  else rows().insertBefore(row, before);
}

document.addEventListener("live:frame", async ({ detail: frame }) => {
  const news = frame.querySelector("[data-table]");
  if (!news || news.dataset.table !== list().dataset.key || page.hasAttribute("data-paused")) return; // it is late
  const [lines, bar] = news.querySelectorAll(":scope > template");
  const focused = document.activeElement, row = focused?.closest("#roster-rows tr");
  const index = row?.rowIndex - 1, link = row && linksOf(row).indexOf(focused);
  arrange([...lines.content.children].map(line => line.id));
  htmx.swap({ text: lines.innerHTML, sourceElement: rows(), target: rows(), swap: "innerMorph" });
  if (bar) htmx.swap({ text: bar.innerHTML, sourceElement: rows(), target: document.getElementById("roster-bar"), swap: "outerMorph" });
  if (row && !focused.isConnected) { // its visitor left: who stands there now has the focus
    const heir = rows().rows[Math.min(index, rows().rows.length - 1)];
    const links = heir ? linksOf(heir) : [];
    (links[link] ?? links[0] ?? document.getElementById("roster-table")).focus({ preventScroll: true });
  }
});
