-- The audit log: what owners and admins did.

-- +goose Up
CREATE TABLE record (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  at         INTEGER NOT NULL,
  account_id INTEGER NOT NULL, -- no reference: the record outlives the account
  email      TEXT    NOT NULL, -- as it was then
  action     TEXT    NOT NULL,
  subject    TEXT    NOT NULL, -- what it was done to: a conversation, an account, a place
  detail     TEXT    NOT NULL
) STRICT;
