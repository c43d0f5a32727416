// Only for whoever edits: the page follows the files. It comes again when there is another edition, and says what keeps the
// next one from being printed.
const EVERY = 400; // ms between two looks

const mine = document.currentScript.dataset.stamp;
let shown;

async function look() {
  try {
    const answer = document.hidden ? undefined : await fetch("/live/edition", { headers: porchlight.partial });
    if (answer?.ok) take(await answer.text());
  } catch {
    // the server is starting again: the next look finds it
  }
  setTimeout(look, EVERY);
}

function take(text) {
  const mistakes = porchlight.html(text).firstElementChild;
  if (mistakes.dataset.stamp !== mine) return location.reload(); // which keeps the place and how far it was scrolled
  if (text === shown) return;
  shown = text;
  document.getElementById("dev-mistakes")?.remove();
  document.body.append(mistakes);
}

look();
