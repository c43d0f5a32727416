/*A*/ CREATE TABLE orders (id bigint PRIMARY KEY, total int);
/*A*/ INSERT INTO orders SELECT n, n FROM generate_series(1, 50000) n;
/*A*/ INSERT INTO orders VALUES (0, -5);   -- an old, bad row

-- A is an ordinary reader that has not finished yet.
/*A*/ BEGIN;
/*A*/ SELECT count(*) FROM orders;
/*B*/ SET lock_timeout = '200ms';
/*B*/ ALTER TABLE orders ADD COLUMN note text;
/*A*/ COMMIT;
/*B*/ ALTER TABLE orders ADD COLUMN note text;      -- the retry

-- The index is built while others write.
/*B*/ SET lock_timeout = 0;
/*B*/ CREATE INDEX CONCURRENTLY orders_total ON orders (total);
/*B*/ SET lock_timeout = '200ms';

-- New rows are checked at once, old rows later, under a weaker lock.
/*B*/ ALTER TABLE orders ADD CONSTRAINT total_positive
      CHECK (total >= 0) NOT VALID;
/*A*/ INSERT INTO orders VALUES (-1, -5);
/*B*/ ALTER TABLE orders VALIDATE CONSTRAINT total_positive;
/*A*/ UPDATE orders SET total = 0 WHERE total < 0;
/*B*/ ALTER TABLE orders VALIDATE CONSTRAINT total_positive;
