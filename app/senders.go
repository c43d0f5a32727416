package main

import (
	"context"
	"time"

	"porchlight/app/notify"
	"porchlight/app/store"
)

// senders returns what carries notices from here; no mailer and no webhook where the settings name none.
func (s *Settings) senders(ctx context.Context, store store.Store, site string) (*notify.Mailer, *notify.Pusher, *notify.Webhook, error) {
	mailer, err := notify.NewMailer(notify.MailOptions{Server: s.Reach.SMTPURL, From: s.Reach.MailFrom, Site: site, Now: time.Now})
	if err != nil {
		return nil, nil, nil, err
	}
	push := notify.PushOptions{Site: site, Now: time.Now}
	if mailer != nil {
		push.Contact = mailer.From()
	}
	pusher, err := notify.NewPusher(ctx, store, push)
	if err != nil {
		return nil, nil, nil, err
	}
	webhook, err := notify.NewWebhook(ctx, store, notify.WebhookOptions{URL: s.Reach.WebhookURL, Now: time.Now})
	return mailer, pusher, webhook, err
}
