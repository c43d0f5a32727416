import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "./generated/client";

const connectionString = process.env.DATABASE_URL;
const prisma = new PrismaClient({
  adapter: new PrismaPg({ connectionString }),
  log: [{ emit: "event", level: "query" }],
});
let statements: string[] = [];
prisma.$on("query", ({ query }) => { statements.push(query); });

async function count(name: string, work: () => Promise<unknown>) {
  statements = [];
  await work();
  console.log(`${name}: ${statements.length}`);
}

// 20 authors, 60 books: the statements behind each way to read them.
await count("loop", async () => {
  for (const { id } of await prisma.author.findMany())
    await prisma.book.findMany({ where: { authorId: id } });
});
await count("include, query", () => prisma.author.findMany({
  relationLoadStrategy: "query", include: { books: true },
}));
await count("include, join", () => prisma.author.findMany({
  relationLoadStrategy: "join", include: { books: true },
}));
await count("twenty findUnique in one tick", () => Promise.all(
  Array.from({ length: 20 }, (_, i) =>
    prisma.author.findUnique({ where: { id: i + 1 } }))));

// What is selected is what travels, in the type and in the statement.
await count("select", () =>
  prisma.book.findMany({ select: { title: true }, take: 3 }));
console.log(" ", statements[0].split(" ORDER")[0].replace('"public".', ""));

// A value is a parameter, not text; the row type is only a claim.
const wanted = "book 7' OR '1' = '1";
const rows = await prisma.$queryRaw<{ id: number; n: number }[]>`
  SELECT id, count(*) OVER () AS n FROM "Book" WHERE title = ${wanted}`;
console.log("quoted name found:", rows.length);
const [{ n }] = await prisma.$queryRaw<{ n: number }[]>`
  SELECT count(*) AS n FROM "Book"`;
console.log("declared number, is", typeof n);
await prisma.$disconnect();
