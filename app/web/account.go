package web

import (
	"cmp"
	"context"
	"net/url"
	"path"
	"strings"

	"porchlight/app/account"
	"porchlight/app/fault"
	"porchlight/app/press"

	"github.com/gofiber/fiber/v2"
)

// loginForm and setupForm keep what was typed, but for passwords.
type loginForm struct {
	Email, Next, Error string
	Wrong              bool // what was typed
	Passkeys           bool // the page can have them
}

type setupForm struct{ Email, Token, Error string }

func (s *Server) showLogin(c *fiber.Ctx) error {
	next := localPath(c.Query("next"))
	if who, err := s.signedIn(c); err == nil {
		return c.Redirect(landing(who, next), fiber.StatusSeeOther)
	}
	return s.answerLogin(c, fiber.StatusOK, loginForm{Next: next})
}

func (s *Server) answerLogin(c *fiber.Ctx, status int, form loginForm) error {
	why, _ := s.noPasskeys(c)
	form.Passkeys = why == ""
	return s.answer(c, status, "account/login", press.Page{Title: "Log in", Bundle: "passkey"}, form)
}

func (s *Server) login(c *fiber.Ctx) error {
	form := loginForm{Email: field(c, "email"), Next: localPath(field(c, "next"))}
	ctx, cancel := asking(c)
	defer cancel()
	token, who, err := s.checkLogin(ctx, c, form.Email, field(c, "password"))
	if err != nil {
		form.Wrong = true
		return s.refuseLogin(c, err, form)
	}
	return s.loggedIn(c, token, who, "password", form.Next)
}

// loggedIn begins the session of a login and leads where it was to lead. The audit log keeps by what it was.
func (s *Server) loggedIn(c *fiber.Ctx, token string, who account.Account, by, next string) error {
	s.recordAs(along(c), who, didLogin, "", "by "+by+" in "+browserOf(c))
	if err := s.startSession(c, who, token); err != nil {
		return err
	}
	return c.Redirect(landing(who, next), fiber.StatusSeeOther)
}

// refuseLogin shows the form again, with what was typed into it and what is wrong.
func (s *Server) refuseLogin(c *fiber.Ctx, err error, form loginForm) error {
	status, f := statusOf(err)
	if f.Kind == fault.Internal {
		return err
	}
	form.Error = f.Sentence
	setRetryAfter(c, f)
	return s.answerLogin(c, status, form)
}

func (s *Server) checkLogin(ctx context.Context, c *fiber.Ctx, email, password string) (string, account.Account, error) {
	from, err := s.limitPasswords(ctx, c, email)
	if err != nil {
		return "", account.Account{}, err
	}
	token, who, err := s.Accounts.Login(account.Coming(ctx, from), email, password, browserOf(c))
	if fault.Is(err, fault.Invalid) {
		s.failures.add(email, 1, s.Now())
	}
	return token, who, err
}

const tooManyAttempts = "Too many attempts. Please try again in %d s."

// limitPasswords counts an attempt to log in by password. Attempts of a browser that has logged in to the account before are counted for
// themselves: whoever guesses at the password elsewhere, or from the same network, must not keep its owner out.
func (s *Server) limitPasswords(ctx context.Context, c *fiber.Ctx, email string) (from account.From, err error) {
	browser, err := s.Accounts.Known(ctx, c.Cookies(s.cookieName(knownCookie)), email)
	if err != nil {
		return from, err
	}
	whose := strings.ToLower(strings.TrimSpace(email))
	if browser != "" { // of those who are known nobody waits for another's browsers, however many one has
		return account.From{Address: whose, Known: true}, s.take(ctx, s.Limits.loginsOfBrowser(), browser, tooManyAttempts)
	}
	source, err := s.sourceOf(c)
	if err != nil {
		return from, err
	}
	if err := s.take(ctx, s.Limits.loginsFromAddress(), source.address, tooManyAttempts); err != nil {
		return from, err
	}
	return account.From{Address: source.address}, s.take(ctx, s.Limits.loginsOfAccount(), whose, tooManyAttempts)
}

// limitLogins counts an attempt to log in from where a request comes.
func (s *Server) limitLogins(ctx context.Context, c *fiber.Ctx) error {
	from, err := s.sourceOf(c)
	if err != nil {
		return err
	}
	return s.take(ctx, s.Limits.loginsFromAddress(), from.address, tooManyAttempts)
}

func (s *Server) logout(c *fiber.Ctx) error {
	ctx, cancel := asking(c)
	defer cancel()
	if who, err := s.signedIn(c); err == nil {
		ctx = s.actingAs(ctx, who, didLogout, "", "")
	}
	if err := s.Accounts.Logout(ctx, c.Cookies(s.cookieName(staffCookie))); err != nil {
		return err
	}
	s.closeEnded()
	s.uncookie(c, staffCookie)
	return c.Redirect("/login", fiber.StatusSeeOther)
}

func (s *Server) showSetup(c *fiber.Ctx) error {
	ctx, cancel := asking(c)
	defer cancel()
	if has, err := s.Accounts.HasOwner(ctx); err != nil || has {
		return cmp.Or(err, error(fault.New(fault.NotFound, "This site has its owner. Log in instead.")))
	}
	return s.answer(c, fiber.StatusOK, "account/setup", press.Page{Title: "First owner"}, setupForm{})
}

// setup makes the first owner. The token comes in the form: in the link it stands behind #, which no log ever sees.
func (s *Server) setup(c *fiber.Ctx) error {
	form := setupForm{Email: field(c, "email"), Token: field(c, "token")}
	ctx, cancel := asking(c)
	defer cancel()
	token, who, err := s.Accounts.Setup(ctx, form.Token, form.Email, field(c, "password"), browserOf(c))
	if err != nil {
		status, f := statusOf(err)
		if f.Kind == fault.Internal {
			return err
		}
		form.Error = f.Sentence
		return s.answer(c, status, "account/setup", press.Page{Title: "First owner"}, form)
	}
	s.recordAs(along(c), who, didSetUp, "", browserOf(c))
	if err := s.startSession(c, who, token); err != nil {
		return err
	}
	return c.Redirect("/inbox", fiber.StatusSeeOther)
}

// localPath keeps a path of this site and drops everything else.
func localPath(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(u.Path, "/") || path.Clean(u.Path) != u.Path || strings.ContainsAny(next, "\\\r\n\t") {
		return ""
	}
	return u.EscapedPath()
}

// landing is where someone arrives after logging in.
func landing(who account.Account, next string) string {
	switch {
	case next != "" && (who.Role.MayAnswer() || !strings.HasPrefix(next, "/inbox")):
		return next
	case who.Role.MayAnswer():
		return "/inbox"
	}
	return "/admin/presence"
}
