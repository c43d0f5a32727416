package account

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"net"
	"net/url"
	"strings"

	"porchlight/app/store"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// Site is what passkeys are bound to: an origin, and the name in it. It adds and checks them.
type Site struct {
	accounts   *Accounts
	origin     string
	impossible string
	relying    *webauthn.WebAuthn
}

// NewSite returns the site at an origin such as https://example.com. Where browsers make no passkeys, Impossible says why.
func NewSite(accounts *Accounts, origin string) *Site {
	s := &Site{accounts: accounts, origin: origin}
	u, err := url.Parse(origin)
	switch {
	case err != nil || net.ParseIP(u.Hostname()) != nil:
		s.impossible = "This site is reached under an IP address, and passkeys are bound to a name. Give it one with BASE_URL."
		return s
	case u.Scheme != "https" && u.Hostname() != "localhost" && !strings.HasSuffix(u.Hostname(), ".localhost"):
		s.impossible = "This site is reached over http, and browsers make passkeys over https only."
		return s
	}
	required := true
	s.relying, err = webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPOrigins: []string{origin}, AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: &required, UserVerification: protocol.VerificationRequired,
		},
		Timeouts: webauthn.TimeoutsConfig{Login: webauthn.TimeoutConfig{Timeout: ChallengeFor}, Registration: webauthn.TimeoutConfig{Timeout: ChallengeFor}},
	})
	if err != nil {
		s.impossible = "Passkeys are bound to a name such as example.com, and that of this site is none."
	}
	return s
}

// Impossible says in a sentence why no browser makes passkeys for this site; empty: they do.
func (s *Site) Impossible() string { return s.impossible }

// Accepted names the passkeys of an account that are still good, as JSON (AllAcceptedCredentialsOptions), for browsers to have devices
// hide all others; empty where there never were any (https://www.w3.org/TR/webauthn-3/#sctn-signalAllAcceptedCredentials).
func (s *Site) Accepted(ctx context.Context, who Account) (string, error) {
	handle, err := s.accounts.store.Read().PasskeyUser(ctx, who.ID)
	if s.impossible != "" || errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	rows, err := s.accounts.store.Read().Passkeys(ctx, who.ID)
	if err != nil {
		return "", err
	}
	ids := make([]protocol.URLEncodedBase64, len(rows))
	for i, row := range rows {
		ids[i] = row.CredentialID
	}
	accepted, err := json.Marshal(map[string]any{"rpId": s.relying.Config.RPID, "userId": protocol.URLEncodedBase64(handle), "allAcceptedCredentialIds": ids})
	return string(accepted), err
}

// holder is an account as authenticators know it.
type holder struct {
	handle   []byte
	email    string
	passkeys []store.Passkey
}

func (h holder) WebAuthnID() []byte          { return h.handle }
func (h holder) WebAuthnName() string        { return h.email }
func (h holder) WebAuthnDisplayName() string { return h.email }

func (h holder) WebAuthnCredentials() (credentials []webauthn.Credential) {
	for _, p := range h.passkeys {
		c := webauthn.Credential{
			ID: p.CredentialID, PublicKey: p.PublicKey, Flags: webauthn.NewCredentialFlags(protocol.AuthenticatorFlags(p.Flags)),
			Authenticator: webauthn.Authenticator{AAGUID: p.Aaguid, SignCount: uint32(p.SignCount)},
		}
		for _, transport := range strings.Fields(p.Transports) {
			c.Transport = append(c.Transport, protocol.AuthenticatorTransport(transport))
		}
		credentials = append(credentials, c)
	}
	return credentials
}
