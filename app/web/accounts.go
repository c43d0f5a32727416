package web

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	"porchlight/app/account"
	"porchlight/app/fault"

	"github.com/gofiber/fiber/v2"
)

const (
	accountsPath   = "/admin/accounts"
	invitationPath = "/invitation"
)

// accountsView is the page of all accounts. What was typed wrong is kept in it.
type accountsView struct {
	Me     int64
	People []account.Person
	Link   *linkView // that was just made
	Email  string
	Role   account.Role
	Error  string

	Unproved bool // it was to be confirmed first who one is
}

// linkView is a link on the only page that ever shows it.
type linkView struct {
	To   string
	URL  string
	Ends time.Time
	Mail string // begins a mail with it in the owner's own program
}

func (s *Server) showAccounts(c *fiber.Ctx) error {
	return s.answerAccounts(c, fiber.StatusOK, accountsView{Role: account.Admin})
}

func (s *Server) answerAccounts(c *fiber.Ctx, status int, view accountsView) error {
	ctx, cancel := asking(c)
	defer cancel()
	var err error
	view.Me = accountOf(c).ID
	if view.People, err = s.Accounts.People(ctx); err != nil {
		return err
	}
	return s.answer(c, status, "admin/accounts", s.staffPage(c, "Accounts", accountsPath), view)
}

// addAccount invites somebody, and shows the link that lets them in to whoever did: nobody ever sees it again.
func (s *Server) addAccount(c *fiber.Ctx) error {
	view := accountsView{Email: field(c, "email"), Role: account.Role(field(c, "role"))}
	ctx, cancel := s.acting(c, didAdd, strings.ToLower(strings.TrimSpace(view.Email)), "as "+string(view.Role))
	defer cancel()
	token, who, err := s.invite(ctx, c, view.Email, view.Role)
	if err != nil {
		status, f := statusOf(err)
		if view.Unproved = errors.Is(err, account.ErrUnproved); f.Kind == fault.Internal || f.Kind == fault.Forbidden && !view.Unproved {
			return err
		}
		view.Error = f.Sentence
		return s.answerAccounts(c, status, view)
	}
	return s.answerAccounts(c, fiber.StatusOK, accountsView{Role: account.Admin, Link: s.linkFor(who, token)})
}

func (s *Server) invite(ctx context.Context, c *fiber.Ctx, email string, role account.Role) (token string, who account.Account, err error) {
	if err := s.Accounts.MustBeProved(ctx, c.Cookies(s.cookieName(staffCookie))); err != nil {
		return "", who, err
	}
	return s.Accounts.Invite(ctx, accountOf(c).ID, email, role)
}

// linkFor carries the token behind #, where no server and no log sees it.
func (s *Server) linkFor(who account.Account, token string) *linkView {
	link := &linkView{To: who.Email, URL: s.Origins.Main() + invitationPath + "#" + token, Ends: s.Now().Add(account.InvitationFor)}
	name := s.Press.Current().Catalog.Site.Name
	words := url.Values{"subject": {"Your account at " + name}, "body": {"With this link you choose a password for " + name + ". It works once, for 7 days:\n\n" + link.URL + "\n"}}
	link.Mail = "mailto:" + url.PathEscape(who.Email) + "?" + strings.ReplaceAll(words.Encode(), "+", "%20") // RFC 6068 knows no plus for a space
	return link
}
