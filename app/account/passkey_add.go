package account

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"

	"porchlight/app/fault"
	"porchlight/app/store"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

const (
	handleLen      = 64       // bytes: as many as WebAuthn allows, and recommends (section 14.6.1)
	credentialMost = 16 << 10 // bytes of JSON; those of authenticators have some hundred, with a chain of certificates a few thousand
)

// algorithms of the keys that are asked for, the best first: what WebAuthn recommends, so that any authenticator has one.
var algorithms = webauthn.CredentialParametersRecommendedL3()

// BeginAdd returns what the browser of a session is to make a passkey from, as JSON (PublicKeyCredentialCreationOptionsJSON), under
// the name of the site. It fails with fault.Forbidden unless the session was proved lately, and with fault.Conflict where the
// account has PasskeysMost.
func (s *Site) BeginAdd(ctx context.Context, token string, who Account, name string) (options []byte, err error) {
	if err := cmp.Or(s.check(), s.accounts.MustBeProved(ctx, token)); err != nil {
		return nil, err
	}
	user, err := s.user(ctx, who)
	if err != nil {
		return nil, err
	}
	if len(user.passkeys) >= PasskeysMost {
		return nil, tooMany()
	}
	creation, session, err := s.relying.BeginRegistration(user, webauthn.WithExclusions(webauthn.Credentials(user.WebAuthnCredentials()).CredentialDescriptors()),
		webauthn.WithCredentialParameters(algorithms), webauthn.WithRegistrationRelyingPartyName(name))
	if err != nil {
		return nil, err
	}
	if err := s.accounts.keepChallenge(ctx, token, toAdd, session.Challenge); err != nil {
		return nil, err
	}
	return json.Marshal(creation.Response)
}

// Add stores the passkey that a browser made from what BeginAdd gave to its session, as JSON (RegistrationResponseJSON). It fails
// with fault.Invalid for what no browser would say or was not made here, and with fault.Conflict for one that is known, or too many.
func (s *Site) Add(ctx context.Context, token string, who Account, credential, label string) (added Passkey, err error) {
	if label, err = checkLabel(label); err != nil {
		return Passkey{}, err
	}
	if err := s.check(); err != nil {
		return Passkey{}, err
	}
	made, err := s.made(ctx, token, who, credential)
	if err != nil {
		return Passkey{}, err
	}
	var transports []string
	for _, t := range made.Transport {
		transports = append(transports, string(t))
	}
	err = s.accounts.store.Write(ctx, func(q store.Queries) error {
		if _, err := q.PasskeyByCredential(ctx, made.ID); !errors.Is(err, sql.ErrNoRows) {
			return cmp.Or(err, error(fault.New(fault.Conflict, "This passkey is known already.")))
		}
		if has, err := q.CountPasskeys(ctx, who.ID); err != nil || has >= PasskeysMost {
			return cmp.Or(err, error(tooMany()))
		}
		row, err := q.CreatePasskey(ctx, store.CreatePasskeyParams{
			AccountID: who.ID, CredentialID: made.ID, PublicKey: made.PublicKey, SignCount: int64(made.Authenticator.SignCount),
			Transports: strings.Join(transports, " "), Flags: int64(made.Flags.ProtocolValue()), Aaguid: made.Authenticator.AAGUID, Label: label,
			CreatedAt: s.accounts.now().UnixMilli(),
		})
		added = passkeyFromRow(row)
		return err
	})
	return added, err
}

// made checks what a browser says that it made.
func (s *Site) made(ctx context.Context, token string, who Account, credential string) (*webauthn.Credential, error) {
	challenge, err := s.accounts.useChallenge(ctx, token, toAdd)
	if err != nil {
		return nil, err
	}
	user, err := s.user(ctx, who)
	if err != nil {
		return nil, err
	}
	if len(credential) > credentialMost {
		return nil, garbled(nil)
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(credential))
	if err != nil {
		return nil, garbled(err)
	}
	if parsed.Response.CollectedClientData.Challenge != challenge {
		return nil, tooLate()
	}
	made, err := s.relying.CreateCredential(user, webauthn.SessionData{
		Challenge: challenge, UserID: user.handle, UserVerification: protocol.VerificationRequired, CredParams: algorithms,
	}, parsed)
	if err != nil || parsed.Response.CollectedClientData.Origin != s.origin {
		return nil, garbled(err)
	}
	return made, nil
}

// user returns an account as authenticators know it, and gives it a handle when it has none.
func (s *Site) user(ctx context.Context, who Account) (h holder, err error) {
	h.email = who.Email
	if h.passkeys, err = s.accounts.store.Read().Passkeys(ctx, who.ID); err != nil {
		return h, err
	}
	h.handle, err = s.accounts.store.Read().PasskeyUser(ctx, who.ID)
	if !errors.Is(err, sql.ErrNoRows) {
		return h, err
	}
	handle := random(handleLen)
	err = s.accounts.store.Write(ctx, func(q store.Queries) (err error) {
		if err = q.CreatePasskeyUser(ctx, who.ID, handle); err == nil {
			h.handle, err = q.PasskeyUser(ctx, who.ID) // that of another node, where it was quicker
		}
		return err
	})
	return h, err
}

func (s *Site) check() error {
	if s.impossible != "" {
		return fault.New(fault.Forbidden, "%s", s.impossible)
	}
	return nil
}

func tooMany() *fault.Error {
	return fault.New(fault.Conflict, "You have %d passkeys, and there are no more to an account. Remove one of them first.", PasskeysMost)
}

func garbled(cause error) error {
	return &fault.Error{Kind: fault.Invalid, Sentence: "What the browser sent is no passkey made here just now. Reload the page and try again.", Cause: cause}
}
