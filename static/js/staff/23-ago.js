// How long ago something was: the server names the moment, this page counts on.
const SECOND = 1000, MINUTE = 60, HOUR = 3600; // ms; s

function words(seconds) {
  if (seconds < MINUTE) return `${seconds} s ago`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ago`;
  return `${Math.floor(seconds / HOUR)} h ago`;
}

function tell() {
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const text = words(Math.max(0, Math.round((Date.now() - Date.parse(time.dateTime)) / SECOND)));
    if (time.textContent !== text) time.textContent = text;
  }
}

setInterval(tell, SECOND);
document.addEventListener("htmx:after:swap", tell);
tell();
