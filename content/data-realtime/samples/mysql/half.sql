/*A*/ CREATE TABLE account (name varchar(8) PRIMARY KEY, cents int);
/*A*/ INSERT INTO account VALUES ('ada', 100), ('ben', 100);

/*A*/ BEGIN;
/*A*/ SELECT cents FROM account WHERE name = 'ben' FOR UPDATE;

-- B moves 50 from ada to ben, and waits a second for ben's row.
/*B*/ SET innodb_lock_wait_timeout = 1;
/*B*/ BEGIN;
/*B*/ UPDATE account SET cents = cents - 50 WHERE name = 'ada';
/*B*/ UPDATE account SET cents = cents + 50 WHERE name = 'ben';
/*A*/ SELECT sleep(0.3);        -- until B's second is over
/*B*/ COMMIT;
/*A*/ COMMIT;
/*A*/ SELECT name, cents FROM account;
