-- Accounts that can be disabled, sessions that can be shown and ended one by one, and the links that invite.

-- +goose Up
ALTER TABLE account ADD COLUMN disabled_at INTEGER; -- since when nobody logs in to it
ALTER TABLE account ADD COLUMN joined_at   INTEGER; -- when its person first chose how to log in; until then it is an invitation
ALTER TABLE account ADD COLUMN used_at     INTEGER; -- when it was last used, to the minute; sessions that are over are forgotten
UPDATE account SET joined_at = created_at, used_at = (SELECT max(s.used_at) FROM session s WHERE s.account_id = account.id);

ALTER TABLE session ADD COLUMN id      TEXT NOT NULL DEFAULT ''; -- names it on pages, and is of no use for logging in
ALTER TABLE session ADD COLUMN browser TEXT NOT NULL DEFAULT ''; -- what it was begun in, in words
UPDATE session SET id = lower(hex(randomblob(8)));
CREATE UNIQUE INDEX session_id ON session (id);

-- An invitation, or the way back for who lost their password: whoever has the link chooses a password for the account, once.
CREATE TABLE invitation (
  account_id INTEGER PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE, -- a new link takes the place of the one before
  token_hash BLOB    NOT NULL UNIQUE,
  expires_at INTEGER NOT NULL
) STRICT;
