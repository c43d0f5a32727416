-- The audit log: what owners and admins did.

-- +goose Up
CREATE TABLE record (
  id         INTEGER PRIMARY KEY AUTOINCREMENT, -- without a gap: one that is missing was taken away
  at         INTEGER NOT NULL,
  account_id INTEGER NOT NULL, -- no reference: the record outlives the account; 0: none
  email      TEXT    NOT NULL, -- as it was then
  action     TEXT    NOT NULL,
  subject    TEXT    NOT NULL, -- what it was done to: an account, a place, or the handle of a conversation
  detail     TEXT    NOT NULL,
  hash       BLOB    NOT NULL  -- of the record and of the hash before: changing one breaks all that follow
) STRICT;

CREATE INDEX record_email ON record (email, id);

-- Where the log begins, once what was kept long enough is gone: records before a time may go, and those up to an id have gone.
CREATE TABLE record_front (
  id      INTEGER PRIMARY KEY CHECK (id = 1), -- there is one
  before  INTEGER NOT NULL DEFAULT 0,
  last_id INTEGER NOT NULL DEFAULT 0,
  hash    BLOB    NOT NULL DEFAULT x''        -- of the last that has gone, which the first that is left builds upon
) STRICT;

INSERT INTO record_front (id) VALUES (1);

-- A record knows a conversation by a handle made for that. It leads there while the conversation is kept; erasing it takes the way away.
CREATE TABLE record_handle (
  handle          TEXT PRIMARY KEY,
  conversation_id TEXT NOT NULL UNIQUE REFERENCES conversation (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER record_stays BEFORE UPDATE ON record BEGIN
  SELECT RAISE(ABORT, 'the audit log is only added to');
END;
-- +goose StatementEnd

-- A statement that replaces a row deletes it first, and no trigger hears of that (https://www.sqlite.org/lang_conflict.html).
-- +goose StatementBegin
CREATE TRIGGER record_unique BEFORE INSERT ON record WHEN EXISTS (SELECT 1 FROM record WHERE id = NEW.id) BEGIN
  SELECT RAISE(ABORT, 'the audit log is only added to, and has this record');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER record_kept BEFORE DELETE ON record WHEN OLD.at >= (SELECT before FROM record_front) OR OLD.id > (SELECT last_id FROM record_front) BEGIN
  SELECT RAISE(ABORT, 'the audit log is only added to, and this record is not old enough to go');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER record_front_advances BEFORE UPDATE ON record_front WHEN NEW.before < OLD.before OR NEW.last_id < OLD.last_id BEGIN
  SELECT RAISE(ABORT, 'the front of the audit log does not go back');
END;
-- +goose StatementEnd
