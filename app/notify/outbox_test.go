package notify_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/fault"
	"porchlight/app/notify"
	"porchlight/app/sqlite"
	"porchlight/app/testparts"
)

func TestANoticeIsSentOnceAndGone(t *testing.T) {
	p := newPost(t)
	p.run(t)
	p.puts(t, "hello")
	p.tries(t, 1)
	p.rests(t, 0, 0)
	n := p.sent()[0]
	var said string
	must(t, n.Read(&said))
	if said != "hello" || n.Kind != "test" || n.Attempts != 1 || n.UID == "" {
		t.Errorf("%+v", n)
	}
}

func TestAFailureIsTriedAgainAfterGrowingPausesAndGivenUpWithItsReason(t *testing.T) {
	p := newPost(t)
	p.answers(func(notify.Notice) error { return errDown })
	p.run(t)
	p.puts(t, "hello")
	waited := time.Duration(0)
	for try := 1; try < notify.Attempts; try++ {
		p.tries(t, try)
		p.rests(t, 1, 0)
		least := min(10*time.Second*time.Duration(pow(3, try-1)), 6*time.Hour)
		p.forward(least * 79 / 100)
		p.tries(t, try)
		p.forward(least * 42 / 100)
		waited += least
	}
	p.tries(t, notify.Attempts)
	p.rests(t, 0, 1)
	if waited < 24*time.Hour {
		t.Errorf("it was given up after %s: a mail server that is down over a day loses mail", waited)
	}
	dead, err := p.Dead(t.Context())
	must(t, err)
	if len(dead) != 1 || dead[0].Reason != errDown.Error() || !dead[0].Dead.Equal(p.Now()) || dead[0].Attempts != notify.Attempts {
		t.Errorf("%+v", dead)
	}
	names := map[string]bool{}
	for _, n := range p.sent() {
		names[n.UID] = true
	}
	if len(names) != 1 {
		t.Errorf("the tries have %d names: whoever got two of them cannot know that they are one", len(names))
	}
}

func pow(base, exponent int) int {
	n := 1
	for range exponent {
		n *= base
	}
	return n
}

func TestWhatIsRefusedIsGivenUpAtOnceAndCanBeTriedAgainOrDiscarded(t *testing.T) {
	p := newPost(t)
	p.answers(func(notify.Notice) error { return notify.Refused("550 no such mailbox") })
	p.run(t)
	p.puts(t, "hello")
	p.tries(t, 1)
	p.rests(t, 0, 1)
	dead, err := p.Dead(t.Context())
	must(t, err)
	if dead[0].Reason != "550 no such mailbox" {
		t.Errorf("the reason is %q", dead[0].Reason)
	}
	must(t, p.Retry(t.Context(), dead[0].ID))
	p.tries(t, 2)
	p.rests(t, 0, 1)
	must(t, p.Discard(t.Context(), dead[0].ID))
	p.rests(t, 0, 0)
	refused(t, p.Retry(t.Context(), dead[0].ID), fault.NotFound)
	refused(t, p.Discard(t.Context(), dead[0].ID), fault.NotFound)
}

func TestWhatIsPutOffIsNoAttempt(t *testing.T) {
	p := newPost(t)
	p.answers(func(notify.Notice) error { return notify.Later(time.Minute) })
	p.run(t)
	p.puts(t, "hello")
	for n := range 2 * notify.Attempts {
		p.tries(t, n+1)
		p.rests(t, 1, 0)
		p.forward(time.Minute)
	}
	p.answers(func(notify.Notice) error { return notify.ErrNotNeeded })
	p.forward(time.Minute)
	p.rests(t, 0, 0)
	if last := p.sent()[len(p.sent())-1]; last.Attempts != 1 {
		t.Errorf("the last is attempt %d", last.Attempts)
	}
}

func TestABusyServerIsNotAskedBeforeItSaid(t *testing.T) {
	p := newPost(t)
	p.answers(func(notify.Notice) error { return notify.Busy(time.Hour, errDown) })
	p.run(t)
	p.puts(t, "hello")
	p.tries(t, 1)
	p.rests(t, 1, 0)
	p.forward(time.Hour - time.Second)
	p.puts(t, "another")
	p.tries(t, 2)
	p.forward(time.Second)
	p.tries(t, 3)
}

func TestOneKeyIsOneNotice(t *testing.T) {
	p := newPost(t)
	for range 5 {
		p.puts(t, "hello")
	}
	p.run(t)
	p.tries(t, 1)
	p.rests(t, 0, 0)
}

func TestWhatComesWhileItIsSentIsSentToo(t *testing.T) {
	p := newPost(t)
	p.answers(func(n notify.Notice) error {
		p.answers(nil)
		p.puts(t, "hello")
		return nil
	})
	p.run(t)
	p.puts(t, "hello")
	p.tries(t, 2)
	p.rests(t, 0, 0)
	if got := p.sent(); got[0].UID == got[1].UID {
		t.Error("both have one name: the second would be taken for a repetition")
	}
}

func TestMoreToSayDoesNotHurryWhatFails(t *testing.T) {
	p := newPost(t)
	p.answers(func(notify.Notice) error { return errDown })
	p.run(t)
	p.puts(t, "hello")
	p.tries(t, 1)
	p.rests(t, 1, 0)
	p.puts(t, "hello")
	p.puts(t, "another") // which is tried at once: so hello would have been
	p.tries(t, 2)
	if last := p.sent()[1]; string(last.Data) != `"another"` {
		t.Errorf("%s was tried", last.Data)
	}
}

func TestWhatANodeWasSendingWhenItDiedIsTakenOverWhenItsClaimEnds(t *testing.T) {
	path, c := filepath.Join(t.TempDir(), "test.db"), newClock()
	dead, other := openPost(t, path, c, "dead"), openPost(t, path, c, "other")
	reached, hangs := make(chan struct{}), make(chan struct{})
	dead.answers(func(notify.Notice) error {
		close(reached)
		<-hangs
		return context.Canceled
	})
	dead.puts(t, "hello")
	dead.run(t)
	release := sync.OnceFunc(func() { close(hangs) })
	t.Cleanup(release)
	<-reached
	other.run(t)
	other.puts(t, "another")
	other.tries(t, 1)
	c.forward(59 * time.Second)
	other.puts(t, "a third")
	other.tries(t, 2)
	c.forward(time.Second)
	other.tries(t, 3)
	if n := other.sent()[2]; string(n.Data) != `"hello"` || n.Attempts != 2 {
		t.Errorf("%+v", n)
	}
	release()
	dead.stop()
	other.rests(t, 0, 0)
}

func TestANodeAloneSendsAtOnceWhatTheOneBeforeWasSending(t *testing.T) {
	path, c := filepath.Join(t.TempDir(), "test.db"), newClock()
	before, after := openPost(t, path, c, "before"), openPost(t, path, c, "after")
	before.puts(t, "hello")
	must(t, before.store.Write(t.Context(), func(q *sqlite.Queries) error {
		_, err := q.ClaimNotice(t.Context(), sqlite.ClaimNoticeParams{Node: "before", Until: c.Now().Add(time.Minute).UnixMilli(), Channel: "mail", Now: c.Now().UnixMilli()})
		return err
	}))
	must(t, after.Recover(t.Context()))
	after.run(t)
	after.tries(t, 1)
}

func TestTwoNodesSendEachNoticeOnce(t *testing.T) {
	const notices = 60
	path, c := filepath.Join(t.TempDir(), "test.db"), newClock()
	a, b := openPost(t, path, c, "a"), openPost(t, path, c, "b")
	a.run(t)
	b.run(t)
	for n := range notices {
		[]*post{a, b}[n%2].puts(t, fmt.Sprint("notice ", n))
	}
	a.rests(t, 0, 0)
	times := map[string]int{}
	for _, n := range append(a.sent(), b.sent()...) {
		times[string(n.Data)]++
	}
	for what, n := range times {
		if n != 1 {
			t.Errorf("%s was sent %d times", what, n)
		}
	}
	if len(times) != notices {
		t.Errorf("%d of %d were sent", len(times), notices)
	}
}

func TestAChannelThatHangsHoldsUpNoOther(t *testing.T) {
	p := newPost(t)
	hangs := make(chan struct{})
	var called atomic.Bool
	p.answers(func(n notify.Notice) error {
		if n.Channel == notify.MailChannel {
			<-hangs
		}
		called.Store(n.Channel == notify.WebhookChannel)
		return nil
	})
	p.run(t)
	release := sync.OnceFunc(func() { close(hangs) })
	t.Cleanup(release)
	p.puts(t, "hello")
	p.tries(t, 1)
	must(t, p.Send(t.Context(), notify.Draft{Key: "call", Channel: notify.WebhookChannel, Kind: "test"}))
	testparts.Eventually(t, "the call is made", called.Load)
	release()
	p.rests(t, 0, 0)
}

func TestAPanicIsAFailureOfOneNotice(t *testing.T) {
	p := newPost(t)
	p.answers(func(n notify.Notice) error {
		if string(n.Data) == `"bad"` {
			panic("of a view")
		}
		return nil
	})
	p.run(t)
	p.puts(t, "bad")
	p.puts(t, "good")
	p.tries(t, 2)
	p.rests(t, 1, 0)
	p.stop()
	if !strings.Contains(p.said.String(), "of a view") {
		t.Error("the log does not say why")
	}
}

func TestWhatIsSentWhileTheNodeStopsIsNoted(t *testing.T) {
	p := newPost(t)
	reached, goes := make(chan struct{}), make(chan struct{})
	p.answers(func(notify.Notice) error {
		close(reached)
		<-goes
		return nil
	})
	p.puts(t, "hello")
	p.run(t)
	<-reached
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		p.stop()
	}()
	close(goes)
	<-stopped
	p.rests(t, 0, 0)
}

func TestAMessageAndItsNoticesAreStoredTogetherOrNotAtAll(t *testing.T) {
	p := newPost(t)
	p.Mails, p.Calls = true, true
	all := conversation.New(p.store, p.Now)
	all.Also = p.Message
	thread := conversation.IDOf("a visitor's secret")
	draft := conversation.Draft{ID: "00000000-0000-4000-8000-000000000001", Body: "Hello", From: conversation.Visitor}
	send := func(from conversation.Side, n int) error {
		draft.From, draft.ID = from, fmt.Sprintf("00000000-0000-4000-8000-%012x", n)
		_, err := all.Send(t.Context(), thread, draft)
		return err
	}
	must(t, send(conversation.Visitor, 1))
	must(t, send(conversation.Visitor, 2))
	must(t, send(conversation.Owner, 3)) // to a visitor who left no address
	p.has(t, thread, "webhook message", "mail asked", "webhook message", "webhook message")

	all.Also = func(context.Context, *sqlite.Queries, string, int64, bool) error { return errDown }
	if err := send(conversation.Visitor, 4); !errors.Is(err, errDown) {
		t.Errorf("the message was taken: %v", err)
	}
	if now, err := all.Get(t.Context(), thread); err != nil || now.LastSeq != 3 {
		t.Errorf("%d messages are stored, %v", now.LastSeq, err)
	}
	must(t, p.store.Write(t.Context(), func(q *sqlite.Queries) error { return p.Forget(t.Context(), q, thread) }))
	p.has(t, thread)
}

// has checks what waits for a conversation.
func (p *post) has(t *testing.T, thread string, want ...string) {
	t.Helper()
	notices, err := p.Of(t.Context(), thread)
	must(t, err)
	var got []string
	for _, n := range notices {
		got = append(got, fmt.Sprint(n.Channel, " ", n.Kind))
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%q wait, want %q", got, want)
	}
}
