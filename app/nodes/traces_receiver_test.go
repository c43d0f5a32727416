package nodes

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"porchlight/app/testparts"
)

const (
	tracesFail = "traces cannot be sent"
	tracesGoOn = "traces are sent again"
)

func TestAReceiverThatRefusesAndThenTakesAgainIsLoggedOnceEach(t *testing.T) {
	t.Parallel()
	receiver := testparts.NewTraceReceiver(t)
	receiver.Answer(http.StatusForbidden, "No spans "+strings.Repeat("at all ", 1000))
	n := testparts.StartNode(t, tracedTo(receiver.URL))
	b := newBrowser(t)
	for batches := 1; batches <= 3; batches++ {
		b.get(t, n, saw)
		testparts.Eventually(t, "another batch is refused", func() bool { return len(receiver.Asked()) >= batches })
	}
	testparts.Eventually(t, "it is said that traces cannot be sent", func() bool { return strings.Contains(n.Log(), tracesFail) })
	receiver.Answer(http.StatusOK, "")
	b.get(t, n, saw)
	testparts.Eventually(t, "it is said that they are sent again", func() bool { return strings.Contains(n.Log(), tracesGoOn) })
	b.get(t, n, saw)
	n.Terminate(t)
	if fail, goOn := strings.Count(n.Log(), tracesFail), strings.Count(n.Log(), tracesGoOn); fail != 1 || goOn != 1 || len(n.Log()) > 4000 {
		t.Errorf("the failing is told %d times and its end %d times, in %d bytes of log", fail, goOn, len(n.Log()))
	}
}

// halfOfAHang is half of what the SDK gives one batch. Waiting for the receiver anywhere takes longer, and a slow machine does not.
const halfOfAHang = 5 * time.Second

func TestAReceiverThatHangsSlowsNoRequestAndHoldsAStopNoLongerThanASecond(t *testing.T) {
	t.Parallel()
	receiver := testparts.NewTraceReceiver(t)
	receiver.Hang()
	n := testparts.StartNode(t, tracedTo(receiver.URL).With(testparts.Settings{"OTEL_BSP_MAX_QUEUE_SIZE": "16", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "8"}))
	b := newBrowser(t)
	b.get(t, n, saw)
	testparts.Eventually(t, "the receiver hangs", func() bool { return len(receiver.Asked()) == 1 })
	began := time.Now()
	for range 200 { // many times what the queue holds
		b.get(t, n, saw)
	}
	if took := time.Since(began); took > halfOfAHang {
		t.Errorf("200 pages took %s", took)
	}
	if code, took := n.Terminate(t); code != 0 || took > halfOfAHang {
		t.Errorf("it stopped with code %d, after %s", code, took)
	}
}

func TestAReceiverThatIsNotThereIsNoReasonNotToServe(t *testing.T) {
	t.Parallel()
	n := testparts.StartNode(t, tracedTo("http://"+testparts.FreeAddr(t)+"/the-key-that-lets-one-in"))
	newBrowser(t).write(t, n, "Is anyone in?")
	testparts.Eventually(t, "it is said that traces cannot be sent", func() bool { return strings.Contains(n.Log(), tracesFail) })
	if strings.Contains(n.Log(), "the-key") {
		t.Errorf("the log has the receiver's path:\n%s", n.Log())
	}
	if code, _ := n.Terminate(t); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
}

func TestTheLastSpansAreSentBeforeANodeEnds(t *testing.T) {
	t.Parallel()
	receiver := testparts.NewTraceReceiver(t)
	n := testparts.StartNode(t, tracedTo(receiver.URL).With(testparts.Settings{"OTEL_BSP_SCHEDULE_DELAY": "3600000"}))
	newBrowser(t).get(t, n, saw)
	if asked := receiver.Asked(); len(asked) != 0 {
		t.Fatalf("%d batches came before it was time", len(asked))
	}
	n.Terminate(t)
	if found := traced(receiver.Spans(t)).find("GET /:ecosystem/technologies/:slug"); len(found) != 1 {
		t.Errorf("the request is told %d times", len(found))
	}
}

func TestNothingOfTracingRunsWhereNoEndpointIsSet(t *testing.T) {
	t.Parallel()
	receiver := testparts.NewTraceReceiver(t)
	for name, c := range map[string]struct {
		settings testparts.Settings
		runs     bool
	}{
		"without an endpoint": {testparts.Settings{"OTEL_TRACES_SAMPLER": "always_on"}, false},
		"switched off":        {tracedTo(receiver.URL).With(testparts.Settings{"OTEL_SDK_DISABLED": "true"}), false},
		"with one":            {tracedTo(receiver.URL), true},
	} {
		watch := &testparts.Node{Addr: testparts.FreeAddr(t)}
		watch.URL = "http://" + watch.Addr
		n := testparts.StartNode(t, c.settings.With(testparts.Settings{"METRICS_ADDR": watch.Addr}))
		newBrowser(t).write(t, n, "Is anyone in?")
		goroutines := newBrowser(t).get(t, watch, "/debug/pprof/goroutine?debug=1").body
		if runs := strings.Contains(goroutines, "go.opentelemetry.io"); runs != c.runs {
			t.Errorf("%s: goroutines of the SDK run: %v", name, runs)
		}
		n.Terminate(t)
		if sent := len(receiver.Asked()) > 0; sent && !c.runs {
			t.Errorf("%s: something is sent", name)
		}
		receiver.Forget()
	}
}

func TestSettingsOfTracingThatCannotBeUsedRefuseTheStart(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		settings testparts.Settings
		says     string
	}{
		{testparts.Settings{"OTEL_EXPORTER_OTLP_ENDPOINT": "127.0.0.1:4318"}, "--otlp-endpoint (OTEL_EXPORTER_OTLP_ENDPOINT) must be the address of a receiver of OTLP over HTTP; for example OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318"},
		{testparts.Settings{"OTEL_EXPORTER_OTLP_ENDPOINT": "ftp://example.com"}, "must be the address of a receiver of OTLP over HTTP"},
		{tracedTo("http://127.0.0.1:4317").With(testparts.Settings{"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}), `cannot be spoken to as OTEL_EXPORTER_OTLP_PROTOCOL has it ("grpc"): leave that out, or set http/protobuf`},
		{tracedTo("http://127.0.0.1:4318").With(testparts.Settings{"OTEL_TRACES_SAMPLER": "sometimes"}), "unsupported sampler: sometimes"},
		{tracedTo("http://127.0.0.1:4318").With(testparts.Settings{"OTEL_TRACES_SAMPLER": "traceidratio", "OTEL_TRACES_SAMPLER_ARG": "7"}), "greater than 1.0"},
		{tracedTo("http://127.0.0.1:4318").With(testparts.Settings{"OTEL_EXPORTER_OTLP_HEADERS": "hush-token"}), "parse headers"},
		{tracedTo("http://127.0.0.1:4318").With(testparts.Settings{"OTEL_RESOURCE_ATTRIBUTES": "nothing"}), "OTEL_ variables"},
	} {
		got := testparts.Run(t, c.settings.With(testparts.Settings{"ADDR": testparts.FreeAddr(t)}), "")
		if got.Code == 0 || !strings.Contains(got.Stderr, c.says) || strings.Contains(got.Stderr, "hush") {
			t.Errorf("%v: exit code %d, and it says %q", c.settings, got.Code, got.Stderr)
		}
	}
}
