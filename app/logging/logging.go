// Package logging makes the log: lines in order, one a record, that cost whoever writes them no wait.
package logging

import (
	"context"
	"io"
	"log/slog"
	"os"
	"runtime/debug"
	"time"
)

// Options are what a log is made of.
type Options struct {
	Out   io.Writer
	Level slog.Level // what is below it is left out
	JSON  bool       // one object a line instead of key=value
}

// Log is a slog.Logger whose lines are gathered and written by one goroutine. Close ends it.
type Log struct {
	*slog.Logger
	options  Options
	constant []slog.Attr // which every line has
	sink     *sink
}

// lastPatience is how long the end waits for whoever reads the log.
const lastPatience = time.Second

// New returns a log without constant attributes.
func New(o Options) *Log {
	l := &Log{options: o, sink: newSink(o.Out)}
	l.Logger = slog.New(handler{o.encoder(l.sink), l.sink})
	l.sink.tell = func(lines int) {
		l.Warn("lines of the log were lost: what reads it was too slow, or its disk is full", "lines", lines)
	}
	go l.sink.run()
	return l
}

// WithConstant returns the same log with an attribute on every line, those of forms included.
func (l *Log) WithConstant(key, value string) *Log {
	with := *l
	with.constant = append(with.constant[:len(with.constant):len(with.constant)], slog.String(key, value))
	with.Logger = l.With(key, value)
	return &with
}

// Flush returns when all that was logged before is written, or when patience is over: what reads the log may have stopped.
func (l *Log) Flush(patience time.Duration) { l.sink.flush(patience) }

// Close writes what waits and ends the log. Nothing is to be logged after it.
func (l *Log) Close() {
	l.Flush(lastPatience)
	l.sink.end()
}

// LastWords is deferred by a goroutine whose panic ends the process: it is logged like everything else, behind all that was logged before.
func (l *Log) LastWords() {
	if cause := recover(); cause != nil {
		l.Error("a part of the program panicked, so the process ends", "panic", cause, "stack", string(debug.Stack()))
		l.Flush(lastPatience)
		os.Exit(exitPanicked)
	}
}

// exitPanicked is the exit code of a Go program that panicked.
const exitPanicked = 2

// encoder is slog's own, with times that sort as text.
func (o Options) encoder(to io.Writer) slog.Handler {
	own := &slog.HandlerOptions{Level: o.Level, ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
		if len(groups) == 0 && a.Key == slog.TimeKey {
			return slog.String(slog.TimeKey, string(appendTime(nil, a.Value.Time())))
		}
		return a
	}}
	if o.JSON {
		return slog.NewJSONHandler(to, own)
	}
	return slog.NewTextHandler(to, own)
}

// timeLayout is that of RFC 3339, in UTC and with milliseconds, always of one length.
const timeLayout = "2006-01-02T15:04:05.000Z"

func appendTime(to []byte, t time.Time) []byte { return t.UTC().AppendFormat(to, timeLayout) }

// Levels are the names of the levels, as a setting has them.
var Levels = []string{"debug", "info", "warn", "error"}

// Formats are the names of the formats.
var Formats = []string{"text", "json"}

// Named sets level and format by their names; a name that is none of them changes nothing.
func (o Options) Named(level, format string) Options {
	_ = o.Level.UnmarshalText([]byte(level))
	o.JSON = format == "json"
	return o
}

type requestKey struct{}

// Along returns a context whose lines name the request that they were written for.
func Along(ctx context.Context, request string) context.Context {
	return context.WithValue(ctx, requestKey{}, request)
}
