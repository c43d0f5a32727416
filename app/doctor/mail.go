package doctor

import (
	"context"
	"crypto/rand"
	"time"

	"porchlight/app/notify"
)

// Mail goes through a session with the mail server, and sends nothing; with an address it sends a test mail there.
func Mail(o notify.MailOptions, to, database string) Check {
	return Check{"mail", func(ctx context.Context, r *Report) {
		o.Now = time.Now
		mailer, err := notify.NewMailer(o)
		switch {
		case err != nil:
			r.says("not usable")
			r.wrong(sentence(err.Error()), "")
			return
		case mailer == nil && to == "":
			r.off("not set: nobody is mailed, and no page offers it")
			return
		case mailer == nil:
			r.says("not set")
			r.wrong("There is no mail server that a test mail could be given to.", "Set SMTP_URL and MAIL_FROM.")
			return
		}
		r.dead(ctx, database, notify.MailChannel)
		r.says("%s", mailer.Host())
		how, err := mailer.Try(ctx)
		if err == nil {
			r.says("%s takes mails from %s (%s)", mailer.Host(), mailer.From(), how)
			if to != "" {
				err = mailer.SendTest(ctx, to, rand.Text())
				r.Says += ", and has taken one to " + to
			}
		}
		if err != nil {
			r.says("%s", mailer.Host())
			r.wrong(sentence(err.Error()), "Correct SMTP_URL and MAIL_FROM, or ask who runs the server. What waits is tried again for 27 hours.")
		}
	}}
}
