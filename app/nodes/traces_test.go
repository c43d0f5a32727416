package nodes

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"porchlight/app/testparts"

	otlp "go.opentelemetry.io/proto/otlp/trace/v1"
)

// tracedTo are the settings of a node that sends its spans to a receiver soon after they end.
func tracedTo(endpoint string) testparts.Settings {
	return testparts.Settings{"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint, "OTEL_BSP_SCHEDULE_DELAY": "20"}
}

// traced are the spans of one trace.
type traced []testparts.TraceSpan

func traceOf(t *testing.T, r testparts.TraceReceiver, id string) (all traced) {
	t.Helper()
	for _, span := range r.Spans(t) {
		if span.Trace == id {
			all = append(all, span)
		}
	}
	return all
}

// find returns the spans of that name.
func (all traced) find(name string) (found traced) {
	for _, span := range all {
		if span.Name == name {
			found = append(found, span)
		}
	}
	return found
}

// path is the names of the spans from the first of the trace down to this one.
func (all traced) path(span testparts.TraceSpan) string {
	names := []string{span.Name}
	for span.Parent != "" {
		i := slices.IndexFunc(all, func(s testparts.TraceSpan) bool { return s.ID == span.Parent })
		if i < 0 {
			return "(not received) / " + strings.Join(names, " / ")
		}
		span = all[i]
		names = slices.Insert(names, 0, span.Name)
	}
	return strings.Join(names, " / ")
}

func (all traced) paths() (paths []string) {
	for _, span := range all {
		paths = append(paths, all.path(span))
	}
	slices.Sort(paths)
	return paths
}

// heardByBoth reports whether both nodes have delivered each event that is told of, of which there is one at least.
func heardByBoth(all traced) bool {
	published := len(all.find("publish conversation"))
	return published > 0 && len(all.find("process conversation")) == 2*published
}

func TestOneTraceLeadsFromTheSendersFrameToTheSocketsOnEveryNodeAndOnToTheNotice(t *testing.T) {
	t.Parallel()
	receiver, program := testparts.NewTraceReceiver(t), testparts.NewEndpoint(t)
	p := newPair(t, unlimited.With(tracedTo(receiver.URL)).With(testparts.Settings{"WEBHOOK_URL": program.URL, "MESSAGES_PER_SECOND": "100"}))
	visitor := newBrowser(t)
	first := visitor.write(t, p.a, "Is anyone in?")
	page := visitor.follow(t, p.a, saw, 0)
	thread := signIn(t, p.b).follow(t, p.b, "/inbox/"+visitor.conversation(t, p.a), 0)
	testparts.Eventually(t, "the first message is over: a tab or an event that is still being brought up to date would take the next one along", func() bool {
		return page.shows(first.id) && thread.shows(first.id) && len(program.Asked()) == 1 && heardByBoth(receiver.Spans(t))
	})
	m := newMessage("One question.")
	if !page.say(m) {
		t.Fatal("the message could not be sent")
	}
	testparts.Eventually(t, "both have the message, and the program is told", func() bool {
		return page.shows(m.id) && thread.shows(m.id) && len(program.Asked()) == 2
	})

	var all traced
	testparts.Eventually(t, "the trace is there as a whole", func() bool {
		if frames := traced(receiver.Spans(t)).find("frame message"); len(frames) == 1 {
			all = traceOf(t, receiver, frames[0].Trace)
		}
		return len(all.find("write to sockets")) == 2 && heardByBoth(all) // which end last
	})
	stored := "frame message / conversation.Send / sqlite write"
	delivered := "frame message / publish conversation / process conversation"
	got := all.paths()
	for path, times := range map[string]int{
		"frame message / redis EVALSHA": 1, "frame message / sqlite MessageByID": 1, stored: 1, stored + " / sqlite wait": 1, stored + " / sqlite commit": 1,
		delivered: 2, delivered + " / deliver conversation": 2, delivered + " / deliver conversation / sqlite MessagesAfter": 2,
		delivered + " / deliver conversation / render changes": 2, delivered + " / deliver conversation / write to sockets": 2,
	} {
		if n := len(slices.DeleteFunc(slices.Clone(got), func(one string) bool { return one != path })); n != times {
			t.Errorf("%q is there %d times, want %d", path, n, times)
		}
	}
	frame := all.find("frame message")[0]
	for _, name := range []string{"process conversation", "deliver conversation", "write to sockets"} {
		if at := all.find(name); at[0].Node == at[1].Node {
			t.Errorf("%q is told of one node twice", name)
		}
	}
	for _, span := range all {
		if span.Service != "porchlight" || span.Node == "" || span.Failed || span.Began < frame.Began {
			t.Errorf("%q of %q on %q: failed: %v", span.Name, span.Service, span.Node, span.Failed)
		}
	}
	for name, kind := range map[string]otlp.Span_SpanKind{
		"frame message": otlp.Span_SPAN_KIND_SERVER, "publish conversation": otlp.Span_SPAN_KIND_PRODUCER, "process conversation": otlp.Span_SPAN_KIND_CONSUMER,
		"redis EVALSHA": otlp.Span_SPAN_KIND_CLIENT, "sqlite commit": otlp.Span_SPAN_KIND_INTERNAL,
	} {
		if got := all.find(name)[0].Kind; got != kind {
			t.Errorf("%q is of kind %s", name, got)
		}
	}
	if t.Failed() {
		t.Log("the trace is\n" + strings.Join(got, "\n"))
	}

	var call testparts.TraceSpan
	testparts.Eventually(t, "the trace of the notice is linked with that of the message", func() bool {
		for _, span := range traced(receiver.Spans(t)).find("send webhook") {
			if slices.Contains(span.LinkedTraces, frame.Trace) {
				call = span
			}
		}
		return call.ID != ""
	})
	posts := traceOf(t, receiver, call.Trace).find("POST")
	if len(posts) != 1 || posts[0].Parent != call.ID || posts[0].Is["http.response.status_code"] != int64(http.StatusNoContent) {
		t.Fatalf("the call of the program is told as %+v", posts)
	}
	if got, want := program.Asked()[1].Header.Get("Traceparent"), fmt.Sprintf("00-%s-%s-01", posts[0].Trace, posts[0].ID); got != want {
		t.Errorf("the program is told traceparent %q, want %q", got, want)
	}
}

// A stranger's header says that their trace is to be kept; a request without one is not.
const (
	otherTrace = "0af7651916cd43dd8448eb211c80319c"
	otherSpan  = "b7ad6b7169203331"
	sampled    = "00-" + otherTrace + "-" + otherSpan + "-01"
)

func TestATraceIsTakenOnFromATrustedProxyAlone(t *testing.T) {
	t.Parallel()
	stranger, proxy := testparts.NewTraceReceiver(t), testparts.NewTraceReceiver(t)
	onlyParents := testparts.Settings{"OTEL_TRACES_SAMPLER": "parentbased_always_off"}
	open := testparts.StartNode(t, tracedTo(stranger.URL))
	behind := testparts.StartNode(t, tracedTo(proxy.URL).With(onlyParents).With(testparts.Settings{"TRUSTED_PROXIES": "127.0.0.1"}))
	shut := testparts.StartNode(t, tracedTo(stranger.URL).With(onlyParents))
	for _, n := range []*testparts.Node{open, behind, shut} {
		for _, path := range []string{"/search?q=saw", saw, "/livez"} {
			if a, err := newBrowser(t).do(n, http.MethodGet, path, nil, "Traceparent", sampled); err != nil || a.status != http.StatusOK {
				t.Fatalf("%s: %d %v", path, a.status, err)
			}
			newBrowser(t).get(t, n, path)
		}
	}
	for _, n := range []*testparts.Node{open, behind, shut} { // which sends what there is
		n.Terminate(t)
	}

	var names []string
	for _, span := range proxy.Spans(t) {
		names = append(names, span.Name)
		if span.Trace != otherTrace || span.Parent != otherSpan {
			t.Errorf("%q is in trace %s below %q", span.Name, span.Trace, span.Parent)
		}
	}
	if want := []string{"GET /search", "GET /:ecosystem/technologies/:slug"}; !slices.Equal(names, want) {
		t.Errorf("behind the proxy %q are told, want %q, and no more than the proxy asked for", names, want)
	}
	names = nil
	for _, span := range stranger.Spans(t) {
		if strings.HasPrefix(span.Name, "GET ") {
			names = append(names, span.Name)
		}
		if span.Trace == otherTrace || span.Parent != "" && strings.HasPrefix(span.Name, "GET ") {
			t.Errorf("%q is part of what a stranger said", span.Name)
		}
	}
	if len(names) != 4 {
		t.Errorf("of four requests to a node that traces all %q are told, and a stranger has none traced at another", names)
	}
}

func TestARequestIsToldByItsRouteAndOutcome(t *testing.T) {
	t.Parallel()
	receiver := testparts.NewTraceReceiver(t)
	n := testparts.StartNode(t, tracedTo(receiver.URL).With(testparts.Settings{"OTEL_SERVICE_NAME": "porch-of-mine"}))
	b := newBrowser(t)
	b.get(t, n, saw)
	b.get(t, n, "/no/such/page/here")
	b.get(t, n, "/inbox")
	b.fill(t, n, visitorPost, nil)
	n.Terminate(t)

	for _, want := range []struct {
		name, route, method string
		status              int64
	}{
		{"GET /:ecosystem/technologies/:slug", "/:ecosystem/technologies/:slug", "GET", http.StatusOK},
		{"GET", "", "GET", http.StatusNotFound}, // an address that no route is for
		{"GET /inbox", "/inbox", "GET", http.StatusSeeOther},
		{"POST " + visitorPost, visitorPost, "POST", http.StatusUnprocessableEntity},
	} {
		found := traced(receiver.Spans(t)).find(want.name)
		if len(found) != 1 {
			t.Errorf("%q is told %d times", want.name, len(found))
			continue
		}
		if !strings.Contains(n.Log(), "trace="+found[0].Trace) {
			t.Errorf("the log has no line with the trace of %q", want.name)
		}
		is := found[0].Is
		route, _ := is["http.route"].(string)
		if route != want.route || is["http.request.method"] != want.method || is["http.response.status_code"] != want.status || is["url.scheme"] != "http" || found[0].Service != "porch-of-mine" || found[0].Failed {
			t.Errorf("%q is told as %+v", want.name, found[0])
		}
	}
}
