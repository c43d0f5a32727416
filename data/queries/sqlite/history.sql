-- name: HistorySeen :one
SELECT seconds FROM history_seen WHERE start = ?;

-- name: SeeHistory :exec
INSERT INTO history_seen (start, seconds) VALUES (?, ?) ON CONFLICT (start) DO UPDATE SET seconds = seconds | excluded.seconds;

-- name: AddHistoryPlace :exec
INSERT INTO history_place (place) VALUES (?) ON CONFLICT (place) DO NOTHING;

-- name: AddHistory :exec
INSERT INTO history_span (unit, place_id, start, peak, total, arrivals)
SELECT CAST(sqlc.arg(unit) AS INTEGER), id, CAST(sqlc.arg(start) AS INTEGER), CAST(sqlc.arg(peak) AS INTEGER), CAST(sqlc.arg(total) AS INTEGER), CAST(sqlc.arg(arrivals) AS INTEGER)
FROM history_place WHERE place = sqlc.arg(place)
ON CONFLICT (unit, place_id, start) DO UPDATE SET peak = max(peak, excluded.peak), total = total + excluded.total, arrivals = arrivals + excluded.arrivals;

-- HistorySpans sums up the spans of a place in steps of so many seconds, numbered from the first; those without a row are left out.
-- name: HistorySpans :many
SELECT CAST((start - sqlc.arg(since)) / sqlc.arg(step) AS INTEGER) AS number, CAST(max(peak) AS INTEGER) AS peak, CAST(sum(total) AS INTEGER) AS total, CAST(sum(arrivals) AS INTEGER) AS arrivals
FROM history_span
WHERE unit = sqlc.arg(unit) AND place_id = (SELECT id FROM history_place WHERE place = sqlc.arg(place)) AND start >= sqlc.arg(since) AND start < sqlc.arg(until)
GROUP BY number ORDER BY number;

-- HistoryOfAll has the spans of every place. The order of the join is fixed: the key begins with the place.
-- name: HistoryOfAll :many
SELECT p.place, s.start, s.peak, s.total, s.arrivals FROM history_place p CROSS JOIN history_span s
WHERE s.place_id = p.id AND s.unit = ? AND s.start >= sqlc.arg(since) AND s.start < sqlc.arg(until);

-- name: HistoryPeak :one
SELECT start, peak FROM history_span
WHERE unit = 60 AND place_id = (SELECT id FROM history_place WHERE place = ?) AND start >= sqlc.arg(since)
ORDER BY peak DESC, start LIMIT 1;

-- name: HistoryPlaces :many
SELECT place FROM history_place WHERE EXISTS (SELECT 1 FROM history_span WHERE unit = 900 AND place_id = history_place.id) ORDER BY place;

-- name: DeleteHistoryBefore :execrows
DELETE FROM history_span WHERE (unit, place_id, start) IN (
  SELECT s.unit, s.place_id, s.start FROM history_place p CROSS JOIN history_span s
  WHERE s.place_id = p.id AND s.unit = sqlc.arg(unit) AND s.start < sqlc.arg(before) LIMIT sqlc.arg(most));

-- name: DeleteHistorySeenBefore :execrows
DELETE FROM history_seen WHERE start IN (SELECT s.start FROM history_seen s WHERE s.start < sqlc.arg(before) LIMIT sqlc.arg(most));
