// How old the numbers are. A page that gets none any more says so, and does not go on looking well.
const SECOND = 1000; // ms
const OLD = 10;      // s: three pulses are missing

function tell() {
  const at = document.getElementById("health-at");
  const age = Math.max(0, Math.round((Date.now() - came) / SECOND));
  at.textContent = age < 2 ? "just now" : `${age} s ago`;
  document.getElementById("health").classList.toggle("old", age > OLD);
}

let came = Date.now(); // by this machine's clock, which may differ from the server's
document.addEventListener("live:frame", event => {
  if (event.detail.querySelector("[hx-target='#health-verdict']")) came = Date.now();
});
document.addEventListener("htmx:after:swap", tell);
setInterval(tell, SECOND);
tell();
