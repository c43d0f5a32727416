-- The lamp: what the owner said of being in or away, and when one of them was last seen.

-- +goose Up
CREATE TABLE lamp (
  id         INTEGER PRIMARY KEY CHECK (id = 1), -- there is one
  switch     TEXT    NOT NULL DEFAULT 'hours' CHECK (switch IN ('hours', 'in', 'away')),
  until      INTEGER,                            -- when the switch ends and the hours are followed again
  account_id INTEGER REFERENCES account (id) ON DELETE SET NULL, -- of the owner who set it
  set_at     INTEGER,
  sign_at    INTEGER NOT NULL DEFAULT 0          -- when an owner last gave a sign of life, to the minute
) STRICT;

INSERT INTO lamp (id) VALUES (1);

-- How long owners take to answer is read from their last messages. Those of visitors are not in it, and cost nothing more.
CREATE INDEX message_answered ON message (created_at) WHERE sender = 'owner';
