package web

import (
	"context"

	"porchlight/app/account"
	"porchlight/app/fault"

	"github.com/gofiber/fiber/v2"
)

const youPath = "/admin/you"

// Parts of the page about oneself, by the ids that they have there.
const (
	partProof     = "proof"
	partPasskeys  = "passkeys"
	partPassword  = "password"
	partSessions  = "sessions"
	longLabelMost = 1 << 10 // bytes of a label that was refused, to be shown again
)

// you is the page on which owners and admins see to what they log in with, and where they are logged in.
type you struct {
	Account        account.Account
	Passkeys       []account.Passkey
	Accepted       string // names them for the browser; empty: there never were any
	Full           bool   // there are no more to an account
	Why, Elsewhere string // why there can be none on this page, and where there could; empty: there can
	Proved         bool   // it is less than ProofFor that they showed who they are
	ProofFor       string
	Here           account.Session
	Others         []account.Session // the one used last first
	Next           string            // where somebody goes on who has shown who they are; empty: here
	Done           string            // what was just done
	Label          string            // of the passkey to be added: what was typed, or what the browser is called
	Wrong, Error   string            // in which part something is wrong, and what
}

// done are the sentences that follow what was done.
var done = map[string]string{
	"added": "The passkey is added. It logs you in from now on.", "renamed": "The passkey has its new name.", "removed": "The passkey is removed. It opens nothing here any more, even where a device still offers it.",
	"password": "Your password is changed, and all your other sessions have ended.", "ended": "The session has ended.", "others": "All your other sessions have ended.", "proved": "Thank you. For " + span(account.ProofFor) + " you can change what you log in with.",
}

func (s *Server) showYou(c *fiber.Ctx) error {
	return s.answerYou(c, fiber.StatusOK, you{Done: done[c.Query("done")], Next: localPath(c.Query("next")), Label: browserOf(c)})
}

func (s *Server) answerYou(c *fiber.Ctx, status int, view you) (err error) {
	ctx, cancel := asking(c)
	defer cancel()
	token := c.Cookies(s.cookieName(staffCookie))
	view.Account = accountOf(c)
	view.Why, view.Elsewhere = s.noPasskeys(c)
	if view.Passkeys, err = s.Accounts.Passkeys(ctx, view.Account.ID); err != nil {
		return err
	}
	if view.Accepted, err = s.passkeys.Accepted(ctx, view.Account); err != nil {
		return err
	}
	view.Full = len(view.Passkeys) >= account.PasskeysMost
	until, err := s.Accounts.ProvedUntil(ctx, token)
	if err != nil {
		return err
	}
	view.Proved, view.ProofFor = s.Now().Before(until), span(account.ProofFor)
	sessions, err := s.Accounts.Sessions(ctx, view.Account.ID)
	if err != nil {
		return err
	}
	for _, session := range sessions {
		if session.Is(token) {
			view.Here = session
		} else {
			view.Others = append(view.Others, session)
		}
	}
	page := s.staffPage(c, "You", youPath)
	page.Bundle = "passkey"
	return s.answer(c, status, "admin/_you", page, view)
}

// refuseYou shows the page again, with what is wrong in one part of it.
func (s *Server) refuseYou(c *fiber.Ctx, err error, part string) error {
	status, f := statusOf(err)
	if f.Kind == fault.Internal || f.Kind == fault.Unauthorized || f.Kind == fault.NotFound {
		return err
	}
	setRetryAfter(c, f)
	label := field(c, "label")
	if label == "" || len(label) > longLabelMost {
		label = browserOf(c)
	}
	return s.answerYou(c, status, you{Wrong: part, Error: f.Sentence, Next: localPath(field(c, "next")), Label: label})
}

// didYou leads back to a part of the page, which says what was done.
func didYou(c *fiber.Ctx, what, part string) error {
	return c.Redirect(youPath+"?done="+what+"#"+part, fiber.StatusSeeOther)
}

// postProof takes what shows that whoever sits there is still themselves: a passkey, or the password.
func (s *Server) postProof(c *fiber.Ctx) error {
	ctx, cancel := asking(c)
	defer cancel()
	if err := s.limitLogins(ctx, c); err != nil {
		return s.refuseYou(c, err, partProof)
	}
	token, err := s.proveOwn(ctx, c.Cookies(s.cookieName(staffCookie)), accountOf(c), field(c, "credential"), field(c, "password"))
	if err != nil {
		return s.refuseYou(c, err, partProof)
	}
	s.keepSession(c, token)
	if next := localPath(field(c, "next")); next != "" {
		return c.Redirect(next, fiber.StatusSeeOther)
	}
	return didYou(c, "proved", partPasskeys)
}

// proveOwn checks a passkey, or else the password, and returns the session's next token.
func (s *Server) proveOwn(ctx context.Context, token string, who account.Account, signed, password string) (next string, err error) {
	if signed == "" {
		if err := s.limitProofs(ctx, token); err != nil {
			return "", err
		}
		return s.Accounts.Prove(ctx, token, password)
	}
	if err := s.limitPasskeysOf(ctx, who); err != nil {
		return "", err
	}
	opened, err := s.passkeys.Prove(ctx, token, who, signed)
	s.recordCopy(ctx, opened, err)
	return opened.Token, err
}

func (s *Server) postProofChallenge(c *fiber.Ctx) error {
	if err := s.mayHavePasskeys(c); err != nil {
		return err
	}
	ctx, cancel := asking(c)
	defer cancel()
	options, err := s.passkeys.BeginProof(ctx, c.Cookies(s.cookieName(staffCookie)))
	if err != nil {
		return err
	}
	return s.answerChallenge(c, options)
}

// postPassword changes one's own password. The session in this browser is a new one, and all others end.
func (s *Server) postPassword(c *fiber.Ctx) error {
	ctx, cancel := s.acting(c, didRenew, "", "")
	defer cancel()
	err := s.limitLogins(ctx, c)
	if err == nil {
		err = s.limitProofs(ctx, c.Cookies(s.cookieName(staffCookie)))
	}
	if err != nil {
		return s.refuseYou(c, err, partPassword)
	}
	token, err := s.Accounts.ChangePassword(ctx, c.Cookies(s.cookieName(staffCookie)), field(c, "current"), field(c, "password"), browserOf(c))
	if err != nil {
		return s.refuseYou(c, err, partPassword)
	}
	s.keepSession(c, token)
	s.closeEnded()
	if err := s.beKnown(ctx, c, accountOf(c)); err != nil {
		return err
	}
	return didYou(c, "password", partPassword)
}
