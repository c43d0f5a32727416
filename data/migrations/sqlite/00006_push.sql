-- How an owner is reached who is not here.

-- +goose Up
-- A browser in which an owner asked for pushes (https://www.w3.org/TR/push-api/#dom-pushsubscription).
CREATE TABLE push_subscription (
  id         INTEGER PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  endpoint   TEXT    NOT NULL UNIQUE,
  p256dh     TEXT    NOT NULL,
  auth       TEXT    NOT NULL,
  label      TEXT    NOT NULL, -- what its owner knows it by
  created_at INTEGER NOT NULL,
  pushed_at  INTEGER           -- when a push was last taken for it
) STRICT;

CREATE INDEX push_subscription_account ON push_subscription (account_id);

ALTER TABLE account ADD COLUMN mails INTEGER NOT NULL DEFAULT 1; -- whether questions nobody read are mailed to this owner
