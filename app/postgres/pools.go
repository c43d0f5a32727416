package postgres

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Connections of one node, beside one that listens. A server takes 100 of all nodes unless it is set up for more
// (https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-MAX-CONNECTIONS).
const (
	readers = 6
	writers = 8

	// NodeConnections is how many one node has open at most: those, one that listens, one that says that it is not heard, and one that vacuums.
	NodeConnections = readers + writers + 3
)

// Limits that the server keeps for each connection, so that neither a slow statement nor a node that froze in the middle of a write holds
// up the others (https://www.postgresql.org/docs/current/runtime-config-client.html).
const (
	statementMost = 5 * time.Second
	lockMost      = 4 * time.Second // a statement that waits longer than it may run would not say for what
	idleMost      = 3 * time.Second // inside a transaction; less than the others wait for its locks, so that none of them fails
)

const (
	connectWithin = 3 * time.Second  // to one address of the server
	startWithin   = 10 * time.Second // a server that starts beside the node is waited for
	startRetry    = 200 * time.Millisecond
)

// pools reads the URL into how connections that read and that write are made.
func pools(address string) (reading, writing *pgxpool.Config, err error) {
	if err := CheckURL(address); err != nil {
		return nil, nil, fmt.Errorf("DATABASE %w", err)
	}
	if reading, err = pgxpool.ParseConfig(address); err != nil {
		return nil, nil, fmt.Errorf("DATABASE %w", unreadable(address, err))
	}
	own := reading.ConnConfig
	if own.ConnectTimeout == 0 || own.ConnectTimeout > connectWithin {
		own.ConnectTimeout = connectWithin
	}
	for name, most := range map[string]time.Duration{"statement_timeout": statementMost, "lock_timeout": lockMost, "idle_in_transaction_session_timeout": idleMost} {
		own.RuntimeParams[name] = strconv.FormatInt(most.Milliseconds(), 10)
	}
	own.RuntimeParams["application_name"] = "porchlight"
	own.RuntimeParams["jit"] = "off" // compiling takes longer than any of our queries: when owners answer, 240 ms instead of 4
	writing = reading.Copy()
	reading.MaxConns, writing.MaxConns = readers, writers
	reading.ConnConfig.AfterConnect = readOnly
	writing.ConnConfig.RuntimeParams["synchronous_commit"] = "on"
	return reading, writing, nil
}

// readOnly has the server let a connection read only. Told while connecting, it would be taken for a standby where the address wants a server
// that takes writes (target_session_attrs=read-write).
func readOnly(ctx context.Context, conn *pgconn.PgConn) error {
	ctx, cancel := context.WithTimeout(ctx, connectWithin)
	defer cancel()
	return conn.Exec(ctx, "SET default_transaction_read_only = on").Close()
}

// IsURL reports whether a DATABASE is meant for this store.
func IsURL(address string) bool {
	scheme, _, is := strings.Cut(strings.ToLower(address), "://") // what cannot be read further is meant for it too, and gets its words
	return is && (scheme == "postgres" || scheme == "postgresql")
}

// CheckURL says what the address of a database must be; nil where it is.
func CheckURL(address string) error {
	config, err := pgx.ParseConfig(address)
	switch {
	case err != nil:
		return unreadable(address, err)
	case config.Database == "":
		return errors.New("must name a database: postgres://user:password@host/database")
	}
	return nil
}

// unreadable is what is wrong with an address, which is not repeated, since it can hold a password.
func unreadable(address string, err error) error {
	if _, wrong := url.Parse(address); wrong != nil { // where the error has a part of it
		return errors.New("must be postgres://user:password@host/database, and in the password signs such as @ : / ? # % are written as %40 %3A %2F %3F %23 %25")
	}
	if cause := errors.Unwrap(err); cause != nil {
		return fmt.Errorf("must be postgres://user:password@host/database: %w", cause)
	}
	return errors.New("must be postgres://user:password@host/database")
}

// Name is what a database is called where others may read it: without user and password. An address that cannot be read has none.
func Name(address string) string {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return "PostgreSQL"
	}
	return nameOf(config)
}

// nameOf is what a database is called in the log.
func nameOf(c *pgx.ConnConfig) string { return fmt.Sprintf("%s on %s:%d", c.Database, c.Host, c.Port) }

// waitForServer waits a moment for a server that is not there yet, or still starting.
func waitForServer(ctx context.Context, config *pgx.ConnConfig) error {
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	for {
		conn, err := pgx.ConnectConfig(ctx, config)
		if err == nil {
			return conn.Close(ctx)
		}
		if !isAway(err) {
			return err
		}
		select {
		case <-time.After(startRetry):
		case <-ctx.Done():
			return err
		}
	}
}
