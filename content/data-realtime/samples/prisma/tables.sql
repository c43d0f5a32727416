DROP TABLE IF EXISTS "Book", "Author", "Seat", "Item";
DROP TYPE IF EXISTS "State";
CREATE TABLE "Author" (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE "Book" (id int PRIMARY KEY, title text NOT NULL,
  "authorId" int NOT NULL REFERENCES "Author");
CREATE TABLE "Seat" (id int PRIMARY KEY, free int NOT NULL);
CREATE TYPE "State" AS ENUM ('draft', 'open');
CREATE TABLE "Item" (id int PRIMARY KEY, name text NOT NULL UNIQUE,
  price numeric(65,30) NOT NULL, state "State" NOT NULL,
  rank int, extra jsonb);
INSERT INTO "Author" SELECT n, 'author ' || n FROM generate_series(1, 20) n;
INSERT INTO "Book" SELECT n, 'book ' || n, 1 + n % 20
  FROM generate_series(1, 60) n;
INSERT INTO "Seat" VALUES (1, 10);
