-- What a desk needs: edits and deletions, snoozing, notes, what is known of a visitor, search, and blocks of addresses.

-- +goose Up
-- New messages have a rev that grows with their seq, so that what came after a rev is the end of the thread and needs no
-- index. Only those that were changed later do.
ALTER TABLE message ADD COLUMN edited_at INTEGER;
ALTER TABLE message ADD COLUMN deleted_at INTEGER;
ALTER TABLE message ADD COLUMN first_hash BLOB; -- of the body as it was sent first: the same message again is known by it
DROP INDEX message_rev;
CREATE INDEX message_changed ON message (conversation_id, rev) WHERE first_hash IS NOT NULL;

ALTER TABLE conversation ADD COLUMN first_seq     INTEGER NOT NULL DEFAULT 1; -- messages below are gone for good
ALTER TABLE conversation ADD COLUMN snoozed_until INTEGER;
ALTER TABLE conversation ADD COLUMN place         TEXT    NOT NULL DEFAULT ''; -- the visitor asked from last
ALTER TABLE conversation ADD COLUMN language      TEXT    NOT NULL DEFAULT '';
ALTER TABLE conversation ADD COLUMN time_zone     TEXT    NOT NULL DEFAULT '';
ALTER TABLE conversation ADD COLUMN device        TEXT    NOT NULL DEFAULT '';
ALTER TABLE conversation ADD COLUMN indexed_rev   INTEGER NOT NULL DEFAULT 0; -- search knows what happened up to here

UPDATE conversation SET place = coalesce((
  SELECT place FROM message m WHERE m.conversation_id = conversation.id AND m.sender = 'visitor' ORDER BY m.seq DESC LIMIT 1), '');

-- The inbox reads the unread ones from one end of its index and all others from another; what search does not know yet is few.
DROP INDEX conversation_unread;
DROP INDEX conversation_updated;
CREATE INDEX conversation_listed ON conversation (visitor_seq > owner_read, updated_at DESC);
CREATE INDEX conversation_unindexed ON conversation (updated_at) WHERE indexed_rev < rev;

CREATE INDEX conversation_place ON conversation (place) WHERE place <> '';

CREATE TABLE note (
  id              INTEGER PRIMARY KEY,
  conversation_id TEXT    NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  account_id      INTEGER REFERENCES account (id) ON DELETE SET NULL,
  body            TEXT    NOT NULL,
  created_at      INTEGER NOT NULL
) STRICT;

CREATE INDEX note_conversation ON note (conversation_id, id);
CREATE INDEX note_account ON note (account_id) WHERE account_id IS NOT NULL;

-- Search holds its own copy of the texts and is brought up to date after they are stored: a message costs its sender nothing more.
CREATE VIRTUAL TABLE message_search USING fts5 (body, conversation_id UNINDEXED, seq UNINDEXED, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
INSERT INTO message_search (message_search, rank) VALUES ('secure-delete', 1);

CREATE TABLE message_searched (
  conversation_id TEXT    NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  seq             INTEGER NOT NULL,
  row_id          INTEGER NOT NULL, -- in message_search
  PRIMARY KEY (conversation_id, seq)
) STRICT, WITHOUT ROWID;

-- A block keeps the key of the day it was made, so that the address is still known when the key of limits is gone.
CREATE TABLE address_block (
  id              INTEGER PRIMARY KEY,
  conversation_id TEXT    NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  key             BLOB    NOT NULL,
  address         TEXT    NOT NULL, -- the pseudonym under key
  expires_at      INTEGER NOT NULL
) STRICT;

CREATE INDEX address_block_expires ON address_block (expires_at);
CREATE INDEX address_block_conversation ON address_block (conversation_id);
