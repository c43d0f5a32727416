package web

import (
	"context"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/fault"
	"porchlight/app/limit"
	"porchlight/app/notify"

	"github.com/gofiber/fiber/v2"
)

// How much a transcript has at most; what was said before that is on the site. Mail servers refuse what is large, and count it.
const (
	transcriptMost  = 500     // messages
	transcriptBytes = 200_000 // of their text; the mail is up to six times as long
)

var transcriptsMailed = limit.Rate("transcript", 1, time.Hour)

// postTranscript mails the whole thread to the confirmed address: whoever asks for it gets nothing else by it.
func (s *Server) postTranscript(c *fiber.Ctx) error {
	v, err := s.correspondent(c)
	if err != nil {
		return s.answerContact(c, "", err)
	}
	ctx, cancel := asking(c)
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
	messages, site := lastOf(all.Messages, transcriptBytes), s.Press.Current().Catalog.Site
	return s.post(ctx, n, to, "mail/transcript", visitorMail{
		Subject: "Your conversation with " + site.Owner.Name + " on " + site.Name, Messages: s.forMail(all.Conversation, messages),
		Earlier: messages[0].Seq > all.Conversation.FirstSeq,
	})
}

// lastOf are the last messages, of which there are some, whose texts have so many bytes together; the very last in any case.
func lastOf(messages []conversation.Message, most int) []conversation.Message {
	first := len(messages) - 1
	for most -= len(messages[first].Body); first > 0 && most >= len(messages[first-1].Body); first-- {
		most -= len(messages[first-1].Body)
	}
	return messages[first:]
}
