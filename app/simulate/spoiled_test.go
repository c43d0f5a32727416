package simulate_test

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"porchlight/app/testparts"
)

// spoiling makes of each frame of a socket what comes instead. It calls did once it has done what is to be reported.
type spoiling func(did func()) func(frame string) []string

func loseMessages(did func()) func(string) []string {
	return func(frame string) []string {
		if bringsMessage(frame) {
			did()
			return nil
		}
		return []string{frame}
	}
}

func doubleMessages(did func()) func(string) []string {
	return func(frame string) []string {
		if bringsMessage(frame) {
			did()
			return []string{frame, frame}
		}
		return []string{frame}
	}
}

// swapMessages holds a message back until the next has gone.
func swapMessages(did func()) func(string) []string {
	var held []string
	return func(frame string) []string {
		if !bringsMessage(frame) {
			return []string{frame}
		}
		if held == nil {
			held = []string{frame}
			return nil
		}
		did()
		both := []string{frame, held[0]}
		held = nil
		return both
	}
}

func stopTabs(func()) func(string) []string {
	return func(string) []string { return []string{toldToStop} }
}

// whole is the count of the whole site in a frame.
var whole = regexp.MustCompile(`data-present="/">\d+<`)

func falseCount(func()) func(string) []string {
	return func(frame string) []string { return []string{whole.ReplaceAllString(frame, `data-present="/">3<`)} }
}

func noCount(func()) func(string) []string {
	return func(frame string) []string {
		return []string{strings.ReplaceAll(frame, `data-present="/workshop/technologies/hammer"`, "")}
	}
}

func TestABrokenPromiseIsReportedAsWhatItIs(t *testing.T) {
	t.Parallel()
	n := testparts.StartNode(t, unlimited)
	for name, c := range map[string]struct {
		spoil   spoiling
		reports string
	}{
		"a message that does not come":         {loseMessages, "messages lost: "},
		"a message that comes twice":           {doubleMessages, "messages doubled: "},
		"a message that comes behind the next": {swapMessages, "messages out of order: "},
		"a tab that is told to stop":           {stopTabs, "tabs told to stop: "},
		"a count that is false":                {falseCount, "tabs show 3 at /, "},
		"a count that does not come":           {noCount, "was never told how many are at /workshop/technologies/hammer"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			done := make(chan struct{})
			did := sync.OnceFunc(func() { close(done) })
			o := hurried(startSpoiler(t, n, func() func(string) []string { return c.spoil(did) }).URL, 20)
			o.Patience = time.Second
			if strings.HasPrefix(name, "a message") {
				o.For = time.Minute // it ends when it has happened; the others need the whole time
			}
			if table, wrong := simulatedUntil(t, done, o); !strings.Contains(wrong, c.reports) {
				t.Errorf("%q is not reported, but %q\n%s", c.reports, wrong, table)
			}
		})
	}
}

func TestTheSameSeedMakesTheSameDecisions(t *testing.T) {
	t.Parallel()
	const enough = 15
	n := testparts.StartNode(t, unlimited)
	requested := func(seed uint64) []string {
		s := startSpoiler(t, n, asItCame)
		o := hurried(s.URL, 1)
		o.For, o.Seed, o.Hurry = time.Minute, seed, 50
		done := make(chan struct{})
		go func() {
			defer close(done)
			for len(s.requested()) < enough && t.Context().Err() == nil {
				time.Sleep(time.Millisecond)
			}
		}()
		simulatedUntil(t, done, o)
		return s.requested()
	}
	first, again, other := requested(3), requested(3), requested(4)
	if min(len(first), len(again), len(other)) < enough {
		t.Fatalf("too little was requested: %q, %q, %q", first, again, other)
	}
	if first, again, other = first[:enough], again[:enough], other[:enough]; !slices.Equal(first, again) {
		t.Errorf("one seed led to %q and to %q", first, again)
	}
	if slices.Equal(first, other) {
		t.Errorf("another seed led to the same: %q", first)
	}
}
