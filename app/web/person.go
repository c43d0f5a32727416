package web

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"porchlight/app/account"
	"porchlight/app/fault"

	"github.com/gofiber/fiber/v2"
)

// personView is the page of one account.
type personView struct {
	account.Person
	Own      bool
	Sessions []sessionView
	Link     *linkView // that was just made
	Error    string
	Unproved bool // it was to be confirmed first who one is
}

type sessionView struct {
	account.Session
	Current bool // it is the one that asks
}

func (s *Server) showAccount(c *fiber.Ctx) error {
	id, err := strconv.ParseInt(c.Params("account"), 10, 64)
	if err != nil {
		return noSuchAccount()
	}
	return s.answerAccount(c, fiber.StatusOK, id, personView{})
}

func (s *Server) answerAccount(c *fiber.Ctx, status int, id int64, view personView) error {
	ctx, cancel := asking(c)
	defer cancel()
	people, err := s.Accounts.People(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(people, func(p account.Person) bool { return p.ID == id })
	if i < 0 {
		return noSuchAccount()
	}
	view.Person, view.Own = people[i], id == accountOf(c).ID
	if view.Sessions, err = s.sessionsOf(ctx, c, id); err != nil {
		return err
	}
	return s.answer(c, status, "admin/account", s.staffPage(c, view.Email, accountsPath), view)
}

// sessionsOf lists where an account is logged in, and marks the session that asks.
func (s *Server) sessionsOf(ctx context.Context, c *fiber.Ctx, id int64) (views []sessionView, err error) {
	sessions, err := s.Accounts.Sessions(ctx, id)
	for _, one := range sessions {
		views = append(views, sessionView{one, one.Is(c.Cookies(s.cookieName(staffCookie)))})
	}
	return views, err
}

func noSuchAccount() error {
	return fault.New(fault.NotFound, "There is no such account any more. The page of all accounts shows those that there are.")
}

// changeAccount does with another account what an owner asks, records it, and closes the sockets of sessions that this ended. What cannot be
// done is said on the account's page; what is done is answered by then, or by leading there where that is nil.
func (s *Server) changeAccount(c *fiber.Ctx, action, detail string, change func(ctx context.Context, by, id int64) error, then func(id int64) error) error {
	id, err := strconv.ParseInt(c.Params("account"), 10, 64)
	if err != nil {
		return noSuchAccount()
	}
	asked, cancel := asking(c)
	defer cancel()
	who, err := s.Accounts.Find(asked, id)
	if err != nil {
		return err
	}
	ctx := s.actingAs(asked, accountOf(c), action, who.Email, detail)
	if err := change(ctx, accountOf(c).ID, id); err != nil {
		status, f := statusOf(err)
		if unproved := errors.Is(err, account.ErrUnproved); unproved || f.Kind == fault.Conflict || f.Kind == fault.Invalid {
			return s.answerAccount(c, status, id, personView{Error: f.Sentence, Unproved: unproved})
		}
		return err
	}
	s.closeEnded()
	if then != nil {
		return then(id)
	}
	return c.Redirect(accountsPath+"/"+strconv.FormatInt(id, 10), fiber.StatusSeeOther)
}

// changeProved is changeAccount for what lets somebody in, further in, or not in any more: whoever does it has shown of late who they are,
// so that nobody makes more of a session that they found open than it is.
func (s *Server) changeProved(c *fiber.Ctx, action, detail string, change func(ctx context.Context, by, id int64) error, then func(id int64) error) error {
	return s.changeAccount(c, action, detail, func(ctx context.Context, by, id int64) error {
		if err := s.Accounts.MustBeProved(ctx, c.Cookies(s.cookieName(staffCookie))); err != nil {
			return err
		}
		return change(ctx, by, id)
	}, then)
}

func (s *Server) disableAccount(c *fiber.Ctx) error {
	return s.changeProved(c, didDisable, "", func(ctx context.Context, by, id int64) error {
		_, err := s.Accounts.Disable(ctx, by, id)
		return err
	}, nil)
}

func (s *Server) enableAccount(c *fiber.Ctx) error {
	return s.changeProved(c, didEnable, "", func(ctx context.Context, by, id int64) error {
		_, err := s.Accounts.Enable(ctx, by, id)
		return err
	}, nil)
}

func (s *Server) setRole(c *fiber.Ctx) error {
	role := account.Role(field(c, "role"))
	return s.changeProved(c, didSetRole, "to "+string(role), func(ctx context.Context, by, id int64) error {
		_, err := s.Accounts.SetRole(ctx, by, id, role)
		return err
	}, nil)
}

func (s *Server) endAccountSession(c *fiber.Ctx) error {
	return s.changeAccount(c, didEnd, "", func(ctx context.Context, by, id int64) error {
		return s.Accounts.EndSessionOf(ctx, by, id, c.Params("session"))
	}, nil)
}

func (s *Server) endAccountSessions(c *fiber.Ctx) error {
	return s.changeAccount(c, didEndAll, "", func(ctx context.Context, by, id int64) error {
		_, err := s.Accounts.EndAll(ctx, by, id)
		return err
	}, nil)
}

// linkAccount makes a new link for an account and shows it, this once.
func (s *Server) linkAccount(c *fiber.Ctx) error {
	var link *linkView
	return s.changeProved(c, didLink, "", func(ctx context.Context, by, id int64) error {
		token, who, err := s.Accounts.Link(ctx, by, id)
		link = s.linkFor(who, token)
		return err
	}, func(id int64) error { return s.answerAccount(c, fiber.StatusOK, id, personView{Link: link}) })
}

// withdraw takes an invitation back, and with it the account that nobody has logged in to.
func (s *Server) withdraw(c *fiber.Ctx) error {
	return s.changeAccount(c, didWithdraw, "", func(ctx context.Context, by, id int64) error {
		_, err := s.Accounts.Withdraw(ctx, by, id)
		return err
	}, func(int64) error { return c.Redirect(accountsPath, fiber.StatusSeeOther) })
}
