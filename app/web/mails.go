package web

import (
	"context"
	"errors"
	"strconv"
	"time"

	"porchlight/app/catalog"
	"porchlight/app/contact"
	"porchlight/app/conversation"
	"porchlight/app/fault"
	"porchlight/app/limit"
	"porchlight/app/notify"
)

// linksMailed bounds the mails that anybody with an old link, or a browser that one opened, can have sent to a confirmed address.
var linksMailed = limit.Rate("link-mail", 3, time.Hour)

// mails say who composes which.
func (s *Server) mails() map[string]notify.Deliver {
	return map[string]notify.Deliver{
		contact.KindConfirm: s.mailConfirm, contact.KindReply: s.mailReply, kindTranscript: s.mailTranscript,
		kindResume: s.mailLinkOf(contact.ToResume), kindProve: s.mailLinkOf(contact.ToProve), kindAsked: s.mailAsked,
	}
}

// visitorMail is what the templates of mails to visitors show. A mail that is to confirm an address has nothing in it that a visitor chose.
type visitorMail struct {
	Subject    string
	Site       *catalog.Site
	Home       string // the site's address
	Link, Stop string // for what the mail is for; to get none any more
	Messages   []mailedMessage
	Earlier    bool // there are more, which are not in it
}

// mailedMessage is a message as a mail shows it.
type mailedMessage struct {
	conversation.Message
	By   string
	When string
	Card *catalog.Card
}

// Spans are the parts of its body.
func (m mailedMessage) Spans() []conversation.Span { return conversation.Spans(m.Body) }

// post composes a letter and hands it to the mail server. Its id is that of the notice, so that a mailbox that gets it twice can tell.
func (s *Server) post(ctx context.Context, n notify.Notice, to contact.Contact, view string, l visitorMail) error {
	stop, err := s.Contacts.StopLink(ctx, to)
	if err != nil {
		return err
	}
	l.Site, l.Home, l.Stop = &s.Press.Current().Catalog.Site, s.Origins.Main(), s.Origins.Main()+unsubscribe+stop
	text, html, err := s.Press.Current().Views.Mail(view, l)
	if err != nil {
		return err
	}
	mail := notify.Mail{To: to.Email, Subject: l.Subject, Text: text, HTML: html, MessageID: n.UID}
	if n.Kind == contact.KindReply { // the others were each asked for
		mail.Unsubscribe = l.Stop
	}
	return s.Mailer.Send(ctx, mail)
}

// linkAt is the whole address of a link.
func (s *Server) linkAt(purpose contact.Purpose, link string) string {
	return s.Origins.Main() + "/conversation/" + string(purpose) + "/" + link
}

// mailConfirm asks whoever reads the mail of an address whether answers may go there, once a day at most.
func (s *Server) mailConfirm(ctx context.Context, n notify.Notice) error {
	to, link, err := s.Contacts.Claim(ctx, n.Conversation, strconv.FormatInt(n.ID, 10), s.Limits.ConfirmationsPerDay)
	if f := (*fault.Error)(nil); errors.As(err, &f) && f.Kind == fault.Limited { // many left their address at once
		return notify.Later(f.RetryAfter)
	}
	if err != nil {
		return err
	}
	if link == "" {
		return notify.ErrNotNeeded
	}
	err = s.post(ctx, n, to, "mail/confirm", visitorMail{Subject: "Confirm your address for " + s.Press.Current().Catalog.Site.Name, Link: s.linkAt(contact.ToConfirm, link)})
	if err != nil {
		return err
	}
	return s.Contacts.Accepted(ctx, to)
}

// confirmed is whom mails of a conversation go to; without one they are not needed any more.
func (s *Server) confirmed(ctx context.Context, conversation string) (contact.Contact, error) {
	to, has, err := s.Contacts.Of(ctx, conversation)
	if err == nil && (!has || !to.Confirmed()) {
		err = notify.ErrNotNeeded
	}
	return to, err
}

// mailReply mails the answers that were neither read nor mailed, all in one, as they are now.
func (s *Server) mailReply(ctx context.Context, n notify.Notice) error {
	to, err := s.confirmed(ctx, n.Conversation)
	if err != nil {
		return err
	}
	now, err := s.Conversations.Get(ctx, n.Conversation)
	if err != nil {
		return err
	}
	answers, err := s.Conversations.AnswersAfter(ctx, n.Conversation, max(now.Visitor.Read, to.MailedSeq))
	if err != nil {
		return err
	}
	if len(answers) == 0 {
		return notify.ErrNotNeeded
	}
	if age := s.Now().Sub(answers[0].At); age >= 0 && age < notify.ReplyAfter { // else the clock was set back: it is older than it seems
		return notify.Later(notify.ReplyAfter - age)
	}
	link, err := s.Contacts.Link(ctx, contact.ToResume, to)
	if err != nil {
		return err
	}
	site := s.Press.Current().Catalog.Site
	err = s.post(ctx, n, to, "mail/reply", visitorMail{
		Subject: site.Owner.Name + " answered you on " + site.Name, Link: s.linkAt(contact.ToResume, link), Messages: s.forMail(now, answers),
	})
	if err != nil {
		return err
	}
	return s.Contacts.Mailed(ctx, to, answers[len(answers)-1].Seq)
}

// mailLinkOf mails a link and nothing else.
func (s *Server) mailLinkOf(purpose contact.Purpose) notify.Deliver {
	return func(ctx context.Context, n notify.Notice) error {
		to, err := s.confirmed(ctx, n.Conversation)
		if err != nil {
			return err
		}
		link, err := s.Contacts.Link(ctx, purpose, to)
		if err != nil {
			return err
		}
		return s.post(ctx, n, to, "mail/"+string(purpose), visitorMail{Subject: s.subjectOf(purpose), Link: s.linkAt(purpose, link)})
	}
}

func (s *Server) subjectOf(purpose contact.Purpose) string {
	site := s.Press.Current().Catalog.Site
	if purpose == contact.ToProve {
		return "Your link for " + site.Name + ", good for " + span(contact.ProvedFor)
	}
	return "Your link to the conversation with " + site.Owner.Name
}

// mailLink puts a mail with a link to the confirmed address of a conversation.
func (s *Server) mailLink(ctx context.Context, kind, id string) error {
	err := s.takeLong(ctx, linksMailed, id, "Links were asked for several times. Look into the mailbox, spam included, or ask again in %s.")
	if err != nil {
		return err
	}
	return s.Outbox.Send(ctx, notify.MailOf(kind, id))
}

// forMail shows messages as a mail does: links are whole, and times are those of the visitor's own clock, as far as it is known.
func (s *Server) forMail(of conversation.Conversation, messages []conversation.Message) (mailed []mailedMessage) {
	zone, err := time.LoadLocation(of.Facts.TimeZone)
	if err != nil || of.Facts.TimeZone == "" {
		zone = time.UTC
	}
	c := s.Press.Current().Catalog
	for _, m := range messages {
		v := mailedMessage{Message: m, By: "You", When: m.At.In(zone).Format("2 January 2006, 15:04 MST")}
		if v.Card = c.Card(m.Place); m.Place == "/" {
			v.Card = nil // it is about nothing in particular
		}
		if m.From == conversation.Owner {
			v.By = c.Site.Owner.Name
		}
		mailed = append(mailed, v)
	}
	return mailed
}
