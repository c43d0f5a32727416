// Why something did not work is said in its form. Seconds to wait count down there for the eyes alone: heard once is enough.
const { thread } = porchlight;
const timers = new WeakMap();

thread.explain = (form, reason, wait) => {
  const said = form.querySelector("[role=alert]"), seen = said.nextElementSibling;
  const until = Date.now() + wait * 1000;
  clearTimeout(timers.get(form));
  said.textContent = reason;
  (function tick() {
    const left = Math.ceil((until - Date.now()) / 1000), waits = left > 0;
    seen.textContent = waits ? reason.replace(`${wait} s`, `${left} s`) : "";
    said.classList.toggle("vh", waits);
    for (const button of form.querySelectorAll("button:not([type])")) button.disabled = waits;
    if (waits) timers.set(form, setTimeout(tick, 250));
    else if (wait) said.textContent = "";
  })();
};
