package web

import (
	"porchlight/app/fault"
	"porchlight/app/press"

	"github.com/gofiber/fiber/v2"
)

// invitationForm keeps what was typed, but for passwords.
type invitationForm struct{ Email, Token, Error string }

func (s *Server) showInvitation(c *fiber.Ctx) error {
	return s.answerInvitation(c, fiber.StatusOK, invitationForm{})
}

func (s *Server) answerInvitation(c *fiber.Ctx, status int, form invitationForm) error {
	return s.answer(c, status, "account/invitation", press.Page{Title: "Your password"}, form)
}

// acceptInvitation gives whoever has the link the password of their choice, and logs them in. Like that of the first owner, the token
// comes in the form.
func (s *Server) acceptInvitation(c *fiber.Ctx) error {
	form := invitationForm{Email: field(c, "email"), Token: field(c, "token")}
	ctx, cancel := asking(c)
	defer cancel()
	token, who, err := s.Accounts.Accept(ctx, form.Token, form.Email, field(c, "password"), browserOf(c))
	if err != nil {
		status, f := statusOf(err)
		if f.Kind == fault.Internal {
			return err
		}
		form.Error = f.Sentence
		setRetryAfter(c, f)
		return s.answerInvitation(c, status, form)
	}
	s.recordAs(along(c), who, didJoin, "", "in "+browserOf(c))
	s.closeEnded()
	if err := s.startSession(c, who, token); err != nil {
		return err
	}
	return c.Redirect(landing(who, ""), fiber.StatusSeeOther)
}
