import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "./generated/client";

const client = (max: number) => new PrismaClient({
  adapter: new PrismaPg({
    connectionString: process.env.DATABASE_URL,
    max,                              // 10 unless told otherwise
    connectionTimeoutMillis: 1000,    // for ever unless told otherwise
  }),
});
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
const told = (work: Promise<unknown>) => work.then(() => "ok", (error) =>
  error.code ?? error.message);
const seat = { where: { id: 1 } };

const prisma = client(5);
const free = async () => (await prisma.seat.findUniqueOrThrow(seat)).free;

// A callback that stays too long: 5 s by default, 200 ms here.
const slow = prisma.$transaction(async (tx) => {
  await tx.seat.update({ ...seat, data: { free: 0 } });
  await pause(400);
  await tx.seat.findMany();
}, { timeout: 200 });
console.log(`too long: ${await told(slow)}; free ${await free()}`);

// A helper that uses the outer client writes outside the transaction.
const outer = () => prisma.author.create({ data: { id: 99, name: "x" } });
const thrown = prisma.$transaction(async (tx) => {
  await tx.seat.update({ ...seat, data: { free: 0 } });
  await outer();
  throw new Error("rolled back");
});
console.log(`${await told(thrown)}; free ${await free()}, authors`,
  await prisma.author.count());

// The same helper with a pool of one waits for the connection it holds.
const single = client(1);
const nested = single.$transaction(async () => single.seat.count());
console.log("outer client, pool of one:", await told(nested));

// All connections are in use, and maxWait (2 s by default) is over.
const holder = single.$transaction(() => pause(600));
const late = single.$transaction(async () => {}, { maxWait: 200 });
console.log("no connection free:", await told(late));
await holder;
await Promise.all([prisma.$disconnect(), single.$disconnect()]);
