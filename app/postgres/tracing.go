package postgres

import (
	"context"
	"strings"
	"time"

	"porchlight/app/fault"
	"porchlight/app/tracing"

	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/attribute"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
)

var (
	writes  = []attribute.KeyValue{semconv.DBSystemNamePostgreSQL, semconv.DBOperationName("write")}
	commits = []attribute.KeyValue{semconv.DBSystemNamePostgreSQL, semconv.DBOperationName("COMMIT")}
)

// endWrite ends the span of a write. One that broke a rule is no failure of the store.
func endWrite(writing trace.Span, err error) {
	if !fault.Is(err, fault.Unavailable) {
		err = nil
	}
	tracing.End(writing, err)
}

// timed times and traces what is read, from the question until its last row was taken
// (https://pkg.go.dev/github.com/jackc/pgx/v5#QueryTracer).
type timed struct{ read prometheus.Histogram }

type reading struct {
	began time.Time
	span  trace.Span
}

type readingKey struct{}

// named is how the generator begins a query.
const named = "-- name: "

// TraceQueryStart implements pgx.QueryTracer. A span has the name that the query has in data/queries: what it looks for is nobody's
// business.
func (t timed) TraceQueryStart(ctx context.Context, _ *pgx.Conn, query pgx.TraceQueryStartData) context.Context {
	at := reading{time.Now(), tracing.Nothing}
	if trace.SpanFromContext(ctx).IsRecording() {
		name := "query"
		if after, is := strings.CutPrefix(query.SQL, named); is {
			name, _, _ = strings.Cut(after, " ")
		}
		_, at.span = tracing.Begin(ctx, "postgres "+name, trace.SpanKindClient, semconv.DBSystemNamePostgreSQL, semconv.DBOperationName(name))
	}
	return context.WithValue(ctx, readingKey{}, at)
}

// TraceQueryEnd implements pgx.QueryTracer.
func (t timed) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, end pgx.TraceQueryEndData) {
	if at, is := ctx.Value(readingKey{}).(reading); is {
		t.read.Observe(time.Since(at.began).Seconds())
		tracing.End(at.span, end.Err)
	}
}
