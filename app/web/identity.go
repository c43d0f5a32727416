package web

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"net"
	"regexp"
	"time"

	"porchlight/app/account"
	"porchlight/app/contact"
	"porchlight/app/conversation"
	"porchlight/app/fault"

	"github.com/gofiber/fiber/v2"
)

const (
	visitorLasts = 180 * 24 * time.Hour // after the last post; a page posts again before half of it is over
	secretBytes  = 32
	hostPrefix   = "__Host-" // of cookies on https: RFC 6265bis, section 4.1.3.2
)

var secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`)

// visitor is a browser that can be recognised; id names it and its conversation without giving the secret away.
type visitor struct {
	id, secret string
	resumed    *contact.Browser // which a link opened; nil: the browser that the conversation began in
}

func newSecret() string {
	b := make([]byte, secretBytes)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return base64.RawURLEncoding.EncodeToString(b)
}

func newVisitor() visitor {
	secret := newSecret()
	return visitor{id: conversation.IDOf(secret), secret: secret}
}

// visitorOf reads the visitor from the cookie. Only of a browser that a link opened the store is asked, and only then it can fail.
func (s *Server) visitorOf(c *fiber.Ctx) (v visitor, known bool, err error) {
	secret := c.Cookies(s.cookieName("visitor"))
	if contact.IsResumed(secret) {
		ctx, cancel := asking(c)
		defer cancel()
		browser, known, err := s.Contacts.Browser(ctx, secret)
		if err != nil || !known { // one whose time is over is nobody, before the sweep comes too
			return visitor{}, false, err
		}
		return visitor{id: browser.Conversation, secret: secret, resumed: &browser}, true, nil
	}
	if !secretForm.MatchString(secret) {
		return visitor{}, false, nil
	}
	return visitor{id: conversation.IDOf(secret), secret: secret}, true, nil
}

// remember sets the visitor's cookie: for the browser's session, or lasting once they have written.
func (s *Server) remember(c *fiber.Ctx, v visitor, lasting bool) {
	cookie := s.cookie("visitor", v.secret)
	if lasting {
		cookie.MaxAge = int(visitorLasts.Seconds())
	} else {
		cookie.SessionOnly = true
	}
	c.Cookie(cookie)
}

// isUnfollowed reports whether a browser asks every site not to follow who uses it (https://www.w3.org/TR/gpc/).
func isUnfollowed(c *fiber.Ctx) bool { return c.Get("Sec-GPC") == "1" }

func (s *Server) cookieName(name string) string {
	if s.Origins.HTTPS {
		return hostPrefix + name
	}
	return name
}

func (s *Server) cookie(name, value string) *fiber.Cookie {
	return &fiber.Cookie{
		Name: s.cookieName(name), Value: value, Path: "/", HTTPOnly: true,
		Secure: s.Origins.HTTPS, SameSite: fiber.CookieSameSiteLaxMode,
	}
}

// uncookie takes a cookie away from the browser.
func (s *Server) uncookie(c *fiber.Ctx, name string) {
	gone := s.cookie(name, "")
	gone.MaxAge = -1
	c.Cookie(gone)
}

const (
	staffCookie  = "staff"
	knownCookie  = "known"     // of a browser that has logged in before; it lets nobody in
	headerRealIP = "X-Real-IP" // what a trusted proxy says the peer's address is
)

// signedIn returns the account of the request's session, or fault.Unauthorized.
func (s *Server) signedIn(c *fiber.Ctx) (account.Account, error) {
	token := c.Cookies(s.cookieName(staffCookie))
	if token == "" {
		return account.Account{}, fault.New(fault.Unauthorized, "Please log in.")
	}
	ctx, cancel := asking(c)
	defer cancel()
	return s.Accounts.Session(ctx, token)
}

// startSession begins a staff session in a browser. The one that it had, its own or one that somebody planted there, ends with that
// (OWASP ASVS 5.0, 7.2.4).
func (s *Server) startSession(c *fiber.Ctx, who account.Account, token string) error {
	ctx, cancel := asking(c)
	defer cancel()
	if before := c.Cookies(s.cookieName(staffCookie)); before != "" {
		if err := s.Accounts.Logout(ctx, before); err != nil {
			return err
		}
		s.closeEnded()
	}
	s.keepSession(c, token)
	return s.beKnown(ctx, c, who)
}

// beKnown has a browser known to the account that has logged in there.
func (s *Server) beKnown(ctx context.Context, c *fiber.Ctx, who account.Account) error {
	kept, err := s.Accounts.Remember(ctx, who)
	if err != nil {
		return err
	}
	known := s.cookie(knownCookie, kept)
	known.MaxAge = int(account.KnownFor.Seconds())
	c.Cookie(known)
	return nil
}

// keepSession sets the cookie of a staff session.
func (s *Server) keepSession(c *fiber.Ctx, token string) {
	cookie := s.cookie(staffCookie, token)
	cookie.MaxAge = int(account.SessionAge.Seconds())
	c.Cookie(cookie)
}

// source is where a message comes from, as far as limits need to know.
type source struct {
	address string // the pseudonym of today
	network string // that of all that its customer may come from; empty: of the address alone
	barred  bool   // it is blocked: nobody begins a conversation from there
}

// sourceOf returns where a request comes from; the address itself goes no further.
func (s *Server) sourceOf(c *fiber.Ctx) (from source, err error) {
	ctx, cancel := asking(c)
	defer cancel()
	ip := s.peer(c)
	if from.address, err = s.Addresses.Pseudonym(ctx, ip); err == nil {
		from.barred, err = s.Addresses.Blocked(ctx, ip)
	}
	if err == nil {
		from.network, err = s.Addresses.Network(ctx, ip)
	}
	return from, err
}

func (s *Server) peer(c *fiber.Ctx) string {
	s.warnOfForwarding(c)
	ip := c.IP()
	if net.ParseIP(ip) == nil { // a trusted proxy that sent no X-Real-IP: all its visitors share one address
		s.forwarded.Do(func() {
			s.Log.Warn("a trusted proxy sends no X-Real-IP, so the limits take all its visitors for one: let it set that header")
		})
		ip = c.Context().RemoteIP().String()
	}
	return ip
}

// warnOfForwarding says once that a proxy is not trusted yet: everyone would share its address.
func (s *Server) warnOfForwarding(c *fiber.Ctx) {
	if c.Get(fiber.HeaderXForwardedFor) == "" && c.Get(headerRealIP) == "" || len(s.TrustedProxies) > 0 && c.IsProxyTrusted() {
		return
	}
	s.forwarded.Do(func() {
		s.Log.Warn("a peer that is not trusted sent a forwarded address, which is ignored: if it is your proxy, name it with --trusted-proxies (TRUSTED_PROXIES)", "peer_is_loopback", c.Context().RemoteIP().IsLoopback())
	})
}
