CREATE TABLE job AS
SELECT n AS id,
       CASE WHEN n % 1000 = 0 THEN 'ready' ELSE 'done' END AS state,
       now() - n * interval '1 second' AS run_at,
       repeat('x', 200) AS payload
FROM generate_series(1, 200000) AS n;

CREATE INDEX job_run_at ON job (run_at);
CREATE INDEX job_ready ON job (run_at) INCLUDE (id)
  WHERE state = 'ready';
VACUUM ANALYZE job;   -- also fills the visibility map

SELECT indexrelid::regclass AS index,
       pg_size_pretty(pg_relation_size(indexrelid)) AS size
FROM pg_index WHERE indrelid = 'job'::regclass ORDER BY 1;

EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF, SUMMARY OFF)
SELECT id FROM job WHERE state = 'ready' ORDER BY run_at LIMIT 20;

-- The same question, but the planner cannot know what $1 will be.
SET plan_cache_mode = force_generic_plan;
PREPARE next(text) AS
  SELECT id FROM job WHERE state = $1 ORDER BY run_at LIMIT 20;
EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF, SUMMARY OFF)
EXECUTE next('ready');
