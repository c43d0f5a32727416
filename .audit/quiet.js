import { cpus } from "node:os";

const sample = 500; // ms
const patience = 15_000; // ms, after which it goes on in the noise
const enough = 0.85; // of all cores idle

// quiet waits for a moment at which nobody else needs the processor: what others take from a run looks like the page's fault.
export async function quiet() {
  for (const end = Date.now() + patience; Date.now() < end && await idle() < enough;);
}

async function idle() {
  const before = times();
  await new Promise(done => setTimeout(done, sample));
  const after = times();
  return (after.idle - before.idle) / (after.all - before.all);
}

function times() {
  const all = cpus().map(({ times }) => times);
  return { idle: all.reduce((n, t) => n + t.idle, 0), all: all.reduce((n, t) => n + t.user + t.nice + t.sys + t.irq + t.idle, 0) };
}
