package sqlite

import (
	"context"
	"strings"

	"porchlight/app/fault"
	"porchlight/app/tracing"

	"go.opentelemetry.io/otel/attribute"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
)

// The store is inside of this process, and so its spans are no client's
// (https://opentelemetry.io/docs/specs/semconv/db/database-spans/#span-kind).
var (
	writes  = []attribute.KeyValue{semconv.DBSystemNameSQLite, semconv.DBOperationName("write")}
	commits = []attribute.KeyValue{semconv.DBSystemNameSQLite, semconv.DBOperationName("COMMIT")}
)

// endWrite ends the span of a write. One that broke a rule is no failure of the store.
func endWrite(writing trace.Span, err error) {
	if !fault.Is(err, fault.Unavailable) {
		err = nil
	}
	tracing.End(writing, err)
}

// commitSpan begins the span of the commit that a group of writes shares. It is part of one trace, that of the first of them which has
// one; links lead from it to the others, and back.
func commitSpan(group []*job) trace.Span {
	committing := tracing.Nothing
	for _, j := range group {
		switch {
		case !j.write.IsRecording():
		case committing.IsRecording():
			tracing.Link(committing, j.write)
		default:
			committing = tracing.Below(j.write, "sqlite commit", trace.SpanKindInternal, commits...)
			committing.SetAttributes(attribute.Int("porchlight.commit.writes", len(group)))
		}
	}
	return committing
}

// named is how the generator begins a query.
const named = "-- name: "

// readSpan begins the span of a query, under its name in data/queries: what it looks for is nobody's business.
func readSpan(ctx context.Context, query string) trace.Span {
	if !trace.SpanFromContext(ctx).IsRecording() {
		return tracing.Nothing
	}
	name := "query"
	if after, is := strings.CutPrefix(query, named); is {
		name, _, _ = strings.Cut(after, " ")
	}
	_, reading := tracing.Begin(ctx, "sqlite "+name, trace.SpanKindInternal, semconv.DBSystemNameSQLite, semconv.DBOperationName(name))
	return reading
}
