// sights are the pages to look at, each kind of address once: what follows the ? changes no markup, but for a search.
export function sights(pages, pattern) {
  const seen = new Map();
  for (const page of pages.values()) {
    const kind = page.path + (new URL(page.url).searchParams.get("q") ? "?q" : "");
    if (page.html && new RegExp(pattern).test(page.path) && !seen.has(kind)) seen.set(kind, page);
  }
  return [...seen.values()];
}

// median is the middle one, of an even number the lower of the two.
export const median = numbers => numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)];

// table writes rows, which all have the same keys, as Markdown.
export function table(rows) {
  const line = cells => `| ${cells.join(" | ")} |\n`;
  const heads = Object.keys(rows[0]);
  return line(heads) + line(heads.map(() => "---")) + rows.map(row => line(Object.values(row))).join("");
}
