//go:build torture

package nodes

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"porchlight/app/testparts"
)

const (
	manyMessages = 100_000
	threadOf     = 50 // messages
	killedCopies = 5
	copyPatience = 10 * time.Minute
)

func TestHAACopyOfAHundredThousandMessagesThereAndBackIsTheSame(t *testing.T) {
	server := testparts.Postgres(t)
	folder := t.TempDir()
	here, back := filepath.Join(folder, "here.db"), filepath.Join(folder, "back.db")
	quick, there := server.Database(t), server.Database(t)
	takes(t, manyThreads(), "import", "--database", here, "-")

	began := time.Now()
	first := sums(t, takes(t, "", "copy", here, quick))
	alone := time.Since(began)
	var kills, killsBack int
	began = time.Now()
	second := sums(t, killedCopy(t, alone, &kills, here, there))
	third := sums(t, killedCopy(t, alone, &killsBack, there, back))
	killed := time.Since(began)
	began = time.Now()
	if again := sums(t, takes(t, "", "copy", here, there)); again != first || second != first || third != first {
		t.Errorf("here\n%s\nthere\n%s\nback\n%s\nonce more\n%s", first, second, third, again)
	}
	compared := time.Since(began)

	exports := map[string]string{}
	for _, database := range []string{here, there, back} {
		_, exports[database], _ = strings.Cut(takes(t, "", "export", "--database", database), "\n") // behind the line that has the time
		if said := takes(t, "", "audit", "check", "--database", database); !strings.Contains(said, "records fit together") {
			t.Errorf("%s: %s", database, said)
		}
	}
	if messages := strings.Count(exports[here], `{"type":"message"`); messages != manyMessages || exports[there] != exports[here] || exports[back] != exports[here] {
		t.Errorf("of %d messages the exports are not the same", messages)
	}
	testparts.Figures(t, "a copy to PostgreSQL and back", "messages", manyMessages, "seconds there", alone.Seconds(), "messages a second", int(manyMessages/alone.Seconds()),
		"kills", kills+killsBack, "seconds there and back with them", killed.Seconds(), "seconds to compare", compared.Seconds(), "differences", 0)
}

// sums are the lines of a copy that tell what both sides hold.
func sums(t *testing.T, said string) string {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(said), "\n")
	if last := lines[len(lines)-1]; !strings.Contains(last, " hold the same: ") {
		t.Fatal(said)
	}
	return strings.Join(lines[:len(lines)-1], "\n")
}

// killedCopy copies, and kills the copy again and again before it lets it end.
func killedCopy(t *testing.T, alone time.Duration, kills *int, from, to string) (said string) {
	t.Helper()
	for range killedCopies {
		ctx, cancel := context.WithTimeout(t.Context(), rand.N(alone))
		err := exec.CommandContext(ctx, testparts.Binary(t), "copy", from, to).Run() // which is killed then
		cancel()
		if err == nil {
			break
		}
		*kills++
	}
	return takes(t, "", "copy", from, to)
}

// takes is a command that takes its time and goes well, and what it says.
func takes(t *testing.T, stdin string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), copyPatience)
	defer cancel()
	var out, problem bytes.Buffer
	c := exec.CommandContext(ctx, testparts.Binary(t), args...)
	c.Dir, c.Stdin, c.Stdout, c.Stderr = t.TempDir(), strings.NewReader(stdin), &out, &problem
	if err := c.Run(); err != nil {
		t.Fatalf("%q: %v: %s", args, err, &problem)
	}
	return out.String()
}

// manyThreads is an export of a site with many messages.
func manyThreads() string {
	var all strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&all, format+"\n", args...) }
	line(`{"format":"porchlight-conversations","version":1,"site":"https://example.com","made_at":"2026-11-26T12:00:00.000Z"}`)
	for thread := range manyMessages / threadOf {
		id := fmt.Sprintf("%032x", thread*7919)
		line(`{"type":"conversation","id":%q,"began_at":"2026-11-24T00:06:25.638Z","changed_at":"2026-11-24T00:06:25.638Z","place":"/data-realtime","first_seq":1,"last_seq":%d,"rev":%[2]d}`, id, threadOf)
		for seq := 1; seq <= threadOf; seq++ {
			line(`{"type":"message","conversation":%q,"seq":%d,"rev":%[2]d,"id":"00000000-0000-4000-8000-%012x","from":"visitor","sent_at":"2026-11-24T00:06:25.638Z","place":"/data-realtime","body":"Question %[3]d of naïve visitors: does what I write here, in about a hundred and fifty characters as people do, come out as it went in? 😀 %x"}`,
				id, seq, thread*threadOf+seq, thread*seq)
		}
	}
	return all.String()
}
