-- Times are Unix milliseconds. Ids and tokens that people hold are stored as hashes only.

-- +goose Up
CREATE TABLE account (
  id            INTEGER PRIMARY KEY,
  email         TEXT    NOT NULL UNIQUE COLLATE NOCASE,
  role          TEXT    NOT NULL CHECK (role IN ('owner', 'admin')),
  password_hash TEXT    NOT NULL,
  created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE session (
  token_hash BLOB    PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  used_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX session_account ON session (account_id);

-- The links that make the first owner, one for each start; the first one used takes the others with it.
CREATE TABLE setup_link (
  token_hash BLOB    PRIMARY KEY,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The key of a day turns an address into a pseudonym; yesterday's key is deleted, and with it the way back.
CREATE TABLE address_key (
  day INTEGER PRIMARY KEY,
  key BLOB    NOT NULL
) STRICT;

-- One conversation a visitor; its id is derived from the visitor's secret.
CREATE TABLE conversation (
  id               TEXT    PRIMARY KEY,
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL,
  closed_at        INTEGER,
  blocked_until    INTEGER,
  last_seq         INTEGER NOT NULL DEFAULT 0,
  visitor_seq      INTEGER NOT NULL DEFAULT 0, -- of the visitor's last message
  rev              INTEGER NOT NULL DEFAULT 0,
  marks_rev        INTEGER NOT NULL DEFAULT 0,
  visitor_received INTEGER NOT NULL DEFAULT 0,
  visitor_read     INTEGER NOT NULL DEFAULT 0,
  owner_received   INTEGER NOT NULL DEFAULT 0,
  owner_read       INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX conversation_updated ON conversation (updated_at DESC);

CREATE INDEX conversation_unread ON conversation (id) WHERE visitor_seq > owner_read;

CREATE TABLE message (
  conversation_id TEXT    NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  seq             INTEGER NOT NULL,
  rev             INTEGER NOT NULL,
  id              TEXT    NOT NULL,
  sender          TEXT    NOT NULL CHECK (sender IN ('visitor', 'owner')),
  account_id      INTEGER REFERENCES account (id) ON DELETE SET NULL,
  body            TEXT    NOT NULL,
  place           TEXT    NOT NULL,
  created_at      INTEGER NOT NULL,
  PRIMARY KEY (conversation_id, seq),
  UNIQUE (conversation_id, sender, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX message_rev ON message (conversation_id, rev);

-- Finding an account's messages when it is deleted would read the whole table otherwise.
CREATE INDEX message_account ON message (account_id) WHERE account_id IS NOT NULL;
