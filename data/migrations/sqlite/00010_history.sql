-- How many were here, minute by minute: numbers and places, and nothing of anybody.

-- +goose Up
CREATE TABLE history_place (
  id    INTEGER PRIMARY KEY,
  place TEXT    NOT NULL UNIQUE
) STRICT;

-- What was seen of a place in one span of time. Nobody there: no row.
CREATE TABLE history_span (
  unit     INTEGER NOT NULL CHECK (unit IN (60, 900)), -- seconds: minutes, and quarters of an hour, of which days are made in every time zone
  place_id INTEGER NOT NULL REFERENCES history_place (id),
  start    INTEGER NOT NULL CHECK (start % unit = 0),  -- Unix seconds
  peak     INTEGER NOT NULL,                           -- visitors at once
  total    INTEGER NOT NULL,                           -- visitors times milliseconds
  arrivals INTEGER NOT NULL,                           -- visitors who came; only of the whole site, "/"
  PRIMARY KEY (unit, place_id, start)
) STRICT, WITHOUT ROWID;

-- Which seconds of a minute are counted already: nodes that share the file see the same visitors.
CREATE TABLE history_seen (
  start   INTEGER PRIMARY KEY CHECK (start % 60 = 0), -- Unix seconds
  seconds INTEGER NOT NULL                            -- a bit each
) STRICT;
