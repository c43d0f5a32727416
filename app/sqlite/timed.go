package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"time"

	"porchlight/app/store"
	"porchlight/app/tracing"

	"github.com/mattn/go-sqlite3"
	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/trace"
)

// timedReader opens connections whose queries are timed. A query works while its rows are taken, so its time ends with them; only
// the driver hears of that.
type timedReader struct {
	path string
	read prometheus.Histogram
	tell *complaints
}

// Connect implements driver.Connector.
func (r timedReader) Connect(context.Context) (driver.Conn, error) {
	conn, err := r.Driver().Open(dsn(r.path, readerPragma))
	if err != nil {
		return nil, r.unreadable(err)
	}
	return timedConn{conn.(*sqlite3.SQLiteConn), r}, nil
}

// Driver implements driver.Connector.
func (timedReader) Driver() driver.Driver { return &sqlite3.SQLiteDriver{} }

type timedConn struct {
	*sqlite3.SQLiteConn
	of timedReader
}

// QueryContext implements driver.QueryerContext.
func (c timedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	began, reading := time.Now(), readSpan(ctx, query)
	rows, err := c.SQLiteConn.QueryContext(ctx, query, args)
	if err != nil {
		err = c.of.unreadable(err)
		tracing.End(reading, err)
		return nil, err
	}
	return timedRows{rows.(*sqlite3.SQLiteRows), c.of, began, reading}, nil
}

type timedRows struct {
	*sqlite3.SQLiteRows
	of    timedReader
	began time.Time
	span  trace.Span
}

// Next implements driver.Rows.
func (r timedRows) Next(values []driver.Value) error {
	return r.of.unreadable(r.SQLiteRows.Next(values))
}

// unreadable gives what the file refuses to a query its kind; other errors stay what they are.
func (r timedReader) unreadable(err error) error {
	if !isOfFile(err) {
		return err
	}
	err = explained(r.path, err)
	var trouble *Trouble
	noted := errors.As(err, &trouble)
	if noted {
		r.tell.read(trouble)
	}
	return store.NotRead(err, noted)
}

// Close implements driver.Rows.
func (r timedRows) Close() error {
	r.of.read.Observe(time.Since(r.began).Seconds())
	r.span.End()
	return r.SQLiteRows.Close()
}
