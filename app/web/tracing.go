package web

import (
	"context"
	"errors"

	"porchlight/app/notify"
	"porchlight/app/tracing"

	"github.com/gofiber/fiber/v2"
	"go.opentelemetry.io/otel/attribute"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
)

// The bus is one channel of Redis, or this process alone: to both the same is said.
var (
	published = []attribute.KeyValue{messagingBus, semconv.MessagingDestinationName(topicConversation), semconv.MessagingOperationName("publish"), semconv.MessagingOperationTypeSend}
	processed = []attribute.KeyValue{messagingBus, semconv.MessagingDestinationName(topicConversation), semconv.MessagingOperationName("process"), semconv.MessagingOperationTypeProcess}

	messagingBus = semconv.MessagingSystemKey.String("porchlight")
)

// tracedAs is how requests of one method and route are told. They are named by the pattern of the route, since an address can hold what is
// nobody's business.
type tracedAs struct {
	name    string
	options []trace.SpanStartOption
}

// traceAs returns how the requests of a route are told, by their methods; nil where they are not, as those which the log passes over.
func (s *Server) traceAs(route string) map[string]tracedAs {
	if !s.traces || isBackground(route) {
		return nil
	}
	scheme := "http"
	if s.Origins.HTTPS {
		scheme = "https"
	}
	as := map[string]tracedAs{}
	for _, method := range fiber.DefaultMethods {
		name, is := method, []attribute.KeyValue{semconv.HTTPRequestMethodKey.String(method), semconv.URLScheme(scheme)}
		if route != routeNone {
			name, is = name+" "+route, append(is, semconv.HTTPRoute(route))
		}
		as[method] = tracedAs{name, []trace.SpanStartOption{trace.WithSpanKind(trace.SpanKindServer), trace.WithAttributes(is...)}}
	}
	return as
}

// beginTrace begins a trace with a request, or goes on with the one of a proxy that is trusted: a stranger does not decide what is kept.
func (s *Server) beginTrace(c *fiber.Ctx, r *request, as tracedAs) {
	ctx := context.Background()
	if len(s.TrustedProxies) > 0 && c.IsProxyTrusted() {
		ctx = tracing.Under(ctx, c.Get("Traceparent"))
	}
	r.traced, _ = s.Tracer.Start(ctx, as.name, as.options...)
}

// endTrace ends the span of a request that has been answered.
func (r *request) endTrace(c *fiber.Ctx) {
	serving := trace.SpanFromContext(r.traced)
	if !serving.IsRecording() {
		return
	}
	tracing.Answered(serving, c.Response().StatusCode(), fiber.StatusInternalServerError)
	serving.End()
}

// traceFrame begins a trace with a frame that asks something of the store. Those that only say where somebody is are too many, and
// take no time.
func (s *Server) traceFrame(ctx context.Context, kind string) (_ context.Context, end func(error)) {
	ctx, taking := s.Tracer.Start(ctx, "frame "+kind, trace.WithSpanKind(trace.SpanKindServer))
	return ctx, func(err error) { tracing.End(taking, err) }
}

// traceEvent goes on with the trace of a change that some node told of. Delivery ends it.
func (s *Server) traceEvent(e conversationEvent) trace.Span {
	if e.Trace == "" {
		return tracing.Nothing
	}
	_, processing := s.Tracer.Start(tracing.Under(context.Background(), e.Trace), "process "+topicConversation,
		trace.WithSpanKind(trace.SpanKindConsumer), trace.WithAttributes(processed...))
	return processing
}

// trace goes on with the trace of the first event that is pending. What was brought for all of them at once is linked with the others,
// which are over with it.
func (p *pending) trace() (_ context.Context, end func(error)) {
	if len(p.events) == 0 {
		return context.Background(), func(error) {}
	}
	ctx, bringing := tracing.Begin(trace.ContextWithSpan(context.Background(), p.events[0]), "deliver "+topicConversation, trace.SpanKindInternal)
	for _, event := range p.events[1:] {
		tracing.Link(bringing, event)
	}
	return ctx, func(err error) {
		tracing.End(bringing, err)
		for _, event := range p.events {
			event.End()
		}
	}
}

// endWritten ends a span once the kernel has what was sent to so many sockets.
func (d *delivery) endWritten(writing trace.Span, sockets int) {
	if !writing.IsRecording() {
		return
	}
	writing.SetAttributes(attribute.Int("porchlight.sockets", sockets))
	d.server.hub.Written(func() { writing.End() })
}

// traceNotices begins a trace with each attempt to send a notice, linked with what it tells of: that may be hours ago.
func (s *Server) traceNotices(deliver notify.Deliver) notify.Deliver {
	return func(ctx context.Context, n notify.Notice) error {
		about := trace.LinkFromContext(tracing.Under(context.Background(), n.Trace()))
		ctx, sending := s.Tracer.Start(ctx, "send "+string(n.Channel), trace.WithSpanKind(trace.SpanKindConsumer), trace.WithLinks(about),
			trace.WithAttributes(attribute.String("porchlight.notice.kind", n.Kind), attribute.Int("porchlight.notice.attempt", n.Attempts)))
		err := deliver(ctx, n)
		if errors.Is(err, notify.ErrNotNeeded) || notify.IsLater(err) {
			tracing.End(sending, nil)
		} else {
			tracing.End(sending, err)
		}
		return err
	}
}
