/*A*/ CREATE TABLE booking (id int PRIMARY KEY, room int, KEY (room));
/*A*/ INSERT INTO booking VALUES (1, 10), (2, 20), (3, 30);

-- Repeatable Read: A locks what it scanned, rows and gaps.
/*A*/ BEGIN;
/*B*/ BEGIN;
/*A*/ SELECT id FROM booking WHERE room = 20 FOR UPDATE;
/*B*/ INSERT INTO booking VALUES (4, 15);  -- in the gap before 20
/*A*/ ROLLBACK;
/*B*/ ROLLBACK;

-- Read Committed: only the row itself.
/*A*/ SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED;
/*A*/ BEGIN;
/*B*/ BEGIN;
/*A*/ SELECT id FROM booking WHERE room = 20 FOR UPDATE;
/*B*/ INSERT INTO booking VALUES (5, 15);
/*A*/ ROLLBACK;
/*B*/ ROLLBACK;

-- Two people find the same gap empty, then both try to fill it.
/*A*/ SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ;
/*A*/ BEGIN;
/*B*/ BEGIN;
/*A*/ SELECT id FROM booking WHERE room = 25 FOR UPDATE;
/*B*/ SELECT id FROM booking WHERE room = 25 FOR UPDATE;
/*A*/ INSERT INTO booking VALUES (6, 25);
/*B*/ INSERT INTO booking VALUES (7, 25);
/*A*/ COMMIT;
