/*A*/ CREATE TABLE person (
  name varchar(8) COLLATE utf8mb4_unicode_520_ci NOT NULL UNIQUE,
  age tinyint unsigned NOT NULL) CHARACTER SET utf8mb4;

-- Strict: what does not fit is refused.
/*A*/ SET sql_mode = 'STRICT_TRANS_TABLES';
/*A*/ INSERT INTO person VALUES ('Bartholomew', 30);
/*A*/ INSERT INTO person VALUES ('Ben', 300);

-- Not strict: it is made to fit, and the client hears "ok".
/*A*/ SET sql_mode = '';
/*A*/ INSERT INTO person VALUES ('Bartholomew', 300);
/*A*/ SELECT name, age FROM person;

-- What the collation calls equal, a unique index calls a duplicate.
/*A*/ INSERT INTO person VALUES ('José', 30);
/*A*/ INSERT INTO person VALUES ('JOSE', 31);
/*A*/ INSERT INTO person VALUES ('Jose ', 32);
