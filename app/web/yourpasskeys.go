package web

import (
	"strconv"
	"strings"

	"porchlight/app/account"

	"github.com/gofiber/fiber/v2"
)

// postPasskeyChallenge gives a browser what it is to make a passkey from.
func (s *Server) postPasskeyChallenge(c *fiber.Ctx) error {
	if err := s.mayHavePasskeys(c); err != nil {
		return err
	}
	ctx, cancel := asking(c)
	defer cancel()
	options, err := s.passkeys.BeginAdd(ctx, c.Cookies(s.cookieName(staffCookie)), accountOf(c), s.Press.Current().Catalog.Site.Name)
	if err != nil {
		return err
	}
	return s.answerChallenge(c, options)
}

// postPasskey adds the passkey that the browser made. Its record comes after it: the first thing it changes is that the challenge is used.
func (s *Server) postPasskey(c *fiber.Ctx) error {
	ctx, cancel := asking(c)
	defer cancel()
	added, err := s.passkeys.Add(ctx, c.Cookies(s.cookieName(staffCookie)), accountOf(c), field(c, "credential"), field(c, "label"))
	if err != nil {
		return s.refuseYou(c, err, partPasskeys)
	}
	s.record(c, didAddPasskey, added.Label, "")
	return didYou(c, "added", partPasskeys)
}

func (s *Server) renamePasskey(c *fiber.Ctx) error {
	passkey, err := s.passkeyOf(c)
	if err != nil {
		return err
	}
	ctx, cancel := s.acting(c, didRenamePasskey, passkey.Label, "to "+strings.TrimSpace(field(c, "label")))
	defer cancel()
	if err := s.Accounts.RenamePasskey(ctx, accountOf(c).ID, passkey.ID, field(c, "label")); err != nil {
		return s.refuseYou(c, err, partPasskeys)
	}
	return didYou(c, "renamed", partPasskeys)
}

func (s *Server) removePasskey(c *fiber.Ctx) error {
	passkey, err := s.passkeyOf(c)
	if err != nil {
		return err
	}
	ctx, cancel := s.acting(c, didRemovePasskey, passkey.Label, "")
	defer cancel()
	if err := s.Accounts.RemovePasskey(ctx, c.Cookies(s.cookieName(staffCookie)), accountOf(c).ID, passkey.ID); err != nil {
		return s.refuseYou(c, err, partProof)
	}
	return didYou(c, "removed", partPasskeys)
}

// passkeyOf returns the passkey of one's own that a path names.
func (s *Server) passkeyOf(c *fiber.Ctx) (account.Passkey, error) {
	ctx, cancel := asking(c)
	defer cancel()
	id, _ := strconv.ParseInt(c.Params("id"), 10, 64) // 0, which no passkey has, where it is no number
	return s.Accounts.Passkey(ctx, accountOf(c).ID, id)
}

// endSession ends one of one's own sessions. It asks for no proof, since it opens nothing: who finds somebody else in the list is to
// be quick.
func (s *Server) endSession(c *fiber.Ctx) error {
	ctx, cancel := s.acting(c, didEnd, accountOf(c).Email, "")
	defer cancel()
	if err := s.Accounts.EndSession(ctx, accountOf(c).ID, c.Params("session")); err != nil {
		return err
	}
	s.closeEnded()
	return didYou(c, "ended", partSessions)
}

func (s *Server) endOthers(c *fiber.Ctx) error {
	ctx, cancel := s.acting(c, didEndAll, accountOf(c).Email, "but the one in use")
	defer cancel()
	if _, err := s.Accounts.EndOthers(ctx, accountOf(c).ID, c.Cookies(s.cookieName(staffCookie))); err != nil {
		return err
	}
	s.closeEnded()
	return didYou(c, "others", partSessions)
}
