import run from "lighthouse";
import { Browser } from "./browser.js";
import { quiet } from "./quiet.js";
import { median, sights } from "./report.js";

const categories = ["performance", "accessibility", "best-practices", "seo"];
const metrics = { "first-contentful-paint": "FCP", "largest-contentful-paint": "LCP", "total-blocking-time": "TBT", "cumulative-layout-shift": "CLS", "speed-index": "speed index" };

// lighthouse runs the mobile preset (a slow phone on slow 4G, simulated) on the start, every ecosystem and every topic, several
// times one after the other, and takes the median. Each figure must be 100.
export async function lighthouse({ pages, options }) {
  const rows = [], problems = [], speeds = [];
  const places = sights(pages, options.pages).filter(({ found, path }) => found && /^\/[^/]*(\/topics\/[^/]+)?$/.test(path));
  for (const { url, path } of places) {
    const results = [];
    for (let i = 0; i < options.runs; i++) results.push(await once(url));
    speeds.push(...results.map(lhr => lhr.environment.benchmarkIndex));
    const row = { page: path };
    for (const category of categories) {
      row[category] = Math.round(median(results.map(lhr => lhr.categories[category].score)) * 100);
      if (row[category] === 100) continue;
      const shown = results.toSorted((a, b) => a.categories[category].score - b.categories[category].score)[Math.floor((results.length - 1) / 2)];
      problems.push(`${path}: ${category} is ${row[category]}: ${missed(shown, category).join("; ")}`);
    }
    for (const [id, name] of Object.entries(metrics)) row[name] = shown(id, median(results.map(lhr => lhr.audits[id].numericValue)));
    console.error(`   ${Object.values(row).join("  ")}`);
    rows.push(row);
  }
  const notes = [`Lighthouse's own measure of the processor: ${Math.min(...speeds)} to ${Math.max(...speeds)}`];
  return { looked: `${places.length} pages, ${options.runs} runs each`, problems, notes, rows };
}

// once runs it in a browser that has seen nothing yet. On a busy machine Lighthouse may lose the trace: then it runs again.
async function once(url, left = 3) {
  await quiet();
  const browser = await Browser.launch();
  const { lhr } = await run(url, { port: browser.port, onlyCategories: categories, logLevel: "error" });
  await browser.close();
  if (!lhr.runtimeError) return lhr;
  if (!left) throw new Error(`${url}: ${lhr.runtimeError.message}`);
  return once(url, left - 1);
}

const shown = (id, value) => id === "cumulative-layout-shift" ? value.toFixed(3) : `${Math.round(value)} ms`;

// missed names the audits that cost points, with the elements that they are about.
function missed(lhr, category) {
  return lhr.categories[category].auditRefs
    .filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 1)
    .map(({ id }) => {
      const { displayValue = "", details } = lhr.audits[id];
      const where = details?.items?.map(item => item.node?.snippet ?? item.url ?? item.description).filter(Boolean).slice(0, 3) ?? [];
      return [id, displayValue, ...where].filter(Boolean).join(" ");
    });
}
