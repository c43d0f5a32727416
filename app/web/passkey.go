package web

import (
	"context"
	"errors"

	"porchlight/app/account"
	"porchlight/app/fault"
	"porchlight/app/press"

	"github.com/gofiber/fiber/v2"
)

// passkeyCookie holds a browser's secret while it logs in by passkey: only there can what it was asked to sign be used.
const passkeyCookie = "passkey"

// noPasskeys says why the page of a request can have no passkeys, and under which address it could; empty: it can.
func (s *Server) noPasskeys(c *fiber.Ctx) (why, elsewhere string) {
	if why := s.passkeys.Impossible(); why != "" {
		return why, ""
	}
	if s.Origins.isOther(c.Hostname()) {
		return "Passkeys of this site are bound to another address.", s.Origins.Main()
	}
	return "", ""
}

func (s *Server) mayHavePasskeys(c *fiber.Ctx) error {
	if why, elsewhere := s.noPasskeys(c); why != "" {
		return fault.New(fault.Forbidden, "%s", why+" "+elsewhere)
	}
	return nil
}

// postLoginChallenge gives a browser what a passkey is to sign for a login. It is asked for by every login page that opens, so that it
// is limited for itself.
func (s *Server) postLoginChallenge(c *fiber.Ctx) error {
	if err := s.mayHavePasskeys(c); err != nil {
		return err
	}
	ctx, cancel := asking(c)
	defer cancel()
	from, err := s.sourceOf(c)
	if err != nil {
		return err
	}
	if err := s.take(ctx, s.Limits.challengesFromAddress(), from.address, tooManyAttempts); err != nil {
		return err
	}
	secret := c.Cookies(s.cookieName(passkeyCookie))
	if !secretForm.MatchString(secret) {
		secret = newSecret()
	}
	options, err := s.passkeys.BeginLogin(ctx, secret)
	if err != nil {
		return err
	}
	cookie := s.cookie(passkeyCookie, secret)
	cookie.MaxAge = int(account.ChallengeFor.Seconds())
	c.Cookie(cookie)
	return s.answerChallenge(c, options)
}

// answerChallenge hands options to a script, in a fragment as all others are.
func (s *Server) answerChallenge(c *fiber.Ctx, options []byte) error {
	return s.answer(c, fiber.StatusOK, "account/challenge", press.Page{Title: "Passkey"}, string(options))
}

func (s *Server) loginByPasskey(c *fiber.Ctx) error {
	form := loginForm{Email: field(c, "email"), Next: localPath(field(c, "next"))}
	ctx, cancel := asking(c)
	defer cancel()
	if err := s.limitLogins(ctx, c); err != nil {
		return s.refuseLogin(c, err, form)
	}
	claimed := ""
	opened, err := s.passkeys.Login(ctx, c.Cookies(s.cookieName(passkeyCookie)), field(c, "credential"), browserOf(c), func(who account.Account) error {
		claimed = who.Email
		return s.limitPasskeysOf(ctx, who)
	})
	if err != nil {
		if claimed != "" && fault.Is(err, fault.Invalid) {
			s.failures.add(claimed, 1, s.Now())
		}
		s.recordCopy(ctx, opened, err)
		return s.refuseLogin(c, err, form)
	}
	s.uncookie(c, passkeyCookie)
	return s.loggedIn(c, opened.Token, opened.Account, "passkey "+opened.Passkey.Label, form.Next)
}

// limitProofs counts an attempt of who is logged in to show that they know the password.
func (s *Server) limitProofs(ctx context.Context, token string) error {
	session, err := s.Accounts.SessionID(ctx, token)
	if err != nil {
		return err
	}
	return s.take(ctx, s.Limits.proofsOfSession(), session, tooManyAttempts)
}

// limitPasskeysOf counts an attempt to be somebody by a passkey, as soon as it is known who that is to be.
func (s *Server) limitPasskeysOf(ctx context.Context, who account.Account) error {
	return s.take(ctx, s.Limits.passkeysOfAccount(), who.Email, tooManyAttempts)
}

// recordCopy notes that a passkey was refused because it counted backwards: there may be a copy of it in other hands.
func (s *Server) recordCopy(ctx context.Context, opened account.Opened, err error) {
	if errors.Is(err, account.ErrCopied) {
		s.recordAs(ctx, opened.Account, didRefusePasskey, opened.Passkey.Label, "its counter went backwards, as that of a copy does")
	}
}
