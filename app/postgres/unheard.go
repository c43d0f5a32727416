package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// claim is a connection that holds the lock of nodes that are not heard, as long as it lives.
type claim struct{ conn *pgx.Conn }

// lockFree is whether no node holds it. To try to take it would say to others who try that somebody does.
// https://www.postgresql.org/docs/current/view-pg-locks.html
const lockFree = `
SELECT NOT EXISTS (
  SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database
  WHERE d.datname = current_database() AND l.locktype = 'advisory' AND l.classid = 3 AND l.objid = 0 AND l.objsubid = 2
)`

func (c *claim) end() {
	if c != nil {
		ctx, cancel := context.WithTimeout(context.Background(), askWithin)
		defer cancel()
		_ = c.conn.Close(ctx) // the server gives the lock back when the connection is gone, however it goes
	}
}

// Unheard implements store.Store. A lock says it, which ends with the node's connection.
func (s *Store) Unheard(are bool) (others bool, err error) {
	others, err = s.sayUnheard(are)
	return others, s.reader().unread(err)
}

func (s *Store) sayUnheard(are bool) (others bool, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), askWithin)
	defer cancel()
	if s.unheard != nil && (!are || s.unheard.conn.Ping(ctx) != nil) {
		s.unheard.end()
		s.unheard = nil
	}
	if are && s.unheard == nil {
		if s.unheard, err = s.claimUnheard(ctx); err != nil {
			return false, err
		}
	}
	if !are {
		var free bool
		if err := s.read.QueryRow(ctx, lockFree).Scan(&free); err != nil {
			return false, explained(s.name, err)
		}
		others = !free
	}
	if tell := are || others; s.tell.Swap(tell) != tell && tell {
		// What was committed before is told of once: from now on each write tells of itself.
		_, err = s.write.Exec(ctx, notify)
	}
	return others, err
}

func (s *Store) claimUnheard(ctx context.Context) (*claim, error) {
	conn, err := pgx.ConnectConfig(ctx, s.write.Config().ConnConfig)
	if err != nil {
		return nil, err
	}
	c := &claim{conn}
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock_shared(3, 0)"); err != nil {
		c.end()
		return nil, err
	}
	return c, nil
}
