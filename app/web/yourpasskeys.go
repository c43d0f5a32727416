package web

import (
	"strconv"
	"strings"

	"porchlight/app/fault"

	"github.com/gofiber/fiber/v2"
)

// postPasskeyChallenge gives a browser what it is to make a passkey from.
func (s *Server) postPasskeyChallenge(c *fiber.Ctx) error {
	if err := s.mayHavePasskeys(c); err != nil {
		return err
	}
	ctx, cancel := asking()
	defer cancel()
	options, err := s.passkeys.BeginAdd(ctx, c.Cookies(s.cookieName(staffCookie)), accountOf(c), s.Press.Current().Catalog.Site.Name)
	if err != nil {
		return err
	}
	return s.answerChallenge(c, options)
}

// postPasskey adds the passkey that the browser made.
func (s *Server) postPasskey(c *fiber.Ctx) error {
	ctx, cancel := asking()
	defer cancel()
	added, err := s.passkeys.Add(ctx, c.Cookies(s.cookieName(staffCookie)), accountOf(c), field(c, "credential"), field(c, "label"))
	if err != nil {
		return s.refuseYou(c, err, partPasskeys)
	}
	s.record(c, didAddPasskey, added.Label, "")
	return didYou(c, "added", partPasskeys)
}

func (s *Server) renamePasskey(c *fiber.Ctx) error {
	id, err := passkeyID(c)
	if err != nil {
		return err
	}
	ctx, cancel := asking()
	defer cancel()
	was, err := s.Accounts.RenamePasskey(ctx, accountOf(c).ID, id, field(c, "label"))
	if err != nil {
		return s.refuseYou(c, err, partPasskeys)
	}
	s.record(c, didRenamePasskey, was.Label, "to "+strings.TrimSpace(field(c, "label")))
	return didYou(c, "renamed", partPasskeys)
}

func (s *Server) removePasskey(c *fiber.Ctx) error {
	id, err := passkeyID(c)
	if err != nil {
		return err
	}
	ctx, cancel := asking()
	defer cancel()
	was, err := s.Accounts.RemovePasskey(ctx, c.Cookies(s.cookieName(staffCookie)), accountOf(c).ID, id)
	if err != nil {
		return s.refuseYou(c, err, partProof)
	}
	s.record(c, didRemovePasskey, was.Label, "")
	return didYou(c, "removed", partPasskeys)
}

func passkeyID(c *fiber.Ctx) (int64, error) {
	id, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil {
		return 0, fault.New(fault.NotFound, "There is no such passkey any more.")
	}
	return id, nil
}

// endSession ends one of one's own sessions. It asks for no proof, since it opens nothing: who finds somebody else in the list is to
// be quick.
func (s *Server) endSession(c *fiber.Ctx) error {
	ctx, cancel := asking()
	defer cancel()
	if err := s.Accounts.EndSession(ctx, accountOf(c).ID, c.Params("session")); err != nil {
		return err
	}
	s.record(c, didEndSession, accountOf(c).Email, "")
	s.closeEnded()
	return didYou(c, "ended", partSessions)
}

func (s *Server) endOthers(c *fiber.Ctx) error {
	ctx, cancel := asking()
	defer cancel()
	ended, err := s.Accounts.EndOthers(ctx, accountOf(c).ID, c.Cookies(s.cookieName(staffCookie)))
	if err != nil {
		return err
	}
	s.record(c, didEndSession, accountOf(c).Email, strconv.FormatInt(ended, 10)+" others")
	s.closeEnded()
	return didYou(c, "others", partSessions)
}
