// Package tracing makes the parts of traces: what the site did, and for how long, for one request, frame, event or round of work, over all
// nodes. A span begins below the one that its context has. The first of each trace is begun where work comes in, by whoever has a
// tracer; where tracing is off, or a trace is not sampled, all of this costs one look into the context.
//
// What a span says is for the operator's eyes, and outlives what is erased: names of routes, queries and public places, kinds and
// numbers. Never who it was, what they wrote, or the id of either.
package tracing

import (
	"context"
	"net/http"
	"strconv"

	"porchlight/app/fault"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

// Scope names the site's own spans among those of libraries.
const Scope = "porchlight"

// Nothing is a span that records nothing.
var Nothing trace.Span = noop.Span{}

// Begin begins a span below that of the context. Where that one records nothing, neither does this.
func Begin(ctx context.Context, name string, kind trace.SpanKind, of ...attribute.KeyValue) (context.Context, trace.Span) {
	above := trace.SpanFromContext(ctx)
	if !above.IsRecording() {
		return ctx, Nothing
	}
	return above.TracerProvider().Tracer(Scope).Start(ctx, name, trace.WithSpanKind(kind), trace.WithAttributes(of...))
}

// Below is Begin where the span above is at hand and nothing else of its context is needed.
func Below(above trace.Span, name string, kind trace.SpanKind, of ...attribute.KeyValue) trace.Span {
	if !above.IsRecording() {
		return Nothing
	}
	_, s := Begin(trace.ContextWithSpan(context.Background(), above), name, kind, of...)
	return s
}

// kinds are the values of error.type for what ends with a fault.
var kinds = map[fault.Kind]string{
	fault.Internal: "internal", fault.Invalid: "invalid", fault.NotFound: "not-found", fault.Unauthorized: "unauthorized",
	fault.Forbidden: "forbidden", fault.Conflict: "conflict", fault.Limited: "limited", fault.Unavailable: "unavailable",
}

// End ends a span. Of an error it has the kind alone, and where it was the site's own fault, that it failed: what an error says may
// name whom it concerns.
func End(s trace.Span, err error) {
	if err != nil && s.IsRecording() {
		kind := fault.Of(err).Kind
		s.SetAttributes(semconv.ErrorTypeKey.String(kinds[kind]))
		if kind == fault.Internal || kind == fault.Unavailable {
			s.SetStatus(codes.Error, "")
		}
	}
	s.End()
}

// Link makes two spans of different traces lead to each other; both must still be going on.
func Link(a, b trace.Span) {
	a.AddLink(trace.Link{SpanContext: b.SpanContext()})
	b.AddLink(trace.Link{SpanContext: a.SpanContext()})
}

const header = "traceparent"

// Parent is the context's span as others are told of it (https://www.w3.org/TR/trace-context/#traceparent-header); empty where it
// records nothing.
func Parent(ctx context.Context) string {
	if !trace.SpanFromContext(ctx).IsRecording() {
		return ""
	}
	told := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, told)
	return told[header]
}

// Under returns the context with what Parent said elsewhere. What is no such text changes nothing.
func Under(ctx context.Context, parent string) context.Context {
	if parent == "" {
		return ctx
	}
	return propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{header: parent})
}

// Tell adds the context's span to an outgoing request.
func Tell(ctx context.Context, to http.Header) {
	if parent := Parent(ctx); parent != "" {
		to.Set(header, parent)
	}
}

// ID is the id of the trace that the context's span is part of, in hex; empty where it was not recorded. The span may be over.
func ID(ctx context.Context) string {
	s := trace.SpanContextFromContext(ctx)
	if !s.IsSampled() {
		return ""
	}
	return s.TraceID().String()
}

// Answered notes the status of an answer, which is a failure from one of them on: 500 for who gave it, 400 for who got it
// (https://opentelemetry.io/docs/specs/semconv/http/http-spans/#status).
func Answered(s trace.Span, status, failsFrom int) {
	s.SetAttributes(semconv.HTTPResponseStatusCode(status))
	if status >= failsFrom {
		s.SetAttributes(semconv.ErrorTypeKey.String(strconv.Itoa(status)))
		s.SetStatus(codes.Error, "")
	}
}
