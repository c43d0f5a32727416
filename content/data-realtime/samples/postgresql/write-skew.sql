/*A*/ CREATE TABLE shift (who text PRIMARY KEY, on_call bool NOT NULL);
/*A*/ INSERT INTO shift VALUES ('ana', true), ('bo', true);

-- The rule: somebody stays on call. Each checks, then leaves.
/*A*/ BEGIN ISOLATION LEVEL REPEATABLE READ;
/*B*/ BEGIN ISOLATION LEVEL REPEATABLE READ;
/*A*/ SELECT count(*) FROM shift WHERE on_call;
/*B*/ SELECT count(*) FROM shift WHERE on_call;
/*A*/ UPDATE shift SET on_call = false WHERE who = 'ana';
/*B*/ UPDATE shift SET on_call = false WHERE who = 'bo';
/*A*/ COMMIT;
/*B*/ COMMIT;
/*A*/ SELECT count(*) FROM shift WHERE on_call;

-- The same under Serializable.
/*A*/ UPDATE shift SET on_call = true;
/*A*/ BEGIN ISOLATION LEVEL SERIALIZABLE;
/*B*/ BEGIN ISOLATION LEVEL SERIALIZABLE;
/*A*/ SELECT count(*) FROM shift WHERE on_call;
/*B*/ SELECT count(*) FROM shift WHERE on_call;
/*A*/ UPDATE shift SET on_call = false WHERE who = 'ana';
/*B*/ UPDATE shift SET on_call = false WHERE who = 'bo';
/*A*/ COMMIT;
/*B*/ COMMIT;
/*A*/ SELECT count(*) FROM shift WHERE on_call;
