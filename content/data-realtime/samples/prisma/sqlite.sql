DROP TABLE IF EXISTS "Item";
CREATE TABLE "Item" (id integer NOT NULL PRIMARY KEY, name text NOT NULL,
  price decimal NOT NULL, state text NOT NULL, rank integer, extra jsonb);
CREATE UNIQUE INDEX "Item_name_key" ON "Item" (name);
