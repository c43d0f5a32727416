const waiting = { timeout: 15_000, polling: 100 }; // ms; by a clock, since a tab behind another paints nothing

// frames returns what the sockets of a reader, the inbox, a thread and the list of who is here bring, while a message is sent.
export async function frames(site, browser, pages) {
  const thread = [...pages.values()].find(({ path }) => /^\/inbox\/[\w-]{16,}$/.test(path));
  const heard = new Set();
  const open = [];
  for (const path of ["/", "/conversation", "/inbox", thread.path, "/admin/presence"]) {
    const page = await browser.open(site, site.origin + path, heard);
    await page.waitForFunction(() => document.documentElement.dataset.live === "live", waiting);
    open.push(page);
  }
  const text = "And how is a failed attempt told from a lost one?";
  await site.ask(text);
  for (const page of open.slice(1, 4)) await page.waitForFunction(text => document.body.textContent.includes(text), waiting, text);
  for (const page of open) await page.close();
  return [...heard];
}
