// One button a group unfolds all of it, or folds it. Without a script there is none.
const MOST = 3; // bodies fetched at once
const SLOW = 1000; // ms after which, and between which, the page says how far it is
const { all, bring, isHere, isOpen, set, state } = porchlight.parts;

async function unfold(parts) {
  const queue = parts.filter(part => !isHere(part));
  const say = setInterval(() => porchlight.tell(`Here: ${parts.filter(isHere).length} of ${parts.length}.`), SLOW);
  await Promise.all(Array.from({ length: MOST }, async () => {
    for (let part; (part = queue.shift());) await bring(part);
  }));
  clearInterval(say);
  for (const part of parts) if (isHere(part)) set(part, true, "part:shown");
}

for (const place of document.querySelectorAll("[data-all]")) {
  const group = place.nextElementSibling;
  const parts = all().filter(part => group.contains(part));
  const button = document.createElement("button");
  const isAll = () => parts.every(isOpen);
  const label = () => { button.textContent = `${isAll() ? "Fold" : "Unfold"} all ${place.dataset.all}`; };
  let busy;
  button.type = "button";
  button.className = "plain";
  button.setAttribute("aria-controls", group.id);
  button.addEventListener("click", async () => {
    if (busy) return;
    busy = true;
    if (isAll()) for (const part of parts) set(part, false); else await unfold(parts);
    busy = false;
    history.pushState(state(), "", parts[0].dataset.parent);
    const open = parts.filter(isOpen).length;
    porchlight.tell(open ? `Unfolded: ${open} of ${parts.length}.` : "All are folded.");
  });
  for (const event of ["part:opened", "part:shown", "part:folded"]) document.addEventListener(event, label);
  label();
  place.append(button);
}
