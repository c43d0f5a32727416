package notify_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"porchlight/app/notify"
	"porchlight/app/testparts"

	"github.com/emersion/go-smtp"
)

func TestWhatTheMailServerAnswersDecidesWhetherThereIsAnotherTry(t *testing.T) {
	t.Parallel()
	const secret = "password-of-the-mailbox"
	long := strings.Repeat("very long ", 100)
	for _, c := range []struct {
		step testparts.MailStep
		mood testparts.MailMood
		want string
		says string
	}{
		{testparts.MailTo, testparts.MailRefuse(550, "5.1.1 No such mailbox"), givenUp, "The mail server answered: 550 5.1.1 No such mailbox"},
		{testparts.MailTo, testparts.MailRefuse(550, "<visitor@example.net>: visitor@example.net is\r\n unknown"), givenUp, "The mail server answered: 550 <…@…>: …@… is unknown"},
		{testparts.MailTo, testparts.MailRefuse(551, long), givenUp, "The mail server answered: 551 " + long[:200-len("551 ")] + "…"},
		{testparts.MailTo, testparts.MailRefuse(450, "4.2.1 Come back later"), again, "The mail server answered: 450 4.2.1 Come back later"},
		{testparts.MailTo, testparts.MailRefuse(421, "Closing"), again, "The mail server answered: 421 Closing"},
		{testparts.MailTo, testparts.MailCut, again, "The mail server broke off: EOF"},
		{testparts.MailWhole, testparts.MailRefuse(554, "5.7.1 This is spam"), givenUp, "The mail server answered: 554 5.7.1 This is spam"},
		{testparts.MailWhole, testparts.MailRefuse(451, "Greylisted"), again, "The mail server answered: 451 Greylisted"},
		{testparts.MailWhole, testparts.MailCut, again, "The mail server broke off: EOF"},
		{testparts.MailHello, testparts.MailRefuse(554, "Not from there"), again, "The mail server cannot be used: "},
		{testparts.MailHello, testparts.MailCut, again, "The mail server cannot be used: "},
		{testparts.MailLogin, testparts.MailRefuse(535, "5.7.8 Wrong password"), again, "The mail server cannot be used: 535 5.7.8 Wrong password"},
		{testparts.MailFrom, testparts.MailRefuse(553, "5.7.1 Not your address"), again, "The mail server takes no mail from MAIL_FROM: 553 5.7.1 Not your address"},
	} {
		t.Run(fmt.Sprint(c.step, " ", c.says), func(t *testing.T) {
			t.Parallel()
			server := testparts.NewMailServer(t, testparts.MailServerOptions{User: "porch", Password: secret})
			m := newMailer(t, notify.MailOptions{Server: "smtp://porch:" + secret + "@" + server.Addr})
			server.At(c.step, c.mood)
			err := m.Send(ctx, reply)
			if outcome(err) != c.want || !strings.HasPrefix(err.Error(), c.says) || strings.Contains(err.Error(), secret) || len(server.Delivered()) != 0 {
				t.Fatalf("it is %s: %v", outcome(err), err)
			}
			server.At(c.step, nil)
			if err := m.Send(ctx, reply); err != nil || len(server.Delivered()) != 1 {
				t.Errorf("the next try: %v", err)
			}
		})
	}
}

func TestAServerThatIsNotThereIsTriedAgain(t *testing.T) {
	t.Parallel()
	server := testparts.NewMailServer(t, testparts.MailServerOptions{})
	m := newMailer(t, notify.MailOptions{Server: server.URL()})
	server.Stop()
	if err := m.Send(ctx, reply); outcome(err) != again || !strings.Contains(err.Error(), "connection refused") {
		t.Errorf("it is %s: %v", outcome(err), err)
	}
	server.Start(t)
	must(t, m.Send(ctx, reply))
}

func TestAMailWhoseAnswerWasLostComesAgainUnderTheSameId(t *testing.T) {
	t.Parallel()
	server := testparts.NewMailServer(t, testparts.MailServerOptions{})
	server.At(testparts.MailKept, testparts.MailCut)
	m := newMailer(t, notify.MailOptions{Server: server.URL()})
	if err := m.Send(ctx, reply); outcome(err) != again {
		t.Fatalf("it is %s: %v", outcome(err), err)
	}
	server.At(testparts.MailKept, nil)
	must(t, m.Send(ctx, reply))
	came := server.Delivered()
	if len(came) != 2 {
		t.Fatalf("%d mails arrived", len(came))
	}
	first, second := testparts.ReadLetter(t, came[0].Raw), testparts.ReadLetter(t, came[1].Raw)
	if id := first.Header.Get("Message-ID"); id == "" || id != second.Header.Get("Message-ID") {
		t.Errorf("the ids are %q and %q", id, second.Header.Get("Message-ID"))
	}
}

func TestAMailThatIsDeliveredIsSentWhateverTheServerSaysThen(t *testing.T) {
	t.Parallel()
	server := testparts.NewMailServer(t, testparts.MailServerOptions{})
	server.At(testparts.MailKept, func(_ *testparts.MailServer, c *smtp.Conn) error {
		return c.Conn().SetReadDeadline(time.Now()) // it answers, and hears nothing more
	})
	must(t, newMailer(t, notify.MailOptions{Server: server.URL()}).Send(ctx, reply))
}

func TestANodeThatStopsIsNoFailureOfTheMailServer(t *testing.T) {
	t.Parallel()
	server := testparts.NewMailServer(t, testparts.MailServerOptions{})
	server.At(testparts.MailTo, testparts.MailHang)
	stopping, stop := context.WithCancel(ctx)
	context.AfterFunc(soon(t), stop)
	if err := newMailer(t, notify.MailOptions{Server: server.URL()}).Send(stopping, reply); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
