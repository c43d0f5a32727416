/*A*/ CREATE TABLE counter (id int PRIMARY KEY, hits int NOT NULL);
/*A*/ INSERT INTO counter SELECT n, 0 FROM generate_series(1, 10000) n;
/*A*/ SELECT pg_size_pretty(pg_table_size('counter'));

-- B reads once and keeps its transaction open, as a report would.
/*B*/ BEGIN ISOLATION LEVEL REPEATABLE READ;
/*B*/ SELECT count(*) FROM counter;

/*A*/ UPDATE counter SET hits = hits + 1;
/*A*/ VACUUM counter;
/*A*/ UPDATE counter SET hits = hits + 1;
/*A*/ VACUUM counter;
/*A*/ UPDATE counter SET hits = hits + 1;
/*A*/ VACUUM counter;
/*A*/ SELECT pg_size_pretty(pg_table_size('counter'));
/*C*/ CREATE EXTENSION pgstattuple;
/*A*/ SELECT dead_tuple_count FROM pgstattuple('counter');
/*A*/ SELECT backend_xmin IS NOT NULL AS holds, state
      FROM pg_stat_activity WHERE state = 'idle in transaction';

/*B*/ COMMIT;
/*A*/ VACUUM counter;
/*A*/ SELECT dead_tuple_count FROM pgstattuple('counter');
/*A*/ SELECT pg_size_pretty(pg_table_size('counter'));
