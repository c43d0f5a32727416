// Times come in UTC and are shown in the reader's own zone. Days stay as they are.
const short = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit" });
const dated = new Intl.DateTimeFormat([], { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const long = new Intl.DateTimeFormat([], { dateStyle: "medium", timeStyle: "short" });

porchlight.times = within => {
  for (const time of within.querySelectorAll("time[datetime*=T]")) {
    const at = new Date(time.dateTime);
    const today = at.toDateString() === new Date().toDateString();
    time.textContent = (time.hasAttribute("data-long") ? long : today ? short : dated).format(at);
    time.title = long.format(at);
  }
};
porchlight.times(document);
document.addEventListener("htmx:after:swap", () => porchlight.times(document));
