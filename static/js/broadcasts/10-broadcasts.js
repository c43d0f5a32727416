// The form of a broadcast: how many it would reach follows what is chosen; a preview that no longer says what was typed goes, so
// that nothing is sent that was not seen; and what was done is read out.
const page = () => document.getElementById("broadcasts");

function reach() {
  const to = document.getElementById("tell-to").value;
  for (const line of document.querySelectorAll("#tell-reach > [data-to]")) line.hidden = line.dataset.to !== to;
}

function left() {
  const { value } = document.getElementById("tell-text");
  const line = document.getElementById("tell-left");
  line.textContent = `${[...value].length} of ${line.dataset.most}`;
}

document.addEventListener("input", ({ target }) => {
  if (!target.closest("#tell")) return;
  document.getElementById("preview")?.remove();
  reach();
  left();
});

document.addEventListener("click", ({ target }) => {
  if (target.closest("#stage [data-dismiss]")) porchlight.tell("On a visitor's page this takes the banner away.");
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (!ctx.request) return; // it came by the socket
  reach();
  left();
  const error = document.getElementById("tell-error");
  const preview = document.getElementById("preview-title");
  if (error.textContent) error.focus();
  else if (preview) preview.focus();
  else {
    porchlight.tell("sent" in page().dataset ? "It is sent." : "It has ended.");
    document.getElementById("running-title").focus();
  }
});
document.addEventListener("htmx:error", () => porchlight.tell("That did not get through. Check the connection and try again."));
reach();
left();
