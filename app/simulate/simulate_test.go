package simulate_test

import (
	"context"
	"flag"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"porchlight/app/simulate"
	"porchlight/app/testparts"

	"github.com/fasthttp/websocket"
)

func TestMain(m *testing.M) {
	_ = flag.Set("test.parallel", "16") // these tests mostly wait: for graces, for counts to settle
	testparts.Main(m)
}

// unlimited is a node that lets a whole crowd in from one machine.
var unlimited = testparts.Settings{
	"SOCKETS_PER_ADDRESS": "0", "SOCKETS_PER_VISITOR": "0", "CONVERSATIONS_PER_HOUR": "0", "MESSAGES_PER_SECOND": "0", "FRAMES_PER_SECOND": "0",
}

// hurried is a crowd that does in seconds what people do in a minute.
func hurried(url string, visitors int) simulate.Options {
	return simulate.Options{URL: url, Visitors: visitors, For: 4 * time.Second, Seed: 1, Hurry: 12}
}

// simulated runs a simulation to its end and returns what it prints, and what it says is wrong.
func simulated(t *testing.T, o simulate.Options) (table, wrong string) {
	t.Helper()
	return simulatedUntil(t, nil, o)
}

// tooLong is when a simulation whose end has not come is ended.
const tooLong = time.Minute

// simulatedUntil ends a simulation early, as Ctrl-C does.
func simulatedUntil(t *testing.T, done <-chan struct{}, o simulate.Options) (table, wrong string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), tooLong)
	defer cancel()
	go func() {
		select {
		case <-done:
			cancel()
		case <-ctx.Done():
		}
	}()
	report, err := simulate.Run(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	var printed strings.Builder
	if err := report.Print(&printed); err != nil {
		t.Fatal(err)
	}
	if err := report.Err(); err != nil {
		wrong = err.Error()
	}
	return printed.String(), wrong
}

// figure returns the count in a row of the table.
func figure(t *testing.T, table, row string) int {
	t.Helper()
	for line := range strings.Lines(table) {
		if rest, is := strings.CutPrefix(line, row+" "); is {
			if n, err := strconv.Atoi(strings.Fields(rest)[0]); err == nil {
				return n
			}
		}
	}
	t.Fatalf("the table has no row %q:\n%s", row, table)
	return 0
}

func TestACrowdLivesOnASiteThatKeepsItsPromises(t *testing.T) {
	t.Parallel()
	n := testparts.StartNode(t, unlimited)
	o := hurried(n.URL, 40)
	table, missing := live(t, o)
	for missing != "" && o.For < tooLong/4 { // a slow machine gets more time for all that visitors do
		o.For *= 2
		table, missing = live(t, o)
	}
	if missing != "" {
		t.Errorf("nothing was done or seen of: %s\n%s", missing, table)
	}
}

// live lets a crowd live without any loss and returns a row of the table of which there was nothing.
func live(t *testing.T, o simulate.Options) (table, missing string) {
	t.Helper()
	table, wrong := simulated(t, o)
	if wrong != "" {
		t.Fatalf("%s\n%s", wrong, table)
	}
	for _, row := range []string{"messages lost", "messages doubled", "messages out of order", "counts wrong", "sockets cut", "handshakes refused"} {
		if figure(t, table, row) != 0 {
			t.Errorf("this went wrong: %s\n%s", row, table)
		}
	}
	if asked, echoed := figure(t, table, "messages asked"), figure(t, table, "messages echoed"); asked != echoed {
		t.Errorf("%d messages were asked and %d echoed", asked, echoed)
	}
	for _, row := range []string{
		"pages", "fragments", "handshakes", "second tabs", "left and came back", "hidden or shown", "moves", "moves shown",
		"frames with counts", "messages asked", "messages echoed", "messages delivered", "counts compared",
	} {
		if figure(t, table, row) == 0 {
			missing = row
		}
	}
	return table, missing
}

func TestOtherVisitorsAreNoWrongCount(t *testing.T) {
	t.Parallel()
	n := testparts.StartNode(t, unlimited)
	for range 2 {
		stranger, _, err := websocket.DefaultDialer.Dial("ws://"+n.Addr+"/live?at=/", http.Header{"Origin": {n.URL}})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = stranger.Close() })
		go func() { // which answers pings
			for _, _, err := stranger.NextReader(); err == nil; _, _, err = stranger.NextReader() {
			}
		}()
	}
	o := hurried(n.URL, 5)
	o.For = time.Second
	table, wrong := simulated(t, o)
	if wrong != "" || !strings.Contains(table, "2 visitors are others'") {
		t.Errorf("2 others were on the site: %s\n%s", wrong, table)
	}
}

func TestALimitInTheWayIsNamedOnceWithTheSettingThatLiftsIt(t *testing.T) {
	t.Parallel()
	n := testparts.StartNode(t, unlimited.With(testparts.Settings{"SOCKETS_PER_ADDRESS": "1"}))
	o := hurried(n.URL, 20)
	o.For = time.Minute
	table, wrong := simulated(t, o) // which ends as soon as that is clear
	if strings.Count(wrong, "SOCKETS_PER_ADDRESS=0") != 1 {
		t.Errorf("the setting should be named once: %s", wrong)
	}
	if figure(t, table, "handshakes refused") == 0 || !strings.Contains(table, "× 429") {
		t.Errorf("the refusals should be counted by status:\n%s", table)
	}
}

func TestTheCommandFailsWithASentenceWhereNoSiteAnswers(t *testing.T) {
	t.Parallel()
	addr := testparts.FreeAddr(t)
	r := testparts.Run(t, nil, "", "simulate", "--visitors", "2", "--for", "1s", "http://"+addr)
	if r.Code != 1 || !strings.Contains(r.Stderr, "no site answers at http://"+addr) || !strings.Contains(r.Stdout, "seed ") {
		t.Errorf("exit code %d, want 1 with a sentence; it said:\n%s%s", r.Code, r.Stdout, r.Stderr)
	}
}

func TestTheCommandFailsWhereTheSiteBreaksAPromise(t *testing.T) {
	t.Parallel()
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.Error(w, "broken", http.StatusInternalServerError)
			return
		}
		_, _ = w.Write([]byte(`<body data-at="/"><main><b data-present="/"></b></main></body>`))
	}))
	t.Cleanup(site.Close)
	r := testparts.Run(t, nil, "", "simulate", "--visitors", "1", "--for", "10ms", "--seed", "5", site.URL)
	if r.Code != 1 || !strings.Contains(r.Stderr, "a handshake was answered with 500") || !strings.Contains(r.Stdout, "seed 5") {
		t.Errorf("exit code %d, want 1 with what went wrong; it said:\n%s%s", r.Code, r.Stdout, r.Stderr)
	}
}

func TestACrowdThatDoesNotFitIsRefusedBeforeItComes(t *testing.T) {
	t.Parallel()
	_, err := simulate.Run(context.Background(), simulate.Options{URL: "http://localhost:1", Visitors: 1 << 30})
	if err == nil || !strings.Contains(err.Error(), "ulimit") {
		t.Errorf("the refusal is %v, want one that names ulimit", err)
	}
}
