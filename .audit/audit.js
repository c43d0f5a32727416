// Audit holds the site to what its readers need: pages that are fast on a phone, open to everyone, valid, and without a dead
// link. It runs from the root of the repository, where bin/porchlight and static/node_modules are: make audit sees to both.
import { parseArgs } from "node:util";
import { accessibility } from "./accessibility.js";
import { Browser } from "./browser.js";
import { crawl } from "./crawl.js";
import { lighthouse } from "./lighthouse.js";
import { links } from "./links.js";
import { machine } from "./machine.js";
import { markup } from "./markup.js";
import { table } from "./report.js";
import { Site } from "./site.js";

// Each takes {site, browser, pages, options} and answers {looked, problems, notes, rows}: at what it looked, what must be
// mended, what is only told, and rows of figures.
const checks = { links, markup, accessibility, lighthouse };

const { values: options } = parseArgs({ options: {
  only: { type: "string", default: "" }, // checks whose name matches
  pages: { type: "string", default: "" }, // pages whose path matches, for what looks at one after the other
  runs: { type: "string", default: "5" }, // of Lighthouse, on each page
  external: { type: "boolean", default: false }, // links to other sites are followed and told, never counted
} });
const wanted = Object.entries(checks).filter(([name]) => new RegExp(options.only).test(name));
if (!wanted.length) throw new Error(`--only ${options.only} matches none of ${Object.keys(checks).join(", ")}`);

const site = await Site.start();
const browser = await Browser.launch();
const pages = await crawl(site, browser);
const verdicts = [], figures = [];
for (const [name, check] of wanted) {
  console.error(`\n== ${name}`);
  const { looked, problems, notes = [], rows = [] } = await check({ site, browser, pages, options });
  for (const note of notes) console.error(`   ${note}`);
  for (const problem of problems) console.error(` ✗ ${problem}`);
  verdicts.push({ check: name, "looked at": looked, found: problems.length || "nothing" });
  figures.push(...rows);
}
console.log(`\n${await machine(browser)}\n`);
console.log(table(verdicts));
if (figures.length) console.log(table(figures));
await browser.close();
process.exit(verdicts.some(v => v.found !== "nothing") ? 1 : 0);
