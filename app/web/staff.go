package web

import (
	"strings"

	"porchlight/app/press"

	"github.com/gofiber/fiber/v2"
)

func (s *Server) staffPage(c *fiber.Ctx, title, place string) press.Page {
	s.showing.RLock()
	defer s.showing.RUnlock()
	return press.Page{Title: title, Place: place, Kind: "staff", Role: string(accountOf(c).Role), Switch: s.switchNow()}
}

// nameOfOwner calls an owner by the beginning of their e-mail address; an account that is gone has no name.
func (s *Server) nameOfOwner(account int64) string {
	ctx, cancel := asking()
	defer cancel()
	who, err := s.Accounts.Find(ctx, account)
	if err != nil {
		return ""
	}
	return shortName(who.Email)
}

func shortName(email string) string {
	name, _, _ := strings.Cut(email, "@")
	return name
}
