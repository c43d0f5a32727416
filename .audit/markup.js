import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { frames } from "./frames.js";

// markup runs vnu on every page, on the fragment that HTMX gets of it, and on what the socket brings. Of sitemap and feed, for
// which vnu has no schema, it says whether they are XML.
export async function markup({ site, browser, pages }) {
  const documents = [];
  for (const { url, html } of pages.values()) {
    if (!html) continue;
    documents.push({ name: url.replace(site.origin, ""), html });
    const fragment = await site.get(url, { "HX-Request": "true", "HX-Request-Type": "partial" });
    documents.push({ name: `fragment ${url.replace(site.origin, "")}`, html: wrapped(await fragment.text()) });
  }
  const brought = await frames(site, browser, pages);
  brought.filter(frame => frame.startsWith("<")).forEach((frame, i) => documents.push({ name: `frame ${i}`, html: wrapped(frame) }));
  const messages = await validate(documents);
  return {
    looked: `${documents.length} documents`,
    problems: [
      ...[...pages.values()].filter(page => page.broken).map(page => `${page.path}: ${page.broken}`),
      ...messages.filter(m => m.type !== "info").map(m => m.sentence),
    ],
    notes: messages.filter(m => m.type === "info").map(m => m.sentence),
  };
}

// wrapped makes the smallest document of a fragment, which in its page stands below the headings of the levels above its own.
function wrapped(fragment) {
  const level = Number(/<h([1-6])/.exec(fragment)?.[1] ?? 2);
  const above = [1, 2, 3, 4, 5].filter(n => n < level).map(n => `<h${n}>Above</h${n}>`).join("");
  return `<!doctype html><html lang="en"><head><title>A fragment</title></head><body>${above}${fragment}</body></html>`;
}

// validate runs vnu once for all: starting Java takes longer than a page.
async function validate(documents) {
  const folder = mkdtempSync(join(tmpdir(), "porchlight-vnu-"));
  documents.forEach(({ html }, i) => writeFileSync(join(folder, `${i}.html`), html));
  const output = await new Promise(done => execFile("java", ["-Xss4m", "-jar", ".audit/node_modules/vnu-jar/build/dist/vnu.jar", "--format", "json", "--exit-zero-always", folder],
    { maxBuffer: 64 << 20 }, (error, _, stderr) => done(stderr)));
  rmSync(folder, { recursive: true });
  const found = new Map();
  for (const { type, url, lastLine, message, extract } of JSON.parse(output).messages) {
    const { name } = documents[Number.parseInt(basename(url))];
    const same = `${message} ${extract?.trim()}`;
    if (!found.has(same)) found.set(same, { type, sentence: `${name}:${lastLine}: ${message} … ${extract?.replaceAll(/\s+/g, " ")}` });
  }
  return [...found.values()];
}
