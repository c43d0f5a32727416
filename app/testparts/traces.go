package testparts

import (
	"encoding/hex"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	common "go.opentelemetry.io/proto/otlp/common/v1"
	otlp "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// TraceReceiver is a receiver of OTLP over HTTP: an Endpoint that knows what it is sent.
type TraceReceiver struct{ *Endpoint }

// NewTraceReceiver starts a receiver that takes all it is sent, and ends with the test.
func NewTraceReceiver(t testing.TB) TraceReceiver {
	t.Helper()
	return TraceReceiver{NewEndpoint(t)}
}

// TraceSpan is a span that was received. Ids are in hex.
type TraceSpan struct {
	Node, Service     string // whose it is
	Trace, ID, Parent string
	Name              string
	Kind              otlp.Span_SpanKind
	Is                map[string]any // attributes
	Links             []string       // ids of spans
	LinkedTraces      []string
	Failed            bool
	Began, Ended      uint64 // nanoseconds of Unix time
}

// Spans returns all that was received.
func (r TraceReceiver) Spans(t testing.TB) (spans []TraceSpan) {
	t.Helper()
	for _, asked := range r.Asked() {
		var sent collector.ExportTraceServiceRequest
		if err := proto.Unmarshal(asked.Body, &sent); err != nil || asked.Path != "/v1/traces" {
			t.Fatalf("%s %s is no export of traces: %v", asked.Method, asked.Path, err)
		}
		for _, of := range sent.GetResourceSpans() {
			from := attributes(of.GetResource().GetAttributes())
			for _, scope := range of.GetScopeSpans() {
				for _, s := range scope.GetSpans() {
					span := readSpan(s)
					span.Node, _ = from["service.instance.id"].(string)
					span.Service, _ = from["service.name"].(string)
					spans = append(spans, span)
				}
			}
		}
	}
	return spans
}

func readSpan(s *otlp.Span) TraceSpan {
	span := TraceSpan{
		Trace: hex.EncodeToString(s.GetTraceId()), ID: hex.EncodeToString(s.GetSpanId()), Parent: hex.EncodeToString(s.GetParentSpanId()),
		Name: s.GetName(), Kind: s.GetKind(), Is: attributes(s.GetAttributes()), Failed: s.GetStatus().GetCode() == otlp.Status_STATUS_CODE_ERROR,
		Began: s.GetStartTimeUnixNano(), Ended: s.GetEndTimeUnixNano(),
	}
	for _, link := range s.GetLinks() {
		span.Links = append(span.Links, hex.EncodeToString(link.GetSpanId()))
		span.LinkedTraces = append(span.LinkedTraces, hex.EncodeToString(link.GetTraceId()))
	}
	return span
}

func attributes(all []*common.KeyValue) map[string]any {
	is := map[string]any{}
	for _, one := range all {
		switch value := one.GetValue().GetValue().(type) {
		case *common.AnyValue_StringValue:
			is[one.GetKey()] = value.StringValue
		case *common.AnyValue_IntValue:
			is[one.GetKey()] = value.IntValue
		}
	}
	return is
}
