-- Passkeys: what one logs in with beside a password (https://www.w3.org/TR/webauthn-3/).

-- +goose Up
-- By what authenticators know an account. It is random, so that what lies on a device tells of no e-mail address.
CREATE TABLE passkey_user (
  account_id INTEGER PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
  handle     BLOB    NOT NULL UNIQUE
) STRICT;

CREATE TABLE passkey (
  id            INTEGER PRIMARY KEY AUTOINCREMENT, -- never given again: a page that is old removes no other
  account_id    INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  credential_id BLOB    NOT NULL UNIQUE,
  public_key    BLOB    NOT NULL, -- in COSE
  sign_count    INTEGER NOT NULL,
  transports    TEXT    NOT NULL, -- separated by spaces
  flags         INTEGER NOT NULL, -- of the authenticator's last word: among them whether the passkey may be, and is, backed up
  aaguid        BLOB    NOT NULL, -- the model of the authenticator
  label         TEXT    NOT NULL, -- what its owner knows it by
  created_at    INTEGER NOT NULL,
  used_at       INTEGER,
  refused_at    INTEGER           -- when it last counted backwards, as a copy does
) STRICT;

CREATE INDEX passkey_account ON passkey (account_id);

-- What an authenticator is to sign. Each holder has one at most for a purpose, and using it removes it.
CREATE TABLE passkey_challenge (
  holder     BLOB    NOT NULL, -- a hash of the browser's cookie, or of the session's
  purpose    TEXT    NOT NULL CHECK (purpose IN ('login', 'add', 'prove')),
  challenge  TEXT    NOT NULL, -- in base64url
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (holder, purpose)
) STRICT, WITHOUT ROWID;

CREATE INDEX passkey_challenge_expires ON passkey_challenge (expires_at);

ALTER TABLE session ADD COLUMN proved_at INTEGER; -- when whoever uses it last showed who they are; NULL: when it began
