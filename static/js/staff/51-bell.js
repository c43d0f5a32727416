// While an owner looks at one of these pages, no other tab of the browser rings: the page keeps the bell as long as it has the focus.
let release;

function take() {
  if (release || !document.hasFocus()) return;
  porchlight.bell({}, () => new Promise(done => {
    release = done;
    if (!document.hasFocus()) give(); // it had to wait, and is late
  }));
}

function give() {
  release?.();
  release = undefined;
}

addEventListener("focus", take);
for (const event of ["blur", "pagehide"]) addEventListener(event, give);
take();
