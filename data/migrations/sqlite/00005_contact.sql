-- How a visitor is reached who is not here.

-- +goose Up
CREATE TABLE contact (
  conversation_id TEXT    PRIMARY KEY REFERENCES conversation (id) ON DELETE CASCADE,
  email           TEXT    NOT NULL,
  recipient       BLOB    NOT NULL,          -- a keyed hash of the mailbox, whatever the spelling of its address
  created_at      INTEGER NOT NULL,          -- when it was last asked for
  confirmed_at    INTEGER,                   -- by whoever reads the mail of that address
  mailed_seq      INTEGER NOT NULL DEFAULT 0 -- answers up to here were mailed
) STRICT, WITHOUT ROWID;

CREATE INDEX contact_recipient ON contact (recipient);

-- What a mail carries. A link is made of a secret that only the mail has; here is its hash.
CREATE TABLE link (
  hash            BLOB    PRIMARY KEY,
  purpose         TEXT    NOT NULL CHECK (purpose IN ('confirm', 'resume', 'prove')),
  conversation_id TEXT    NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  recipient       BLOB    NOT NULL, -- whom it was mailed to, to confirm an address the spelling: for nobody else's address it is good
  expires_at      INTEGER NOT NULL,
  used_at         INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX link_conversation ON link (conversation_id);
CREATE INDEX link_expires ON link (expires_at);

-- The browsers that a link opened a conversation in, beside the one it began in.
CREATE TABLE browser (
  hash            BLOB    PRIMARY KEY, -- of the secret in its cookie
  conversation_id TEXT    NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  created_at      INTEGER NOT NULL,
  expires_at      INTEGER NOT NULL,
  proved_until    INTEGER NOT NULL DEFAULT 0 -- so long it may do what asks for a fresh link
) STRICT, WITHOUT ROWID;

CREATE INDEX browser_conversation ON browser (conversation_id);

-- Whom the site mailed without having been told by them that it may, within a day. It outlives the conversation: who erases one
-- and begins another mails nobody twice.
CREATE TABLE confirmation (
  recipient BLOB    PRIMARY KEY,
  asker     BLOB    NOT NULL,          -- a keyed hash of what names the mail
  mailed_at INTEGER NOT NULL,          -- when it was last tried
  accepted  INTEGER NOT NULL DEFAULT 0 -- the mail server took it
) STRICT, WITHOUT ROWID;

CREATE INDEX confirmation_mailed ON confirmation (mailed_at);

-- Who asked never to be mailed.
CREATE TABLE never_mail (
  recipient BLOB    PRIMARY KEY,
  asked_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
