// Times come in UTC and are shown in the reader's own zone. Days stay as they are.
const forms = {
  short: { hour: "2-digit", minute: "2-digit" },
  dated: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  long: { dateStyle: "medium", timeStyle: "short" },
};
const made = {}; // when first needed: a phone takes 100 ms to make all, and most pages show no time
const format = (form, at) => (made[form] ??= new Intl.DateTimeFormat([], forms[form])).format(at);

porchlight.times = within => {
  for (const time of within.querySelectorAll("time[datetime*=T]:not([data-ago])")) {
    const at = new Date(time.dateTime);
    const today = at.toDateString() === new Date().toDateString();
    const text = format(time.hasAttribute("data-long") ? "long" : today ? "short" : "dated", at);
    if (time.textContent === text) continue; // it may be selected
    time.textContent = text;
    time.title = format("long", at);
  }
};
porchlight.times(document);
document.addEventListener("htmx:after:swap", () => porchlight.times(document));
