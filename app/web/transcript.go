package web

import (
	"context"
	"time"

	"porchlight/app/fault"
	"porchlight/app/limit"
	"porchlight/app/notify"

	"github.com/gofiber/fiber/v2"
)

// transcriptMost is how many messages a transcript has; those before are on the site.
const transcriptMost = 500

var transcriptsMailed = limit.Rate("transcript", 1, time.Hour)

// postTranscript mails the whole thread to the confirmed address: whoever asks for it gets nothing else by it.
func (s *Server) postTranscript(c *fiber.Ctx) error {
	v, err := s.correspondent(c)
	if err != nil {
		return s.answerContact(c, "", err)
	}
	ctx, cancel := asking()
	defer cancel()
	to, has, err := s.Contacts.Of(ctx, v.id)
	if err == nil && (!has || !to.Confirmed()) {
		err = fault.New(fault.Invalid, "A transcript goes to a confirmed address. Leave one first, and confirm it.")
	}
	if err == nil {
		err = s.takeLong(ctx, transcriptsMailed, v.id, "A transcript was mailed within the hour. The next can go in %s.")
	}
	if err == nil {
		err = s.Outbox.Send(ctx, notify.MailOf(kindTranscript, v.id))
	}
	return s.answerContact(c, "transcript", err)
}

func (s *Server) mailTranscript(ctx context.Context, n notify.Notice) error {
	to, err := s.confirmed(ctx, n.Conversation)
	if err != nil {
		return err
	}
	all, err := s.Conversations.Latest(ctx, n.Conversation, 0, transcriptMost)
	if err != nil {
		return err
	}
	if len(all.Messages) == 0 {
		return notify.ErrNotNeeded
	}
	site := s.Press.Current().Catalog.Site
	return s.post(ctx, n, to, "mail/transcript", visitorMail{
		Subject: "Your conversation with " + site.Owner.Name + " on " + site.Name, Messages: s.forMail(all.Conversation, all.Messages),
		Earlier: all.Messages[0].Seq > all.Conversation.FirstSeq,
	})
}
