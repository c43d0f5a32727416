-- How a visitor is reached who is not here.

-- +goose Up
CREATE TABLE contact (
  conversation_id TEXT    PRIMARY KEY REFERENCES conversation (id) ON DELETE CASCADE,
  email           TEXT    NOT NULL,
  created_at      INTEGER NOT NULL,
  confirmed_at    INTEGER,                   -- by whoever reads the mail of that address
  mailed_seq      INTEGER NOT NULL DEFAULT 0 -- answers up to here were mailed
) STRICT, WITHOUT ROWID;
