/*A*/ CREATE TABLE stock (sku varchar(8) PRIMARY KEY, qty int);
/*A*/ INSERT INTO stock VALUES ('lamp', 10);

/*A*/ BEGIN;
/*A*/ SELECT qty FROM stock;              -- takes the snapshot
/*B*/ UPDATE stock SET qty = 2;           -- commits at once
/*A*/ SELECT qty FROM stock;              -- still the snapshot
/*A*/ SELECT qty FROM stock FOR UPDATE;   -- the newest row
/*A*/ SELECT qty FROM stock;              -- the snapshot again
/*A*/ UPDATE stock SET qty = qty - 3;
/*A*/ SELECT qty FROM stock;
/*A*/ COMMIT;
