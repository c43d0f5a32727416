package postgres

import (
	"context"
	"crypto/tls"
	"database/sql"
	"errors"
	"net"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Glance is a database that is looked at beside the nodes that use it: nothing is changed, and nothing is made.
type Glance struct{ conn *pgx.Conn }

// Look connects to a database. The error says what to do.
func Look(ctx context.Context, address string) (*Glance, error) {
	reading, _, err := pools(address)
	if err != nil {
		return nil, err
	}
	conn, err := pgx.ConnectConfig(ctx, reading.ConnConfig)
	if err != nil {
		return nil, inWords(nameOf(reading.ConnConfig), err)
	}
	return &Glance{conn}, nil
}

// Close ends the connection.
func (g *Glance) Close() error { return g.conn.Close(context.Background()) }

// Server is how a server stands, as far as a site depends on it.
type Server struct {
	Version     string
	Number      int // of the version: 150004 is 15.4
	Encoding    string
	Bytes       int64 // that the database takes
	Nodes       int64 // that use it
	Connections int64 // that it takes more
	Standby     bool
	Flushes     bool // a commit is on the disk before it is told of (fsync)
	Superuser   bool // is whom the site logs in as
	Makes       bool // they may make tables
	Open        bool // the connection is not encrypted, and leaves this machine
	Ahead       time.Duration
}

// Server asks how the server stands.
func (g *Glance) Server(ctx context.Context) (s Server, err error) {
	began := time.Now()
	var there time.Time
	if err := g.conn.QueryRow(ctx, "SELECT clock_timestamp()").Scan(&there); err != nil {
		return s, err
	}
	s.Ahead = there.Sub(began.Add(time.Since(began) / 2))
	_, encrypted := g.conn.PgConn().Conn().(*tls.Conn)
	s.Open = !encrypted && !isNear(g.conn.PgConn().Conn().RemoteAddr())
	var number string
	err = g.conn.QueryRow(ctx, `SELECT current_setting('server_version'), current_setting('server_version_num'), current_setting('server_encoding'), pg_database_size(current_database()),
		(SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = $1 AND objid = 0 AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())),
		current_setting('max_connections')::bigint - current_setting('superuser_reserved_connections')::bigint - (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),
		pg_is_in_recovery(), current_setting('fsync') = 'on', current_setting('is_superuser') = 'on', coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)`, lockNode).
		Scan(&s.Version, &number, &s.Encoding, &s.Bytes, &s.Nodes, &s.Connections, &s.Standby, &s.Flushes, &s.Superuser, &s.Makes)
	s.Number, _ = strconv.Atoi(number)
	return s, err
}

// isNear reports whether an address is on this machine.
func isNear(addr net.Addr) bool {
	tcp, is := addr.(*net.TCPAddr)
	return !is || tcp.IP.IsLoopback()
}

// Read returns queries. Those about tables that the database does not have yet fail.
func (g *Glance) Read() *Queries { return New(g.conn) }

// Migrated is the number of the last migration that the database has; 0: it has no table of this program yet.
func (g *Glance) Migrated(ctx context.Context) (version int64, err error) {
	err = g.conn.QueryRow(ctx, "SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&version)
	var said *pgconn.PgError
	if errors.As(err, &said) && said.Code == "42P01" { // there is no such table
		return 0, nil
	}
	return version, err
}

// Newest is when something was last stored by the clock of whoever stored it: a message, or a minute of the history. Zero: never.
func (g *Glance) Newest(ctx context.Context) (time.Time, error) {
	var at sql.NullInt64
	err := g.conn.QueryRow(ctx, "SELECT greatest((SELECT max(updated_at) FROM conversation), (SELECT max(start) * 1000 FROM history_seen))").Scan(&at)
	if err != nil || at.Int64 == 0 {
		return time.Time{}, err
	}
	return time.UnixMilli(at.Int64), nil
}

// Pushes counts what asked for pushes, and reports whether there is the key of this name that signs them.
func (g *Glance) Pushes(ctx context.Context, secret string) (devices int64, key bool, err error) {
	err = g.conn.QueryRow(ctx, "SELECT (SELECT count(*) FROM push_subscription), EXISTS (SELECT 1 FROM secret WHERE name = $1)", secret).Scan(&devices, &key)
	return devices, key, err
}

// Dead counts what was to go out by a channel and was given up.
func (g *Glance) Dead(ctx context.Context, channel string) (n int64, err error) {
	err = g.conn.QueryRow(ctx, "SELECT count(*) FROM notice WHERE channel = $1 AND dead_at IS NOT NULL", channel).Scan(&n)
	return n, err
}
