import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const owner = { email: "owner@example.com", password: "correct horse battery" };
const patience = 30_000; // ms until it is ready
const host = "127.0.0.1";

// Site is the real binary with its shipped content and its own defaults, on a database that is thrown away. An owner is
// logged in, and a visitor has asked a question, so that the inbox has something to show.
export class Site {
  static async start() {
    const folder = mkdtempSync(join(tmpdir(), "porchlight-audit-"));
    const port = await freePort();
    const origin = `http://${host}:${port}`;
    const binary = spawn("bin/porchlight", [], {
      env: { ADDR: `${host}:${port}`, BASE_URL: origin, DATABASE: join(folder, "audit.db"), OWNER_EMAIL: owner.email, OWNER_PASSWORD: owner.password },
      stdio: ["ignore", "ignore", "inherit"],
    });
    process.on("exit", () => {
      binary.kill();
      rmSync(folder, { recursive: true, force: true });
    });
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));
    const site = new Site(origin);
    await site.ready(binary);
    site.owner.cookies = await site.post("/login", owner);
    site.visitor.cookies = await site.ask("Which isolation level would you begin with? I read `SERIALIZABLE` on the page.");
    return site;
  }

  constructor(origin) {
    this.origin = origin;
    this.host = host;
    this.owner = { cookies: [] };
    this.visitor = { cookies: [] };
  }

  // personAt tells who sees what is at a path.
  personAt(path) { return /^\/(inbox|admin)/.test(path) ? this.owner : this.visitor; }

  // get asks for a page, or with HTMX's headers for its fragment.
  get(url, headers = {}) {
    const cookie = this.personAt(new URL(url).pathname).cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
    return fetch(url, { headers: { cookie, ...headers } });
  }

  // ask sends a visitor's message and returns the cookies that this brings.
  ask(body) { return this.post("/conversation/messages", { id: randomUUID(), body, place: "/" }); }

  async post(path, fields) {
    const cookie = this.visitor.cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
    const answer = await fetch(this.origin + path, { method: "POST", body: new URLSearchParams(fields), headers: { origin: this.origin, cookie }, redirect: "manual" });
    if (answer.status !== 303) throw new Error(`POST ${path}: ${answer.status}`);
    return answer.headers.getSetCookie().map(line => line.split(";")[0].split("=")).map(([name, value]) => ({ name, value }));
  }

  async ready(binary) {
    for (const end = Date.now() + patience; ;) {
      const is = await fetch(`${this.origin}/readyz`).then(answer => answer.ok, () => false);
      if (is) return;
      if (binary.exitCode !== null || Date.now() > end) throw new Error("bin/porchlight does not serve: see what it says above");
      await new Promise(done => setTimeout(done, 100));
    }
  }
}

function freePort() {
  return new Promise((done, failed) => {
    const server = createServer().once("error", failed).listen(0, host, () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}
