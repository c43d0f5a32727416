package web

import (
	"context"

	"porchlight/app/notify"
)

// The kinds of notices, beside those that package contact puts. Package notify puts those that follow from a message.
const (
	kindAsked      = "asked"   // to owners, by mail and push: a visitor's message
	kindMessage    = "message" // to the owner's program: any message
	kindTest       = "test"    // to the owner's program: to see whether it answers
	kindResume     = "resume"
	kindProve      = "prove"
	kindTranscript = "transcript"
)

// sendNotices empties the outbox until the context ends. What each kind of notice says is composed here, when it is sent, from what is
// true then.
func (s *Server) sendNotices(ctx context.Context) {
	s.Outbox.Run(ctx, map[notify.Channel]notify.Deliver{
		notify.MailChannel:    s.traceNotices(where(s.Mailer != nil, "SMTP_URL is not set any more.", s.mails())),
		notify.PushChannel:    s.traceNotices(where(s.Pusher != nil, "This site sends no pushes any more.", map[string]notify.Deliver{kindAsked: s.pushAsked})),
		notify.WebhookChannel: s.traceNotices(where(s.Webhook != nil, "WEBHOOK_URL is not set any more.", map[string]notify.Deliver{kindMessage: s.callMessage, kindTest: s.callTest})),
	})
}

// where sends by kind where the channel is set up. What waits for one that was switched off is for the owners to see.
func where(isSetUp bool, reason string, kinds map[string]notify.Deliver) notify.Deliver {
	if isSetUp {
		return byKind(kinds)
	}
	return func(context.Context, notify.Notice) error { return notify.Refused(reason) }
}

// byKind picks who composes a notice. One of a kind that a newer version put, and that this one does not know, is for the owners to see.
func byKind(kinds map[string]notify.Deliver) notify.Deliver {
	return func(ctx context.Context, n notify.Notice) error {
		deliver, known := kinds[n.Kind]
		if !known {
			return notify.Refused("This version of the site does not know what to send.")
		}
		return deliver(ctx, n)
	}
}
