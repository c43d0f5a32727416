// The clock where the visitor is.
const MINUTE = 60_000;

function tell() {
  const clock = document.getElementById("local-time");
  if (clock) clock.textContent = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit", timeZone: clock.dataset.zone }).format();
}

function tick() {
  tell();
  setTimeout(tick, MINUTE - Date.now() % MINUTE);
}
document.addEventListener("htmx:after:swap", tell);
tick();
