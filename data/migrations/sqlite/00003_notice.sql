-- The outbox: what is to reach somebody who is not looking at a page. And the secrets that all nodes share.

-- +goose Up
-- A notice is one mail, push or call that waits. What has the key of one that waits is grouped with it: its generation grows, so that
-- whoever is sending it just then finds that there is more, and sends again.
CREATE TABLE notice (
  id              INTEGER PRIMARY KEY AUTOINCREMENT, -- never given again: a node that comes back late removes no other
  uid             TEXT    NOT NULL DEFAULT (lower(hex(randomblob(16)))), -- names it to whom it is sent, with the generation
  key             TEXT    NOT NULL UNIQUE,
  channel         TEXT    NOT NULL CHECK (channel IN ('mail', 'push', 'webhook')),
  kind            TEXT    NOT NULL,
  conversation_id TEXT    REFERENCES conversation (id) ON DELETE CASCADE,
  data            TEXT    NOT NULL CHECK (json_valid(data)),
  generation      INTEGER NOT NULL DEFAULT 1,
  created_at      INTEGER NOT NULL,
  due_at          INTEGER NOT NULL,
  attempts        INTEGER NOT NULL DEFAULT 0,
  claimed_by      TEXT    NOT NULL DEFAULT '', -- the node that is sending it
  claimed_until   INTEGER NOT NULL DEFAULT 0,  -- then another one may
  reason          TEXT    NOT NULL DEFAULT '', -- why the last attempt failed
  dead_at         INTEGER                      -- it is not tried any more
) STRICT;

CREATE INDEX notice_due ON notice (channel, due_at) WHERE dead_at IS NULL;
CREATE INDEX notice_dead ON notice (dead_at) WHERE dead_at IS NOT NULL;
CREATE INDEX notice_conversation ON notice (conversation_id) WHERE conversation_id IS NOT NULL;

CREATE TABLE secret (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
