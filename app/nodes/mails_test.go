package nodes

import (
	"database/sql"
	"io"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"porchlight/app/testparts"

	"github.com/emersion/go-smtp"
)

const waitingMails = 200

func TestAKilledNodeMailsAllThatWaitsAndTwiceOnlyWhatWasUnderWay(t *testing.T) {
	t.Parallel()
	server := testparts.NewMailServer(t, testparts.MailServerOptions{})
	database := filepath.Join(t.TempDir(), "porchlight.db")
	n := testparts.StartNode(t, unlimited.With(testparts.Settings{
		"DATABASE": database, "OWNER_EMAIL": ownerEmail, "OWNER_PASSWORD": ownerPassword, "SMTP_URL": server.URL(), "MAIL_FROM": "porch@example.com",
	}))
	for range waitingMails {
		newBrowser(t).write(t, n, "Is anybody there?")
	}
	n.Kill(t)
	mailNow(t, database)

	twice := 0
	for _, k := range []struct {
		after int // mails have arrived
		step  testparts.MailStep
		twice int // mails of which the node cannot know that they arrived
	}{
		{20, testparts.MailKept, 1},
		{60, testparts.MailWhole, 0},
		{90, testparts.MailTo, 0},
		{120, testparts.MailKept, 1},
	} {
		killAt(t, n, server, k.step, k.after)
		if got := doubles(t, server); got != twice {
			t.Errorf("%d mails came twice before the kill at %q, want %d", got, k.step, twice)
		}
		twice += k.twice
	}
	for range 3 { // wherever it is just then
		n.Restart(t)
		arrive(t, server, len(ids(t, server))+5)
		time.Sleep(rand.N(10 * time.Millisecond))
		n.Kill(t)
		twice++
	}
	n.Restart(t)
	arrive(t, server, waitingMails)
	if got := doubles(t, server); got < 2 || got > twice {
		t.Errorf("%d mails came twice, want at most one a kill", got)
	}
	t.Logf("%d mails arrived, %d of them twice", len(ids(t, server)), doubles(t, server))
}

// mailNow makes the mails due that would wait until an owner has had time to look.
func mailNow(t *testing.T, database string) {
	t.Helper()
	db, err := sql.Open("sqlite3", database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	result, err := db.ExecContext(t.Context(), "UPDATE notice SET due_at = 0 WHERE channel = 'mail'")
	if err != nil {
		t.Fatal(err)
	}
	if waiting, err := result.RowsAffected(); err != nil || waiting != waitingMails {
		t.Fatalf("%d mails wait, want %d; %v", waiting, waitingMails, err)
	}
}

// killAt starts the node, and kills it when so many mails have arrived and another one is at this step.
func killAt(t *testing.T, n *testparts.Node, server *testparts.MailServer, step testparts.MailStep, after int) {
	t.Helper()
	reached, killed := make(chan struct{}), make(chan struct{})
	server.At(step, func(*testparts.MailServer, *smtp.Conn) error {
		if len(server.Delivered()) < after {
			return nil
		}
		close(reached)
		<-killed
		return io.EOF // which nobody hears
	})
	n.Restart(t)
	select {
	case <-reached:
	case <-time.After(giveUp):
		t.Fatalf("no mail gets to the step %q after %d have arrived", step, after)
	}
	n.Kill(t)
	server.At(step, nil)
	close(killed)
}

// arrive waits until so many different mails have arrived.
func arrive(t *testing.T, server *testparts.MailServer, different int) {
	t.Helper()
	different = min(different, waitingMails)
	testparts.Within(t, giveUp, "the mails arrive", func() bool {
		return len(server.Delivered()) >= different && len(ids(t, server)) >= different // reading them all is dear
	})
}

// ids counts the mails that arrived, by their ids. A mail that came twice came twice in a row: the one under way goes first.
func ids(t *testing.T, server *testparts.MailServer) map[string]int {
	t.Helper()
	times, before := map[string]int{}, ""
	for _, mail := range server.Delivered() {
		id := testparts.ReadLetter(t, mail.Raw).Header.Get("Message-ID")
		if times[id]++; times[id] > 2 || times[id] == 2 && id != before {
			t.Fatalf("%s came again after others, or a third time", id)
		}
		before = id
	}
	return times
}

func doubles(t *testing.T, server *testparts.MailServer) int {
	t.Helper()
	return len(server.Delivered()) - len(ids(t, server))
}
