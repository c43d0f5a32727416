package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"porchlight/app/logging"

	"github.com/redis/go-redis/v9"
)

// openLog makes the log of a command, on standard error, and has libraries write to it what they would write beside it.
func (s Settings) openLog() *logging.Log {
	log := logging.New(logging.Options{Out: os.Stderr}.Named(s.See.LogLevel, s.See.LogFormat))
	slog.SetDefault(log.Logger) // log and slog
	redis.SetLogger(redisLog{log.Logger})
	return log
}

// redisLog takes what go-redis says. It tells of every failing call, several a second, and the site itself says once that the bus is down: so
// that is for debugging.
type redisLog struct{ to *slog.Logger }

// Printf is go-redis's own interface.
func (l redisLog) Printf(ctx context.Context, format string, values ...any) {
	if l.to.Enabled(ctx, slog.LevelDebug) {
		l.to.DebugContext(ctx, "go-redis reports", "what", fmt.Sprintf(format, values...))
	}
}
