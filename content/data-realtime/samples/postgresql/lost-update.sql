/*A*/ CREATE TABLE stock (sku text PRIMARY KEY, qty int NOT NULL);
/*A*/ INSERT INTO stock VALUES ('lamp', 10);

-- Read Committed: both read 10, both write what they computed.
/*A*/ BEGIN;
/*B*/ BEGIN;
/*A*/ SELECT qty FROM stock WHERE sku = 'lamp';
/*B*/ SELECT qty FROM stock WHERE sku = 'lamp';
/*A*/ UPDATE stock SET qty = 7 WHERE sku = 'lamp';   -- sold 3
/*B*/ UPDATE stock SET qty = 8 WHERE sku = 'lamp';   -- sold 2
/*A*/ COMMIT;
/*B*/ COMMIT;
/*A*/ SELECT qty FROM stock WHERE sku = 'lamp';      -- should be 5

-- Repeatable Read: the second writer is refused.
/*A*/ BEGIN ISOLATION LEVEL REPEATABLE READ;
/*B*/ BEGIN ISOLATION LEVEL REPEATABLE READ;
/*A*/ SELECT qty FROM stock WHERE sku = 'lamp';
/*B*/ SELECT qty FROM stock WHERE sku = 'lamp';
/*A*/ UPDATE stock SET qty = 5 WHERE sku = 'lamp';
/*B*/ UPDATE stock SET qty = 6 WHERE sku = 'lamp';
/*A*/ COMMIT;
/*B*/ ROLLBACK;
