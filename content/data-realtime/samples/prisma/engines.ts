import { readFileSync } from "node:fs";
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import { PrismaClient } from "./generated/client";
import { PrismaClient as SQLiteClient } from "./generated-sqlite/client";

const connectionString = process.env.DATABASE_URL;
const url = process.env.SQLITE_URL!;
const postgres = new PrismaClient({
  adapter: new PrismaPg({ connectionString }),
});
const sqlite = new SQLiteClient({
  adapter: new PrismaBetterSqlite3({ url }),
}) as unknown as PrismaClient;        // one schema, so one set of types
const tables = readFileSync(new URL("sqlite.sql", import.meta.url), "utf8");
for (const sql of tables.split(";").filter((part) => part.trim()))
  await sqlite.$executeRawUnsafe(sql);

type Ask = (db: PrismaClient) => Promise<unknown>;
async function both(question: string, ask: Ask) {
  const answers = [];
  for (const db of [postgres, sqlite])
    answers.push(await ask(db).catch((e) =>
      e.code ?? e.name.replace("PrismaClient", "")));
  const [p, s] = answers.map((answer) => String(answer));
  console.log(`${question.padEnd(34)}${p.padEnd(12)}${s}`);
}
const item = (id: number, name: string, rank: number | null, price = "1") =>
  ({ id, name, rank, price, state: "open" as const });
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

console.log(`${" ".repeat(34)}PostgreSQL  SQLite`);
await both("three rows written", async (db) => (await db.item.createMany({
  data: [item(1, "Lamp", 2, "0.10000000000000000001"),
         item(2, "lampshade", null), item(3, "desk", 1)] })).count);
await both("the same name again",
  (db) => db.item.create({ data: item(4, "Lamp", 1) }));
await both('contains "lamp"',
  (db) => db.item.count({ where: { name: { contains: "lamp" } } }));
await both('contains, mode "insensitive"', (db) => db.item.count({
  where: { name: { contains: "lamp", mode: "insensitive" } } }));
await both("ids by rank", async (db) => (await db.item.findMany({
  orderBy: { rank: "asc" } })).map((row) => row.id));
await both("twenty decimals kept", async (db) =>
  (await db.item.findUnique({ where: { id: 1 } }))!.price
    .equals("0.10000000000000000001"));
await both('state = "lost", in raw SQL', (db) => db.$executeRawUnsafe(
  `UPDATE "Item" SET state = 'lost' WHERE id = 3`));
await both("reading that row", async (db) =>
  (await db.item.findUnique({ where: { id: 3 } }))!.state);
await both("isolation level ReadCommitted", async (db) => {
  await db.$transaction((tx) => tx.item.count(),
    { isolationLevel: "ReadCommitted" });
  return "ok";
});
await both("a write beside a rollback", async (db) => {
  const rollback = db.$transaction(async (tx) => {
    await tx.item.update({ where: { id: 1 }, data: { rank: 5 } });
    await pause(200);
    throw new Error("rolled back");
  }).catch(() => {});
  await pause(50);
  await db.item.update({ where: { id: 2 }, data: { rank: 6 } });
  await rollback;
  const kept = await db.item.findUnique({ where: { id: 2 } });
  return kept!.rank === 6 ? "kept" : "lost";
});
await Promise.all([postgres.$disconnect(), sqlite.$disconnect()]);
