import { readFileSync } from "node:fs";
import { cpus } from "node:os";

// machine says what the figures depend on.
export async function machine(browser) {
  const version = folder => JSON.parse(readFileSync(`${folder}/package.json`)).version;
  const processors = cpus();
  return `${processors[0].model.trim()}, ${processors.length} cores; ${await browser.version()}, ` +
    `Lighthouse ${version(".audit/node_modules/lighthouse")}, axe ${version("static/node_modules/axe-core")}, ` +
    `vnu ${version(".audit/node_modules/vnu-jar")}, Node ${process.versions.node}; ` +
    `${new Date().toISOString().slice(0, 10)}.`;
}
