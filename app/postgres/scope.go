package postgres

import (
	"errors"

	"github.com/jackc/pgerrcode"
	"github.com/jackc/pgx/v5/pgconn"
)

// Classes of the advisory locks, which are kept by two numbers
// (https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADVISORY-LOCKS). A database of its own keeps them from others' locks.
const (
	lockAll     = 1 // one key, 0: a write of everything has it alone, all others share it
	lockScope   = 2 // by the hash of what a write keeps to
	lockUnheard = 3 // one key, 0: shared by nodes that are not heard
	lockUpgrade = 4 // one key, 0: of who migrates
	lockNode    = 5 // one key, 0: a node without a Redis has it alone, nodes with one share it
	lockForget  = 6 // one key, 0: of who vacuums
)

// scope is what a write may touch, as the statement that waits until no other write does, and its arguments.
type scope struct {
	lock string
	args []any
}

var everything = scope{lock: "SELECT pg_advisory_xact_lock(1, 0), " + number}

func within(name string) scope {
	return scope{"SELECT pg_advisory_xact_lock_shared(1, 0), pg_advisory_xact_lock(2, hashtext($1)), " + number, []any{name}}
}

// number comes with the locks: that of the transaction, by which it can be found again, and since when its server runs. A standby that takes
// the server's place gives the numbers that it did not hear of to others.
const number = "pg_current_xact_id()::text::bigint, pg_postmaster_start_time()"

// isTurn reports whether the server undid a transaction so that another could go on: the two waited for each other, or this node did nothing
// for too long in the middle of a write.
func isTurn(err error) bool {
	var said *pgconn.PgError
	return errors.As(err, &said) &&
		(said.Code == pgerrcode.DeadlockDetected || said.Code == pgerrcode.SerializationFailure || said.Code == pgerrcode.IdleInTransactionSessionTimeout)
}
