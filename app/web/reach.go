package web

import (
	"context"
	"errors"
	"strconv"

	"porchlight/app/account"
	"porchlight/app/fault"
	"porchlight/app/notify"

	"github.com/gofiber/fiber/v2"
)

// reach is the page on which an owner says how questions are to find them, and sees what did not get through.
type reach struct {
	Account    account.Account
	Devices    []account.Device
	PushKey    string // what a browser subscribes with
	Mails      bool   // there is a mail server
	AskedAfter string
	Host       string // of the program that is called; empty: none
	Secret     string // that it checks signatures with; empty: not asked for
	Test       testCall
	Outbox     outboxView
}

// testCall is what became of a call that an owner asked for.
type testCall struct {
	At           int64 // when, in Unix milliseconds; 0: none was asked for
	Waits, Taken bool
	Reason       string // why it was not taken
}

const reachPath = "/inbox/reach"

func (s *Server) showReach(c *fiber.Ctx) error {
	ctx, cancel := asking(c)
	defer cancel()
	view := reach{Account: accountOf(c), Mails: s.Mailer != nil, AskedAfter: span(notify.AskedAfter)}
	if s.Pusher != nil {
		view.PushKey = s.Pusher.PublicKey()
	}
	var err error
	if view.Devices, err = s.Accounts.Devices(ctx, view.Account.ID); err != nil {
		return err
	}
	if s.Webhook != nil {
		view.Host = s.Webhook.Host()
		if c.Query("secret") == "shown" && !isForeign(c) {
			if err := s.Accounts.MustBeProved(ctx, c.Cookies(s.cookieName(staffCookie))); errors.Is(err, account.ErrUnproved) {
				return c.Redirect(youPath+"?next="+reachPath+"#"+partProof, fiber.StatusSeeOther)
			} else if err != nil {
				return err
			}
			view.Secret = s.Webhook.Secret()
			s.record(c, didShowSecret, "", "")
		}
		if view.Test, err = s.testCall(ctx, c.Query("tested")); err != nil {
			return err
		}
	}
	if view.Outbox, err = s.outboxView(ctx); err != nil {
		return err
	}
	return s.answer(c, fiber.StatusOK, "inbox/_reach", s.staffPage(c, "How questions reach you", reachPath), view)
}

// postMails switches an owner's mails on or off.
func (s *Server) postMails(c *fiber.Ctx) error {
	want := field(c, "mails")
	if want != "on" && want != "off" {
		return fault.New(fault.Invalid, "Say whether to send mails: on or off.")
	}
	ctx, cancel := s.acting(c, didMails, "", want)
	defer cancel()
	if err := s.Accounts.WantMails(ctx, accountOf(c).ID, want == "on"); err != nil {
		return err
	}
	return c.Redirect(reachPath+"#mail", fiber.StatusSeeOther)
}

// testKey is of the one test call that there is at a time.
const testKey = "test"

func (s *Server) postTestCall(c *fiber.Ctx) error {
	if s.Webhook == nil {
		return fault.New(fault.Invalid, "There is no program to call: start the site with WEBHOOK_URL.")
	}
	ctx, cancel := s.acting(c, didTestCall, "", "")
	defer cancel()
	if err := s.Outbox.Send(ctx, notify.Draft{Key: testKey, Channel: notify.WebhookChannel, Kind: kindTest}); err != nil {
		return err
	}
	return c.Redirect(reachPath+"?tested="+strconv.FormatInt(s.Now().UnixMilli(), 10)+"#webhook", fiber.StatusSeeOther)
}

// testCall tells what became of the test call that was asked for then: what is not in the outbox any more was taken.
func (s *Server) testCall(ctx context.Context, asked string) (t testCall, err error) {
	if t.At, err = strconv.ParseInt(asked, 10, 64); err != nil {
		return testCall{}, nil // nobody asked
	}
	n, is, err := s.Outbox.Find(ctx, testKey)
	t.Waits, t.Taken = is && n.Dead.IsZero(), !is
	if is && !t.Waits {
		t.Reason = n.Reason
	}
	return t, err
}
