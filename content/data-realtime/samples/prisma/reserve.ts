import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "./generated/client";

const connectionString = process.env.DATABASE_URL;
const adapter = new PrismaPg({ connectionString });
const prisma = new PrismaClient({
  adapter,
  log: [{ emit: "event", level: "query" }],
});
let statements = 0;
prisma.$on("query", () => { statements++; });

async function count(name: string, work: () => Promise<unknown>) {
  statements = 0;
  await work();
  console.log(`${name}: ${statements} statements`);
}

// 20 authors with their books: one query a row, or one a level.
await count("loop", async () => {
  for (const author of await prisma.author.findMany())
    await prisma.book.findMany({ where: { authorId: author.id } });
});
await count("include", () =>
  prisma.author.findMany({ include: { books: true } }));

// Two people take a seat at the same moment, three ways.
type Isolation = "ReadCommitted" | "Serializable";
const readThenWrite = (isolationLevel: Isolation) =>
  prisma.$transaction(async (tx) => {
    const seat = await tx.seat.findUniqueOrThrow({ where: { id: 1 } });
    await new Promise((done) => setTimeout(done, 100));
    await tx.seat.update({
      where: { id: 1 },
      data: { free: seat.free - 1 },
    });
  }, { isolationLevel });

const guarded = async () => {
  const { count } = await prisma.seat.updateMany({
    where: { id: 1, free: { gt: 0 } },
    data: { free: { decrement: 1 } },
  });
  if (count === 0) throw new Error("sold out");
};

async function race(name: string, take: () => Promise<unknown>) {
  await prisma.seat.update({ where: { id: 1 }, data: { free: 10 } });
  const outcome = await Promise.allSettled([take(), take()]);
  const told = outcome.map((o) =>
    o.status === "fulfilled" ? "ok" : o.reason.code ?? o.reason.message);
  const seat = await prisma.seat.findUniqueOrThrow({ where: { id: 1 } });
  console.log(`${name}: ${told.join(", ")}; free ${seat.free}`);
}
await race("read, then write", () => readThenWrite("ReadCommitted"));
await race("serializable", () => readThenWrite("Serializable"));
await race("one guarded update", guarded);

// The contract is the schema file. The live table may differ.
await prisma.$executeRaw`ALTER TABLE "Seat" RENAME free TO open`;
await prisma.seat.findFirst().catch((error) =>
  console.log(`renamed column: ${error.code}`));
await prisma.$disconnect();
