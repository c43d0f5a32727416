// The clock where the visitor is.
const MINUTE = 60_000;

function tell() {
  const clock = document.getElementById("local-time");
  if (!clock) return;
  try {
    clock.textContent = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit", timeZone: clock.dataset.zone }).format();
  } catch { } // a zone that this browser does not know: the server's word stands
}

function tick() {
  tell();
  setTimeout(tick, MINUTE - Date.now() % MINUTE);
}
document.addEventListener("htmx:after:swap", tell);
tick();
