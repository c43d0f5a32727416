// Someone is writing: shown for a few seconds, and not read out.
const SHOWN = 5000;
let timer;

function clear() {
  clearTimeout(timer);
  document.getElementById("typing")?.replaceChildren();
}

document.addEventListener("conversation:changed", ({ detail: messages }) => { if (messages) clear(); });
document.addEventListener("live:frame", ({ detail: frame }) => {
  const sign = frame.querySelector("[data-typing]");
  const line = document.getElementById("typing");
  if (!sign || !line) return;
  line.replaceChildren(sign);
  clearTimeout(timer);
  timer = setTimeout(clear, SHOWN);
});
