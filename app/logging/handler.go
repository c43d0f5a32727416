package logging

import (
	"context"
	"log/slog"
)

// RequestKey is the attribute that ties a request's lines together.
const RequestKey = "request_id"

// handler adds the request to lines that are written for one, and has warnings written at once.
type handler struct {
	slog.Handler
	sink *sink
}

// Handle is slog.Handler's.
func (h handler) Handle(ctx context.Context, r slog.Record) error {
	if request, is := ctx.Value(requestKey{}).(string); is {
		r = r.Clone()
		r.AddAttrs(slog.String(RequestKey, request))
	}
	err := h.Handler.Handle(ctx, r)
	if r.Level >= slog.LevelWarn {
		h.sink.hurry()
	}
	return err
}

// WithAttrs is slog.Handler's.
func (h handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return handler{h.Handler.WithAttrs(attrs), h.sink}
}

// WithGroup is slog.Handler's.
func (h handler) WithGroup(name string) slog.Handler {
	return handler{h.Handler.WithGroup(name), h.sink}
}
