// The card, block or topic that goes with an answer: shown above the text, taken out again, and gone with the message.
const form = document.getElementById("composer");
const owners = form?.dataset.side === "owner";
const about = document.getElementById("composer-about");
const remove = document.createElement("button");
remove.type = "button";
remove.className = "plain";
remove.textContent = "Remove";

function attach(place, title) {
  form.elements.place.value = place;
  about.querySelector("span").textContent = title;
  remove.setAttribute("aria-label", `Remove ${title}`);
  if (place) about.append(remove); else remove.remove();
}

remove.addEventListener("click", () => {
  attach("", "");
  form.elements.body.focus();
});

// The composer has sent what it emptied; a message that came back brings its place along.
document.addEventListener("submit", ({ target }) => { if (owners && target === form && !form.elements.body.value) attach("", ""); });
document.addEventListener("conversation:refused", ({ detail: { message } }) => {
  const pick = owners && message?.place && document.querySelector(`#picks [data-place="${CSS.escape(message.place)}"] .title`);
  if (pick) attach(message.place, pick.textContent);
});
porchlight.attach = attach;
