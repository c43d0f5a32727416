import assert from "node:assert/strict";
import { test } from "node:test";
import { judge } from "./links.js";

const origin = "http://site";

// page is one that was crawled, with links to these addresses.
const page = (path, ids, ...to) => [origin + path, { url: origin + path, path, status: 200, ids, links: to.map(url => ({ to: new URL(url, origin + path), from: `<a href="${url}">` })) }];

test("a link to a page, to an id on it and to another site is no problem", () => {
  const { own, problems, others } = judge(origin, new Map([page("/", ["top"], "/a", "/a#b", "#top", "https://elsewhere/"), page("/a", ["b"])]));
  assert.deepEqual({ own, problems, others }, { own: 3, problems: [], others: ["https://elsewhere/"] });
});

test("a link to what is not there is named with the page and the element", () => {
  const gone = [`${origin}/gone`, { path: "/gone", status: 404, ids: [], links: [] }];
  const { problems } = judge(origin, new Map([page("/", [], "/gone"), gone]));
  assert.deepEqual(problems, ['/: /gone answers with 404: <a href="/gone">']);
});

test("a link to an id that the page does not have is named", () => {
  const { problems } = judge(origin, new Map([page("/", [], "/a#c"), page("/a", ["b"])]));
  assert.deepEqual(problems, ['/: /a has no id c: <a href="/a#c">']);
});

test("what is wrong on several pages is told once", () => {
  const gone = [`${origin}/gone`, { path: "/gone", status: 404, ids: [], links: [] }];
  const { problems } = judge(origin, new Map([page("/", [], "/gone"), page("/a", [], "/gone"), gone]));
  assert.deepEqual(problems, ['/ and 1 more: /gone answers with 404: <a href="/gone">']);
});

test("an error page may link into itself", () => {
  const [url, refused] = page("/refused", ["main"], "#main");
  assert.deepEqual(judge(origin, new Map([[url, { ...refused, status: 426 }]])).problems, []);
});
