// What is done at the desk is done in place: it is renewed by the answer, and what was typed stays when there is a reason
// against it.
const desk = () => document.getElementById("desk");
let busy = false;

// The server does not know what is unfolded here, nor what went wrong: both outlast its news.
htmx.config.morphIgnore.push("open");
htmx.config.morphSkip = "#desk .error";

document.addEventListener("submit", async event => {
  const form = event.target;
  if (!form.closest("#desk")) return;
  event.preventDefault();
  if (busy) return;
  busy = true;
  const error = form.closest("section").querySelector(".error");
  error.textContent = "";
  try { error.textContent = await act(form, event.submitter); } finally { busy = false; }
});

// act posts a form and shows the desk as it is then. It returns why not, or nothing. The socket may bring the news before the
// answer comes, and take the form away.
async function act(form, submitter) {
  const headers = { "HX-Request": "true", "HX-Request-Type": "partial" };
  const body = new URLSearchParams(new FormData(form, submitter));
  const menu = form.closest("details");
  const focused = desk().contains(document.activeElement);
  let answer, text;
  try {
    answer = await fetch(form.action, { method: "POST", body, headers });
    text = await answer.text();
  } catch {
    return "That did not get through. Check the connection and try again.";
  }
  if (answer.headers.get("HX-Redirect")) location.assign(answer.headers.get("HX-Redirect"));
  else if (!answer.ok) return porchlight.html(text).querySelector(".lead")?.textContent ?? "That did not work. Please try again.";
  else if (menu?.id === "erase") location.assign(document.querySelector(".thread .back").href); // nothing is left to look at
  else {
    if (form.elements.body?.value === body.get("body")) form.reset(); // else the next note has been begun
    if (menu) menu.open = false;
    await htmx.swap({ text, sourceElement: desk(), target: desk(), swap: "outerMorph" });
    if (focused && document.activeElement === document.body) desk().focus(); // the button is gone
  }
  return "";
}
