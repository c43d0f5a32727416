package doctor

import (
	"context"

	"porchlight/app/notify"
)

// Webhook connects to the program that is told of messages, and tells it nothing.
func Webhook(url, database string) Check {
	return Check{"webhook", func(ctx context.Context, r *Report) {
		if url == "" {
			r.off("not set: no program is told of messages")
			return
		}
		host, err := notify.TryWebhook(ctx, url, nil)
		r.says("%s can be reached", host)
		if err != nil {
			r.says("%s", host)
			r.wrong(sentence(err.Error()), "Start the program, or correct WEBHOOK_URL. What waits is tried again for 27 hours.")
		}
		r.dead(ctx, database, notify.WebhookChannel)
	}}
}
