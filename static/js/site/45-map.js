// The part of the stack map that is pointed at or focused shows its own lines.
let shown;
const light = ({ target }) => {
  const node = target.closest?.("[data-node]");
  if (node === shown) return;
  shown = node;
  for (const use of document.querySelectorAll(".use")) use.classList.toggle("on", !!node && use.dataset.ends.split(" ").includes(node.dataset.node));
};
for (const event of ["pointerover", "focusin"]) document.addEventListener(event, light);
