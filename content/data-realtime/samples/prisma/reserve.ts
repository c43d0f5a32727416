import { PrismaPg } from "@prisma/adapter-pg";
import { Prisma, PrismaClient } from "./generated/client";

const connectionString = process.env.DATABASE_URL;
const prisma = new PrismaClient({
  adapter: new PrismaPg({ connectionString }),
});
type Level = Prisma.TransactionIsolationLevel;
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

// Two people take a seat at the same moment, four ways.
const readThenWrite = (isolationLevel: Level) =>
  prisma.$transaction(async (tx) => {
    const seat = await tx.seat.findUniqueOrThrow({ where: { id: 1 } });
    await pause(100);
    await tx.seat.update({
      where: { id: 1 },
      data: { free: seat.free - 1 },
    });
  }, { isolationLevel });

let attempts = 0;
async function retried(work: () => Promise<unknown>) {
  for (let left = 5; ; left--) {
    attempts++;
    try { return await work(); } catch (error) {
      const again = error instanceof Prisma.PrismaClientKnownRequestError
        && error.code === "P2034" && left > 1;
      if (!again) throw error;
      await pause(Math.random() * 50);
    }
  }
}

const guarded = async () => {
  const { count } = await prisma.seat.updateMany({
    where: { id: 1, free: { gt: 0 } },
    data: { free: { decrement: 1 } },
  });
  if (count === 0) throw new Error("sold out");
};

async function race(name: string, take: () => Promise<unknown>, free = 10) {
  await prisma.seat.update({ where: { id: 1 }, data: { free } });
  const outcome = await Promise.allSettled([take(), take()]);
  const told = outcome.map((o) =>
    o.status === "fulfilled" ? "ok" : o.reason.code ?? o.reason.message);
  const seat = await prisma.seat.findUniqueOrThrow({ where: { id: 1 } });
  console.log(`${name}: ${told.sort().join(", ")}; free ${seat.free}`);
}
await race("read, then write", () => readThenWrite("ReadCommitted"));
await race("serializable", () => readThenWrite("Serializable"));
await race("serializable, retried", () =>
  retried(() => readThenWrite("Serializable")));
console.log("  attempts for two people:", attempts);
await race("one guarded update", guarded);
await race("one guarded update, one seat", guarded, 1);
await prisma.$disconnect();
