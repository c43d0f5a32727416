import { execFileSync } from "node:child_process";
import puppeteer from "puppeteer-core";

// Nothing that the browser does for itself may cost the page a millisecond, and as root it has no sandbox.
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

// Browser is a Chromium with a profile of its own, which goes with it.
export class Browser {
  static async launch() {
    const executablePath = execFileSync("which", ["chromium"], { encoding: "utf8" }).trim();
    return new Browser(await puppeteer.launch({ executablePath, args: flags, headless: true, handleSIGINT: false }));
  }

  constructor(puppet) {
    this.puppet = puppet;
    this.contexts = new Map();
  }

  get port() { return Number(new URL(this.puppet.wsEndpoint()).port); }

  version() { return this.puppet.version(); }

  close() { return this.puppet.close(); }

  // open goes to a page as whoever may see it: each person has cookies of their own. What its socket brings is added to heard.
  async open(site, url, heard = new Set()) {
    const person = site.personAt(new URL(url).pathname);
    if (!this.contexts.has(person)) {
      const context = await this.puppet.createBrowserContext();
      await context.setCookie(...person.cookies.map(({ name, value }) => ({ name, value, domain: site.host, path: "/", httpOnly: true })));
      this.contexts.set(person, context);
    }
    const page = await this.contexts.get(person).newPage();
    const wire = await page.createCDPSession();
    wire.on("Network.webSocketFrameReceived", ({ response }) => heard.add(response.payloadData));
    await wire.send("Network.enable");
    await page.goto(url, { waitUntil: "load" });
    return page;
  }
}
