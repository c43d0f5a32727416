-- What owners tell everyone, a place or one visitor, until it ends.

-- +goose Up
CREATE TABLE broadcast (
  id         TEXT    PRIMARY KEY,        -- a UUID that its form brings: posted twice, it is one
  body       TEXT    NOT NULL,
  card       TEXT    NOT NULL,           -- the place whose card goes with it; empty: none
  place      TEXT    NOT NULL,           -- for whoever is there or below; empty: it is for one visitor
  visitor    TEXT    NOT NULL,           -- whom it is for alone; empty: it is for a place
  account_id INTEGER REFERENCES account (id) ON DELETE SET NULL, -- of the owner who sent it
  sent_at    INTEGER NOT NULL,
  ends_at    INTEGER NOT NULL,           -- an owner who ends it early brings this forward
  ended_by   INTEGER REFERENCES account (id) ON DELETE SET NULL, -- the owner who did
  shown      INTEGER NOT NULL DEFAULT 0, -- visitors it was shown to, beside those that broadcast_shown still tells apart
  CHECK (body <> '' OR card <> ''),
  CHECK ((place = '') <> (visitor = ''))
) STRICT, WITHOUT ROWID;

CREATE INDEX broadcast_ends ON broadcast (ends_at);
CREATE INDEX broadcast_visitor ON broadcast (visitor) WHERE visitor <> '';

-- Who was shown a broadcast that runs or ended just now, so that each counts once on all nodes.
CREATE TABLE broadcast_shown (
  broadcast_id TEXT NOT NULL REFERENCES broadcast (id) ON DELETE CASCADE,
  mark         BLOB NOT NULL, -- a hash of the visitor, another one for each broadcast
  PRIMARY KEY (broadcast_id, mark)
) STRICT, WITHOUT ROWID;
