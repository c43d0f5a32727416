/*A*/ CREATE TABLE guest (id int PRIMARY KEY, name varchar(40));
/*A*/ INSERT INTO guest VALUES (1, 'Ada');

-- A has read, and has not ended. B waits for A, and C behind B.
/*A*/ BEGIN;
/*A*/ SELECT name FROM guest;
/*B*/ ALTER TABLE guest ADD COLUMN age int, ALGORITHM=INSTANT;
/*C*/ SELECT name FROM guest;
/*A*/ COMMIT;

-- The same with a limit: B gives up, and nobody else has to wait.
/*A*/ BEGIN;
/*A*/ SELECT name FROM guest;
/*B*/ SET lock_wait_timeout = 1;
/*B*/ ALTER TABLE guest ADD COLUMN city int, ALGORITHM=INSTANT;
/*C*/ SELECT sleep(0.3);        -- until B's second is over
/*C*/ SELECT name FROM guest;
/*A*/ COMMIT;
