package web

import (
	"context"
	"strconv"

	"porchlight/app/contact"
	"porchlight/app/fault"
	"porchlight/app/notify"

	"github.com/gofiber/fiber/v2"
)

// outboxView is what the outbox holds, as its owners see it.
type outboxView struct {
	Waiting int64
	Failing []notify.Failing
	Letters []deadLetter
	More    int64 // that were given up and are not listed
}

// deadLetter is a notice that was given up.
type deadLetter struct {
	notify.Notice
	What, To, Name string
}

// kindsInWords say what a notice was to do.
var kindsInWords = map[notify.Channel]map[string]string{
	notify.MailChannel: {
		kindAsked: "Mail about a question", contact.KindReply: "Mail with an answer", contact.KindConfirm: "Mail to confirm an address",
		kindProve: "Mail with a link", kindResume: "Mail with a link", kindTranscript: "Mail with a transcript",
	},
	notify.PushChannel:    {kindAsked: "Push about a question"},
	notify.WebhookChannel: {kindMessage: "Call about a message", kindTest: "Test call"},
}

func (s *Server) outboxView(ctx context.Context) (o outboxView, err error) {
	if o.Waiting, err = s.Outbox.Waiting(ctx); err != nil {
		return o, err
	}
	if o.Failing, err = s.Outbox.Failing(ctx); err != nil {
		return o, err
	}
	given, err := s.Outbox.Given(ctx)
	if err != nil {
		return o, err
	}
	dead, err := s.Outbox.Dead(ctx)
	for _, n := range dead {
		what := kindsInWords[n.Channel][n.Kind]
		if what == "" {
			what = string(n.Channel) + ", " + n.Kind
		}
		o.Letters = append(o.Letters, deadLetter{Notice: n, What: what, To: s.recipient(ctx, n), Name: nameOf(n.Conversation)})
	}
	o.More = given - int64(len(dead))
	return o, err
}

// recipient names whom a notice was for, an address so that only who knows it knows it again. Empty: they are gone, or not known yet.
func (s *Server) recipient(ctx context.Context, n notify.Notice) string {
	switch n.Channel {
	case notify.WebhookChannel:
		if s.Webhook != nil {
			return s.Webhook.Host()
		}
	case notify.PushChannel:
		var to struct{ Subscription int64 }
		if n.Read(&to) == nil {
			device, _ := s.Accounts.Device(ctx, to.Subscription)
			return device.Label
		}
	case notify.MailChannel:
		return contact.Mask(s.addressee(ctx, n))
	}
	return ""
}

// addressee is the address that a mail goes to.
func (s *Server) addressee(ctx context.Context, n notify.Notice) string {
	var to struct{ Account int64 }
	if n.Kind == kindAsked && n.Read(&to) == nil {
		who, _ := s.Accounts.Find(ctx, to.Account)
		return who.Email
	}
	visitor, _, _ := s.Contacts.Of(ctx, n.Conversation)
	return visitor.Email
}

func (s *Server) retryNotice(c *fiber.Ctx) error {
	return s.settleNotice(c, didRetry, s.Outbox.Retry)
}

func (s *Server) discardNotice(c *fiber.Ctx) error {
	return s.settleNotice(c, didDiscard, s.Outbox.Discard)
}

func (s *Server) settleNotice(c *fiber.Ctx, action string, settle func(context.Context, int64) error) error {
	id, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil {
		return fault.New(fault.NotFound, "There is no such notice.")
	}
	ctx, cancel := s.acting(c, action, "", "")
	defer cancel()
	if err := settle(ctx, id); err != nil {
		return err
	}
	s.inbox.touch()
	return c.Redirect(reachPath+"#outbox", fiber.StatusSeeOther)
}
