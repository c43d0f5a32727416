-- name: Contact :one
SELECT * FROM contact WHERE conversation_id = $1;

-- PutContact keeps an address that waits for its confirmation, in place of any other.
-- name: PutContact :exec
INSERT INTO contact (conversation_id, email, recipient, created_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (conversation_id) DO UPDATE
SET email = excluded.email, recipient = excluded.recipient, created_at = excluded.created_at, confirmed_at = NULL;

-- name: ConfirmContact :execrows
UPDATE contact SET confirmed_at = coalesce(confirmed_at, sqlc.arg(now)) WHERE conversation_id = sqlc.arg(conversation_id) AND recipient = sqlc.arg(recipient);

-- name: MoveMailed :exec
UPDATE contact SET mailed_seq = greatest(mailed_seq, sqlc.arg(seq)::bigint) WHERE conversation_id = sqlc.arg(conversation_id) AND recipient = sqlc.arg(recipient);

-- name: DeleteContact :exec
DELETE FROM contact WHERE conversation_id = $1;

-- name: DeleteContactOf :exec
DELETE FROM contact WHERE conversation_id = $1 AND recipient = $2;

-- name: DeleteContactsOf :exec
DELETE FROM contact WHERE recipient = $1;

-- name: DeleteContactsBefore :execrows
DELETE FROM contact WHERE contact.conversation_id IN (
  SELECT k.conversation_id FROM contact k JOIN conversation c ON c.id = k.conversation_id
  WHERE k.confirmed_at IS NULL AND k.created_at < sqlc.arg(unconfirmed) OR c.updated_at < sqlc.arg(unchanged)
  LIMIT sqlc.arg(most)::bigint
);

-- name: CreateLink :exec
INSERT INTO link (hash, purpose, conversation_id, recipient, expires_at) VALUES ($1, $2, $3, $4, $5);

-- name: Link :one
SELECT * FROM link WHERE hash = $1;

-- name: UseLink :execrows
UPDATE link SET used_at = sqlc.arg(now) WHERE hash = sqlc.arg(hash) AND used_at IS NULL;

-- UseLinks makes every link used that lets somebody in or proves who they are; confirming an address stays possible.
-- name: UseLinks :exec
UPDATE link SET used_at = sqlc.arg(now) WHERE used_at IS NULL AND purpose <> 'confirm';

-- name: DeleteLinks :exec
DELETE FROM link WHERE conversation_id = $1;

-- name: DeleteLinksBefore :execrows
DELETE FROM link WHERE hash IN (SELECT l.hash FROM link l WHERE l.expires_at < sqlc.arg(before) LIMIT sqlc.arg(most)::bigint);

-- name: Browser :one
SELECT * FROM browser WHERE hash = $1;

-- name: BrowsersOf :many
SELECT * FROM browser WHERE conversation_id = sqlc.arg(conversation_id) AND expires_at > sqlc.arg(now) ORDER BY created_at, hash;

-- name: CreateBrowser :exec
INSERT INTO browser (hash, conversation_id, created_at, expires_at) VALUES ($1, $2, $3, $4);

-- name: RenewBrowser :exec
UPDATE browser SET expires_at = $1 WHERE hash = $2;

-- name: ProveBrowser :execrows
UPDATE browser SET proved_until = $1 WHERE hash = $2 AND conversation_id = $3;

-- name: DeleteBrowser :execrows
DELETE FROM browser WHERE hash = $1 AND conversation_id = $2;

-- name: DeleteBrowsers :exec
DELETE FROM browser WHERE conversation_id = $1;

-- name: DeleteAllBrowsers :execrows
DELETE FROM browser;

-- name: DeleteBrowsersBefore :execrows
DELETE FROM browser WHERE hash IN (SELECT b.hash FROM browser b WHERE b.expires_at < sqlc.arg(before) LIMIT sqlc.arg(most)::bigint);

-- name: Confirmation :one
SELECT * FROM confirmation WHERE recipient = $1;

-- name: PutConfirmation :exec
INSERT INTO confirmation (recipient, asker, mailed_at) VALUES ($1, $2, $3)
ON CONFLICT (recipient) DO UPDATE SET asker = excluded.asker, mailed_at = excluded.mailed_at, accepted = 0;

-- name: AcceptConfirmation :exec
UPDATE confirmation SET accepted = 1 WHERE recipient = $1;

-- name: ConfirmationsSince :one
SELECT count(*) AS n, CAST(coalesce(min(mailed_at), 0) AS BIGINT) AS oldest FROM confirmation WHERE mailed_at > $1;

-- name: DeleteConfirmationsBefore :execrows
DELETE FROM confirmation WHERE recipient IN (SELECT c.recipient FROM confirmation c WHERE c.mailed_at < sqlc.arg(before) LIMIT sqlc.arg(most)::bigint);

-- name: NeverMail :exec
INSERT INTO never_mail (recipient, asked_at) VALUES ($1, $2) ON CONFLICT (recipient) DO NOTHING;

-- name: IsNeverMailed :one
SELECT EXISTS (SELECT 1 FROM never_mail WHERE recipient = $1);
