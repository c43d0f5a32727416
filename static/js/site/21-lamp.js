// The lamp, in words and by the reader's own clock. Before the first word of it the page says what was printed.
const DAY = 86_400_000;
const clock = new Intl.DateTimeFormat([], { hour: "numeric", minute: "2-digit" });
let lamp, midnight;

const english = (form, at) => at.toLocaleDateString("en-GB", form);

// when names an instant as people do: today at 15:00, tomorrow at 9:00, Monday at 9:00, 4 January.
function when(at) {
  const days = Math.round((new Date(at).setHours(12, 0, 0, 0) - new Date().setHours(12, 0, 0, 0)) / DAY); // noon to noon: some days have 23 hours
  if (days > 6) return english({ day: "numeric", month: "long" }, at);
  return `${["today", "tomorrow"][days] ?? english({ weekday: "long" }, at)} at ${clock.format(at)}`;
}

function say() {
  if (!lamp) return;
  const { lamp: state, back, usual } = lamp.dataset;
  const within = usual && `within ${usual}`;
  const until = back && `back ${when(new Date(back))}`;
  const words = state === "in" ? {
    state: "in",
    short: within ? `usually ${within}` : "answers here",
    long: within ? `in, usually answers ${within}` : "in and answers here",
  } : {
    state: until ? `away, ${until}` : "away",
    short: until || "away at the moment",
    long: until ? `away, ${until}${within ? `;\nthen usually ${within}` : ""}` : `away at the moment${within ? `, usually answers ${within}` : ""}`,
  };
  for (const element of document.querySelectorAll("[data-says]")) element.textContent = words[element.dataset.says];
  clearTimeout(midnight);
  midnight = setTimeout(say, new Date().setHours(24, 0, 1) - Date.now()); // tomorrow becomes today
}

document.addEventListener("live:frame", ({ detail: frame }) => {
  const news = frame.querySelector("[data-lamp]");
  if (!news) return;
  lamp = news;
  document.documentElement.dataset.lamp = lamp.dataset.lamp;
  say();
});
document.addEventListener("htmx:after:swap", say);
