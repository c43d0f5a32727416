package doctor

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"porchlight/app/postgres"
	"porchlight/app/sqlite"
)

// glance is a store that is looked at beside the nodes that use it, whichever kind it is.
type glance interface {
	Migrated(context.Context) (int64, error)
	Newest(context.Context) (time.Time, error)
	Pushes(ctx context.Context, secret string) (devices int64, key bool, err error)
	Dead(ctx context.Context, channel string) (int64, error)
	Close() error
}

// look opens the store that DATABASE names.
func look(ctx context.Context, database string) (glance, error) {
	if postgres.IsURL(database) {
		g, err := postgres.Look(ctx, database)
		if err != nil {
			return nil, err
		}
		return g, nil
	}
	g, err := sqlite.Look(ctx, database)
	if err != nil {
		return nil, err
	}
	return g, nil
}

// isYetToCome reports whether the first start makes the store. A server's is there before.
func isYetToCome(database string) bool {
	_, err := os.Stat(database)
	return !postgres.IsURL(database) && errors.Is(err, fs.ErrNotExist)
}
