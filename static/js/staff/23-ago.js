// How long ago something was: the server names the moment and its own time, this page counts on. The clock of this machine may
// be wrong, so it only measures what has passed since.
const SECOND = 1000, MINUTE = 60, HOUR = 3600; // ms; s
const page = document.getElementById("presence");
let ahead = 0; // ms that the server's clock is ahead of this one

function words(seconds) {
  if (seconds < MINUTE) return `${seconds} s ago`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ago`;
  return `${Math.floor(seconds / HOUR)} h ago`;
}

function hear(now) {
  if (now) ahead = now - Date.now();
}

function tell() {
  if (page?.hasAttribute("data-paused")) return; // all is as it was then
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const text = words(Math.max(0, Math.round((Date.now() + ahead - Date.parse(time.dateTime)) / SECOND)));
    if (time.textContent !== text) time.textContent = text;
  }
}

document.addEventListener("live:frame", ({ detail: frame }) => hear(frame.querySelector("[data-now]")?.dataset.now));
document.addEventListener("htmx:after:swap", tell);
setInterval(tell, SECOND);
hear(page?.dataset.now);
tell();
