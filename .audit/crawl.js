// Where to begin: what the site links to is found from its start and its sitemap; the others are pages that nothing links to,
// and two errors: an address where nothing is, and one that refuses a plain request.
const seeds = ["/", "/sitemap.xml", "/search?q=lock", "/setup", "/inbox", "/admin/presence", "/nothing-here", "/live"];

// crawl reads everything on the site's origin that can be reached by links, each address once, and returns it by address:
// {url, path, status, type, found, html, broken, ids, links: [{to, from}]}. found pages are those that search engines may list,
// which is what a place is; broken says what is wrong with XML that cannot be read.
export async function crawl(site, browser) {
  const parser = await browser.puppet.newPage();
  const pages = new Map();
  const waiting = seeds.map(path => site.origin + path);
  for (let url; (url = waiting.shift());) {
    if (pages.has(url)) continue;
    const answer = await site.get(url);
    const page = { url, path: new URL(url).pathname, status: answer.status, type: answer.headers.get("content-type") ?? "", ids: [], links: [] };
    pages.set(url, page);
    const body = await answer.text();
    if (!/html|xml/.test(page.type) || page.type.includes("svg")) continue;
    page.html = page.type.includes("html") ? body : "";
    page.found = page.html && answer.headers.get("x-robots-tag") === null;
    const { ids, links, broken } = await parser.evaluate(read, body, page.html ? "text/html" : "text/xml");
    Object.assign(page, { ids, broken });
    page.links = links.flatMap(({ to, from }) => URL.canParse(to, answer.url) ? { to: new URL(to, answer.url), from } : []);
    waiting.push(...page.links.filter(({ to }) => to.origin === site.origin).map(({ to }) => bare(to)));
  }
  await parser.close();
  return pages;
}

// bare is an address without its fragment.
export const bare = url => url.href.split("#")[0];

// read runs in Chromium, whose parser is the one that counts. What a script or HTMX asks for is a link too.
function read(body, type) {
  const doc = new DOMParser().parseFromString(body, type);
  const links = [];
  for (const element of doc.querySelectorAll("*")) {
    const from = element.outerHTML.slice(0, 120).replaceAll(/\s+/g, " ");
    for (const name of ["href", "xlink:href", "src", "data-hx-get", "data-sheet", "data-script"]) {
      if (element.hasAttribute(name)) links.push({ to: element.getAttribute(name), from });
    }
    if (element.localName === "loc") links.push({ to: element.textContent, from });
    if (element.matches("meta[property$=url], meta[property='og:image']")) links.push({ to: element.content, from });
  }
  return { ids: [...doc.querySelectorAll("[id]")].map(element => element.id), links, broken: doc.querySelector("parsererror")?.textContent };
}
