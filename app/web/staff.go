package web

import (
	"strings"

	"porchlight/app/press"

	"github.com/gofiber/fiber/v2"
)

// staffRoom holds the sockets of all pages of staff.
const staffRoom = "staff"

func (s *Server) staffPage(c *fiber.Ctx, title, place string) press.Page {
	s.showing.RLock()
	defer s.showing.RUnlock()
	return press.Page{Title: title, Place: place, Kind: "staff", Role: string(accountOf(c).Role), Switch: s.switchNow()}
}

// staffPageAt finds the page of staff that a socket or a form is at, and what fills the parameter of its path. What lies below a
// thread is a part of it.
func (s *Server) staffPageAt(path string) (page route, parameter string, is bool) {
	for _, r := range s.table {
		if r.access == anyone || r.method != fiber.MethodGet || strings.Contains(r.path, ":id/") {
			continue
		}
		if parameter, is = match(r.path, path); is {
			return r, parameter, true
		}
	}
	return route{}, "", false
}

// match reports whether a path is one of a route's, which has one parameter at most.
func match(pattern, path string) (parameter string, is bool) {
	wanted, has := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(wanted) != len(has) {
		return "", false
	}
	for i, segment := range wanted {
		if strings.HasPrefix(segment, ":") && has[i] != "" {
			parameter = has[i]
		} else if segment != has[i] {
			return "", false
		}
	}
	return parameter, true
}

// nameOfOwner calls an owner by the beginning of their e-mail address; an account that is gone has no name.
func (s *Server) nameOfOwner(account int64) string {
	ctx, cancel := askingAside()
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
