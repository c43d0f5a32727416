import { bare } from "./crawl.js";

// links checks that every address of the site's own answers with 200 and has the id that is asked for.
export async function links({ site, pages, options }) {
  const { own, problems, others } = judge(site.origin, pages);
  return { looked: `${own} links on ${pages.size} addresses`, problems, notes: options.external ? await follow(others) : [] };
}

// judge needs no network: pages are what was crawled.
export function judge(origin, pages) {
  const found = new Map(), others = new Set(); // what is in the layout is wrong on every page, and told once
  let own = 0;
  for (const page of pages.values()) {
    for (const { to, from } of page.links) {
      if (to.origin !== origin) {
        if (to.protocol.startsWith("http")) others.add(to.href);
        continue;
      }
      own++;
      const target = pages.get(bare(to));
      const id = decodeURIComponent(to.hash.slice(1));
      let problem;
      if (target.status !== 200 && target !== page) problem = `${to.pathname}${to.search} answers with ${target.status}: ${from}`;
      else if (id && !target.ids.includes(id)) problem = `${to.pathname} has no id ${id}: ${from}`;
      if (problem) found.set(problem, (found.get(problem) ?? new Set()).add(page.path));
    }
  }
  const problems = [...found].map(([problem, [first, ...more]]) => `${first}${more.length ? ` and ${more.length} more` : ""}: ${problem}`);
  return { own, problems, others: [...others] };
}

const atOnce = 8;
const patience = 20_000; // ms for each

// follow tells which links to other sites do not answer with success: theirs may be down, or refuse programs.
async function follow(urls) {
  const notes = [], waiting = [...urls];
  const one = async () => {
    for (let url; (url = waiting.shift());) {
      const status = await fetch(url, { signal: AbortSignal.timeout(patience) }).then(answer => answer.status, error => error.cause?.code ?? error.name);
      if (status !== 200) notes.push(`${url}: ${status}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return [`${urls.length} links to other sites, of which ${notes.length} did not answer with 200`, ...notes];
}
