// A page that could not be made just now comes by itself as soon as it can be, to whoever looks at it.
const AGAIN = 5000; // ms between two looks, and up to twice that, so that not all come at once

async function look() {
  const came = !document.hidden && await fetch(location).catch(() => {});
  if (came && came.status !== 503) location.reload();
  else setTimeout(look, AGAIN * (1 + Math.random()));
}
if (document.querySelector("[data-again]")) setTimeout(look, AGAIN);
