-- 20,000 orders three times: the key is a number, or 16 bytes that
-- rise with time (as UUID version 7), or 16 random ones (version 4).
/*A*/ CREATE TABLE digit (d int PRIMARY KEY);
/*A*/ INSERT INTO digit VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9);
/*A*/ CREATE TABLE num (id bigint PRIMARY KEY, customer int NOT NULL,
  total int NOT NULL, note char(60) NOT NULL, KEY customer (customer));
/*A*/ INSERT INTO num SELECT n, n % 500, n % 97, 'x' FROM (
    SELECT a.d + 10*b.d + 100*c.d + 1000*e.d + 10000*f.d AS n
    FROM digit a, digit b, digit c, digit e, digit f WHERE f.d < 2
  ) AS numbers ORDER BY n;
/*A*/ CREATE TABLE v7 LIKE num;
/*A*/ ALTER TABLE v7 MODIFY id binary(16);
/*A*/ CREATE TABLE v4 LIKE v7;
/*A*/ INSERT INTO v7 SELECT unhex(lpad(hex(id), 32, '0')),
    customer, total, note FROM num ORDER BY id;
/*A*/ INSERT INTO v4 SELECT unhex(md5(id)),
    customer, total, note FROM num ORDER BY id;

-- The pages of 16 kB that hold each index: for customer, then for the
-- primary key, which is the table itself.
/*A*/ SELECT substring_index(table_name, '.', -1), count(*)
  FROM information_schema.innodb_buffer_page
  WHERE table_name REGEXP concat(database(), '`.`(num|v4|v7)')
    AND index_name = 'customer' GROUP BY 1;
/*A*/ SELECT substring_index(table_name, '.', -1), count(*)
  FROM information_schema.innodb_buffer_page
  WHERE table_name REGEXP concat(database(), '`.`(num|v4|v7)')
    AND index_name = 'PRIMARY' GROUP BY 1;

-- The index on customer has the key in it, and nothing else.
/*A*/ EXPLAIN SELECT id FROM num WHERE customer = 7;
/*A*/ EXPLAIN SELECT id, total FROM num WHERE customer = 7;
/*A*/ DROP INDEX customer ON num;
/*A*/ CREATE INDEX customer ON num (customer, total);
/*A*/ EXPLAIN SELECT id, total FROM num WHERE customer = 7;
