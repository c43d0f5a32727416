// The switch of the lamp, pressed in place. The socket may bring the news before the answer comes, and take the button away that
// was pressed: the focus then goes to what says how the lamp stands.
const box = () => document.getElementById("switch");
const menu = () => document.getElementById("switch-menu");

document.addEventListener("submit", async event => {
  if (!box()?.contains(event.target)) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(event.target, event.submitter));
  let answer, text;
  try {
    answer = await fetch(event.target.action, { method: "POST", body, headers: porchlight.partial });
    text = await answer.text();
  } catch {
    return porchlight.tell("That did not get through. Check the connection and try again.");
  }
  if (answer.headers.get("HX-Redirect")) return location.assign(answer.headers.get("HX-Redirect"));
  if (!answer.ok && answer.status !== 422) return porchlight.tell("That did not work. Please try again.");
  await htmx.swap({ text, sourceElement: box(), target: box(), swap: "outerMorph" });
  menu().open = !answer.ok;
  menu().querySelector(answer.ok ? "summary" : "#switch-until").focus();
});

document.addEventListener("click", ({ target }) => { if (menu() && !box().contains(target)) menu().open = false; });
document.addEventListener("keydown", event => {
  if (event.key !== "Escape" || !menu()?.open || !menu().contains(document.activeElement)) return;
  event.preventDefault();
  menu().open = false;
  menu().querySelector("summary").focus();
});
