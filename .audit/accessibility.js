import { readFileSync } from "node:fs";
import { sights } from "./report.js";

const patience = 15_000; // ms for a page to show what was asked for
const schemes = ["light", "dark"];

// accessibility runs axe, with WCAG 2.2 A and AA and the best practices, on every page in both colour schemes: as it comes,
// with all unfolded that can be, and once with the conversation open.
export async function accessibility({ site, browser, pages, options }) {
  const axe = readFileSync("static/node_modules/axe-core/axe.min.js", "utf8");
  const problems = [];
  let looks = 0;
  let asked = false;
  for (const { url, path } of sights(pages, options.pages)) {
    const page = await browser.open(site, url);
    await page.evaluate(`${axe};true`); // by the debugger, which the page's policy does not concern
    const look = async how => {
      for (const scheme of schemes) {
        await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }, { name: "prefers-reduced-motion", value: "reduce" }]);
        for (const found of await page.evaluate(run)) problems.push(`${path}, ${how}, ${scheme}: ${found}`);
        looks++;
      }
    };
    await look("as it comes");
    if (await unfoldAll(page)) await look("unfolded");
    if (!asked && await page.$("#launcher")) {
      await page.click("#launcher");
      await page.waitForSelector("#widget #conversation", { visible: true, timeout: patience });
      await look("the conversation open");
      asked = true;
    }
    await page.close();
  }
  return { looked: `${looks} looks`, problems };
}

// unfoldAll opens every card, block and detail, one after the other as a visitor would, and reports whether there were any.
async function unfoldAll(page) {
  let any = false;
  for (const link of await page.$$(".unfold[aria-expanded='false']")) {
    const id = await link.evaluate(element => { element.click(); return element.id; });
    await page.waitForSelector(`#${id}[aria-expanded="true"]`, { timeout: patience });
    any = true;
  }
  return await page.$$eval("details:not([open])", all => all.filter(element => element.open = true).length) > 0 || any;
}

// run is run in the page. The size of targets is the one rule of WCAG 2.2 AA that axe leaves off unless it is told.
async function run() {
  const { violations } = await window.axe.run(document, { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } });
  return violations.flatMap(v => v.nodes.map(n => `${v.id} at ${n.target.join(" ")}: ${n.failureSummary.replaceAll(/\s+/g, " ")}`));
}
