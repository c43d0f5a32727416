// Parts are the cards and blocks of an ecosystem's page: a head that stays and a body that unfolds. A body comes once, and stays.
const link = part => part.querySelector(".unfold");
const content = part => document.getElementById(link(part).getAttribute("aria-controls"));
const coming = new Map(); // by part: whether its body, which is under way, could be had

const parts = porchlight.parts = {
  link,
  all: () => [...document.querySelectorAll(".part")],
  isOpen: part => link(part).getAttribute("aria-expanded") === "true",
  isHere: part => content(part).hasChildNodes(),
  coming,

  // set opens or folds a part whose body is here. Opened with others, it is only shown: the visitor has not gone to it.
  set(part, open, opened = "part:opened") {
    if (parts.isOpen(part) === open && content(part).hidden !== open) return;
    link(part).setAttribute("aria-expanded", open);
    link(part).href = open ? `${part.dataset.parent}#${part.id}` : part.dataset.place;
    content(part).hidden = !open;
    part.dispatchEvent(new CustomEvent(open ? opened : "part:folded", { bubbles: true }));
  },

  // bring fetches a body and lays it into its part, out of sight, so that opening it is no more than showing it.
  async bring(part) {
    if (parts.isHere(part)) return true;
    if (!coming.has(part)) coming.set(part, lay(part).catch(() => false).finally(() => coming.delete(part)));
    return coming.get(part);
  },

  // state is what a history entry remembers.
  state: () => ({ open: parts.all().filter(parts.isOpen).map(part => part.dataset.place) }),
};

async function lay(part) {
  const answer = await fetch(part.dataset.place, { headers: porchlight.partial });
  if (!answer.ok) return false;
  content(part).replaceChildren(...porchlight.html(await answer.text()).querySelector(".part-body").childNodes);
  return true;
}
