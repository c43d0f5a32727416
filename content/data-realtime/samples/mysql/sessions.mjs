// Runs a .sql file whose statements are marked /*A*/ or /*B*/, each in a
// session of its own, and prints what every session was told, in order.
//
//   PORT=3377 node sessions.mjs gap-lock.sql > gap-lock.out
import { readFileSync } from "node:fs";
import mysql from "mysql2/promise";

const server = { host: "127.0.0.1", port: +process.env.PORT,
                 user: "t", password: "t", multipleStatements: false };
const root = await mysql.createConnection(server);
await root.query("DROP DATABASE IF EXISTS sample");
await root.query("CREATE DATABASE sample");
const [[{ v }]] = await root.query("SELECT version() v");
console.log("--", v.replace(/^([\d.]+)-MariaDB.*/, "MariaDB $1 (Debian)"));

const sessions = {}, waiting = new Map();
const text = readFileSync(process.argv[2], "utf8");
for (const [, name, sql] of
  text.matchAll(/\/\*(\w)\*\/\s*(.*?);[ \t]*(?:--[^\n]*)?$/gms)) {
  sessions[name] ??= await mysql.createConnection(
    { ...server, database: "sample" });
  const asked = tell(sessions[name], sql);
  const said = await Promise.race([asked, pause(400)]);
  show(name, sql, said ?? "… waits");
  if (said === undefined) waiting.set(name, { sql, asked });
  for (const [other, late] of waiting) {
    const answer = await Promise.race([late.asked, pause(400)]);
    if (answer === undefined) continue;
    show(other, late.sql, answer);
    waiting.delete(other);
  }
}
for (const s of [root, ...Object.values(sessions)]) s.destroy();

async function tell(session, sql) {
  try {
    const [rows] = await session.query(sql);
    if (!Array.isArray(rows)) return "ok";
    const lines = rows.map((row) => Object.values(row).join(", "));
    return lines.join(" / ") || "none";
  } catch (e) {
    return `ERROR ${e.errno}: ${e.sqlMessage.split(";")[0]}`;
  }
}
function pause(ms) { return new Promise((done) => setTimeout(done, ms)); }
function show(name, sql, answer) {
  let line = `${name}  ${sql.replace(/\s+/g, " ")}`;
  if (line.length > 46) line = line.slice(0, 45) + "…";
  const whole = `${line.padEnd(46)} → ${answer}`;
  console.log(whole.length <= 76 ? whole : `${line}\n   → ${answer}`);
}
