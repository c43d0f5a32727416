import assert from "node:assert/strict";
import { test } from "node:test";
import { median, sights, table } from "./report.js";

test("the median is the middle one, whatever the order", () => {
  assert.equal(median([.9, 1, .2, 1, .99]), .99);
  assert.equal(median([2, 1]), 1);
});

test("a page is looked at once, whatever follows the ?, and a search as well with a question as without", () => {
  const pages = ["/ask?place=/a", "/ask?place=/b", "/search", "/search?q=x", "/search?q=y"].map(url => [url, { url: `http://site${url}`, path: url.split("?")[0], html: "<p>" }]);
  assert.deepEqual(sights(new Map(pages), "").map(page => page.url.slice(11)), ["/ask?place=/a", "/search", "/search?q=x"]);
});

test("rows become a Markdown table", () => {
  assert.equal(table([{ page: "/", seo: 100 }]), "| page | seo |\n| --- | --- |\n| / | 100 |\n");
});
