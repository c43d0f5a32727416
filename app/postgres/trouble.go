package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"porchlight/app/fault"

	"github.com/jackc/pgerrcode"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Trouble is what keeps a database from being read or written, in the words of whoever runs the site.
type Trouble struct {
	Name  string // of the database and its server
	What  string // is wrong, such as "the disk of the server is full"
	Do    string // about it
	cause error
}

// Error is one line.
func (t *Trouble) Error() string { return fmt.Sprintf("database %s: %s; %s", t.Name, t.What, t.Do) }

// Unwrap returns what the server or the system said.
func (t *Trouble) Unwrap() error { return t.cause }

// words are what is wrong by what the server answers (https://www.postgresql.org/docs/current/errcodes-appendix.html); a code of two
// characters stands for its whole class.
var words = map[string][2]string{
	pgerrcode.DiskFull:                          {"the disk of the server is full", "free some space on it"},
	pgerrcode.TooManyConnections:                {"the server takes no more connections", "raise its max_connections, or run fewer nodes"},
	pgerrcode.ReadOnlySQLTransaction:            {"the server takes no writes: it is a standby", "set DATABASE to the primary, or name all servers in it with target_session_attrs=read-write"},
	pgerrcode.LockNotAvailable:                  {"another write has held its lock for too long", "look at pg_stat_activity for who holds it"},
	pgerrcode.QueryCanceled:                     {"the server took too long", "look at its load"},
	pgerrcode.InvalidPassword:                   {"the server refuses the password", "set DATABASE to the right one"},
	pgerrcode.InvalidAuthorizationSpecification: {"the server refuses this user from here", "look at its pg_hba.conf, and at the user in DATABASE"},
	pgerrcode.InvalidCatalogName:                {"there is no such database on the server", "make it with createdb, or set DATABASE to the right one"},
	pgerrcode.InsufficientPrivilege:             {"the user may not do that", "make it the owner of the database"},
	pgerrcode.DataCorrupted:                     {damaged, "restore a backup of the server"},
	pgerrcode.IndexCorrupted:                    {damaged, "run REINDEX there, or restore a backup of the server"},
	"40":                                        {"writes have got in each other's way again and again", "look at its log for deadlocks"},
	"53":                                        {"the server has run out of something", "look at its log"},
	"57":                                        {away, seeToIt},
	"58":                                        {"the server's disk fails", "look at its log, and have a backup at hand"},
	"XX":                                        {"the server is at odds with itself", "look at its log"},
	"08":                                        {away, seeToIt},
}

const (
	away    = "the server cannot be reached"
	seeToIt = "see whether it runs, and whether DATABASE names it"
	damaged = "it is damaged"
)

// explained gives an error of the server, or of the way to it, its words. One that is about our own statement stays as it is.
func explained(name string, err error) error {
	var told *Trouble
	if err == nil || errors.As(err, &told) {
		return err
	}
	var said *pgconn.PgError
	if errors.As(err, &said) {
		for _, code := range []string{said.Code, said.Code[:2]} {
			if w, known := words[code]; known {
				return &Trouble{name, w[0], w[1], err}
			}
		}
		return err
	}
	if isAway(err) {
		return &Trouble{name, away, seeToIt, err}
	}
	return err
}

// inWords is explained for the time before there is a store: whatever it is, the database is named.
func inWords(name string, err error) error {
	var told *Trouble
	if err = explained(name, err); errors.As(err, &told) {
		return told
	}
	return fmt.Errorf("database %s %w", name, err)
}

// isAway reports whether an error is about the way to the server, or says that it just stops or starts.
func isAway(err error) bool {
	var said *pgconn.PgError
	if errors.As(err, &said) {
		return pgerrcode.IsOperatorIntervention(said.Code) && said.Code != pgerrcode.QueryCanceled || pgerrcode.IsConnectionException(said.Code)
	}
	var network net.Error
	var connecting *pgconn.ConnectError
	return errors.As(err, &network) || errors.As(err, &connecting) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, net.ErrClosed) || pgconn.SafeToRetry(err) || strings.HasSuffix(err.Error(), "conn closed")
}

// isTheirs reports whether an error is about the server, the way to it, or the time there was, and not about what was asked.
func isTheirs(err error) bool {
	var kind *fault.Error
	if err == nil || errors.As(err, &kind) || errors.Is(err, pgx.ErrNoRows) {
		return false
	}
	var told *Trouble
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.As(explained("", err), &told)
}
