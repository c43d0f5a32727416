package account

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"porchlight/app/fault"
	"porchlight/app/store"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// ErrCopied is what an error wraps when a passkey counted backwards: there may be two of it (WebAuthn, section 6.1.1).
var ErrCopied = errors.New("the passkey counted backwards")

// Opened is what a passkey opened, or would have, where it counted backwards.
type Opened struct {
	Account Account
	Passkey Passkey
	Token   string // of a new session, or in place of the one that was proved
}

// BeginLogin returns what a passkey of this browser is to sign for a login, whosever it is, as JSON
// (PublicKeyCredentialRequestOptionsJSON). The secret stands for the browser, and is in a cookie that nobody else reads.
func (s *Site) BeginLogin(ctx context.Context, secret string) (options []byte, err error) {
	return s.begin(ctx, secret, toLogin)
}

// BeginProof is BeginLogin for who is logged in, and is to show that they are still themselves.
func (s *Site) BeginProof(ctx context.Context, token string) (options []byte, err error) {
	return s.begin(ctx, token, toProve)
}

func (s *Site) begin(ctx context.Context, secret string, why purpose) (options []byte, err error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	assertion, session, err := s.relying.BeginDiscoverableLogin()
	if err != nil {
		return nil, err
	}
	if err := s.accounts.keepChallenge(ctx, secret, why, session.Challenge); err != nil {
		return nil, err
	}
	return json.Marshal(assertion.Response)
}

// Login starts a session in a browser for whose passkey signed what BeginLogin gave to it, as JSON (AuthenticationResponseJSON).
// A passkey that nobody has, one that did not sign this or counted backwards, and one of a disabled account fail with the same
// fault.Invalid. Once it says whose it is, and before it is believed, known may refuse it.
func (s *Site) Login(ctx context.Context, secret, credential, browser string, known func(Account) error) (Opened, error) {
	return s.open(ctx, secret, toLogin, credential, known, func(q store.Queries, account int64) (string, error) {
		return s.accounts.startSession(ctx, q, account, browser)
	})
}

// Prove notes that whoever uses the session of token has shown who they are by a passkey of that account. It fails like Login.
func (s *Site) Prove(ctx context.Context, token string, who Account, credential string) (Opened, error) {
	own := func(whose Account) error {
		if whose.ID != who.ID {
			return wrongPasskey(nil)
		}
		return nil
	}
	return s.open(ctx, token, toProve, credential, own, func(q store.Queries, _ int64) (string, error) {
		return s.accounts.noteProof(ctx, q, token)
	})
}

// open checks what a passkey signed, and does what it is for.
func (s *Site) open(ctx context.Context, secret string, why purpose, credential string, known func(Account) error, do func(store.Queries, int64) (string, error)) (o Opened, err error) {
	if err := s.check(); err != nil {
		return o, err
	}
	challenge, err := s.accounts.useChallenge(ctx, secret, why)
	if err != nil {
		return o, err
	}
	if len(credential) > credentialMost {
		return o, wrongPasskey(nil)
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(credential))
	if err != nil {
		return o, wrongPasskey(err)
	}
	if parsed.Response.CollectedClientData.Challenge != challenge {
		return o, tooLate()
	}
	row, err := s.accounts.store.Read().PasskeyByCredential(ctx, parsed.RawID)
	if errors.Is(err, sql.ErrNoRows) {
		return o, wrongPasskey(nil)
	}
	if err != nil {
		return o, err
	}
	if err := known(fromRow(row.Account)); err != nil {
		return o, err
	}
	signed, err := s.verify(challenge, row, parsed)
	if err != nil {
		return o, wrongPasskey(err)
	}
	copied := false
	err = s.accounts.store.Write(ctx, func(q store.Queries) error {
		now, current, err := s.accounts.now(), store.Passkey{}, error(nil)
		if current, err = q.Passkey(ctx, row.Passkey.ID, row.Account.ID); errors.Is(err, sql.ErrNoRows) {
			return wrongPasskey(nil)
		}
		if err != nil {
			return err
		}
		o = Opened{Account: fromRow(row.Account), Passkey: passkeyFromRow(current)}
		counted := int64(parsed.Response.AuthenticatorData.Counter)
		if copied = counted <= current.SignCount && (counted != 0 || current.SignCount != 0); copied {
			return q.RefusePasskey(ctx, someTime(now), current.ID)
		}
		if o.Token, err = do(q, row.Account.ID); err != nil {
			return err
		}
		return q.UsePasskey(ctx, store.UsePasskeyParams{SignCount: counted, Flags: int64(signed.Flags.ProtocolValue()), Now: someTime(now), ID: current.ID})
	})
	switch {
	case errors.Is(err, errDisabled):
		return Opened{}, wrongPasskey(err)
	case err != nil:
		return Opened{}, err
	case copied:
		return o, wrongPasskey(ErrCopied)
	}
	return o, nil
}

// verify returns the passkey as it is now, when it signed the challenge, on this site, after it made sure of its owner.
func (s *Site) verify(challenge string, row store.PasskeyByCredentialRow, parsed *protocol.ParsedCredentialAssertionData) (*webauthn.Credential, error) {
	if origin := parsed.Response.CollectedClientData.Origin; origin != s.origin {
		return nil, errors.New("it was signed on another site")
	}
	user := holder{handle: row.Handle, email: row.Account.Email, passkeys: []store.Passkey{row.Passkey}}
	_, signed, err := s.relying.ValidatePasskeyLogin(func(_, _ []byte) (webauthn.User, error) { return user, nil },
		webauthn.SessionData{Challenge: challenge, UserVerification: protocol.VerificationRequired}, parsed)
	return signed, err
}

func wrongPasskey(cause error) error {
	return &fault.Error{Kind: fault.Invalid, Sentence: "This passkey does not open an account here. Use another one, or your password.", Cause: cause}
}
