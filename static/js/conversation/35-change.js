// One's own messages can be changed for a few minutes. A page came with the forms for that; what comes later gets them here.
const { thread } = porchlight;

// offer puts the forms beside a message for as long as the server says that it can be changed.
function offer({ dataset, parentElement: item }) {
  const { left } = dataset;
  delete dataset.left;
  const box = item.querySelector(".change") ?? item.appendChild(document.getElementById("change").content.firstElementChild.cloneNode(true));
  const end = () => box.remove();
  setTimeout(() => { if (box.open) box.ontoggle = end; else end(); }, left * 1000); // a text under way stays until it is given up
}

function offerAll() {
  for (const when of thread.list()?.querySelectorAll(".own > [data-left]") ?? []) offer(when);
}
for (const event of ["conversation:changed", "conversation:opened"]) document.addEventListener(event, offerAll);
offerAll();

document.addEventListener("toggle", ({ target: box }) => {
  if (!box.matches(".change[open]")) return;
  const area = box.querySelector("textarea"), text = box.parentElement.querySelector(".text");
  area.value = text.dataset.raw ?? text.textContent;
  area.selectionStart = area.value.length;
  area.focus();
  thread.explain(box, "");
}, true);

// Escape gives a change up, and leaves the widget open.
addEventListener("keydown", event => {
  const box = event.key === "Escape" && event.target.closest?.(".change[open]");
  if (!box) return;
  event.stopPropagation();
  box.open = false;
  box.firstElementChild.focus();
}, true);

document.addEventListener("submit", async event => {
  const form = event.target, box = form.closest(".change");
  if (!box) return;
  event.preventDefault();
  const url = `${thread.section().dataset.post}/${box.parentElement.id.slice(8)}/${form.action.split("/").at(-1)}`;
  try {
    const { answer, content, reason, wait } = await porchlight.ask(url, new FormData(form));
    if (!answer.ok) return thread.explain(box, reason, wait);
    box.open = false;
    const item = content.querySelector("[data-seq]"), { seq } = item.dataset;
    thread.put(item);
    (thread.list().querySelector(`[data-seq="${seq}"] summary`) ?? thread.log()).focus();
  } catch { thread.explain(box, "It could not be sent."); }
});
