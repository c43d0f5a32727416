// What an owner tells this page. A broadcast brings the script that shows it, so that no page loads that for nothing.
let shows;
document.addEventListener("live:frame", async ({ detail: frame }) => {
  const news = frame.querySelector("[data-banner]");
  if (!news) return;
  try {
    await (shows ??= porchlight.script(news.dataset.script));
    porchlight.banner(news);
  } catch { shows = undefined; } // the next socket brings it again
});
