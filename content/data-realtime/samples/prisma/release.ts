import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "./generated/client";

// The old release, which knows "Seat".free, serves during every step.
const connectionString = process.env.DATABASE_URL;
const old = new PrismaClient({
  adapter: new PrismaPg({ connectionString }),
});
const told = (work: Promise<unknown>) => work.then(() => "ok", (error) =>
  error.code ?? error.message);
let id = 1;

async function step(name: string, ...statements: string[]) {
  for (const sql of statements) await old.$executeRawUnsafe(sql);
  const reads = await told(old.seat.findFirst());
  const writes = await told(
    old.seat.create({ data: { id: ++id, free: 4 } }));
  console.log(`${name}: reads ${reads}, writes ${writes}`);
}

await step("rename at once", `ALTER TABLE "Seat" RENAME free TO open`);
await step("  taken back", `ALTER TABLE "Seat" RENAME open TO free`);

await step("expand: add, written by a trigger",
  `ALTER TABLE "Seat" ADD open int`,
  `CREATE FUNCTION follow() RETURNS trigger LANGUAGE plpgsql AS
     $$ BEGIN NEW.open := NEW.free; RETURN NEW; END $$`,
  `CREATE TRIGGER follow BEFORE INSERT OR UPDATE ON "Seat"
     FOR EACH ROW EXECUTE FUNCTION follow()`);
await step("move: fill the old rows",
  `UPDATE "Seat" SET open = free WHERE open IS NULL`);
const [{ missing }] = await old.$queryRaw<{ missing: bigint }[]>`
  SELECT count(*) AS missing FROM "Seat" WHERE open IS DISTINCT FROM free`;
console.log(`  rows that differ: ${missing}`);
// A new word in an enum adds something, and is no expansion at all.
await old.$executeRawUnsafe(`ALTER TYPE "State" ADD VALUE 'sold'`);
await old.$executeRaw`INSERT INTO "Item" VALUES (1, 'lamp', 1, 'sold')`;
console.log("new enum value: reads", await told(old.item.findFirst()));

await step("contract: drop, while the old release still runs",
  `DROP TRIGGER follow ON "Seat"`, `DROP FUNCTION follow()`,
  `ALTER TABLE "Seat" DROP free`);
await old.$disconnect();
