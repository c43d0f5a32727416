package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// claim is a connection that holds the lock of nodes that are not heard, as long as it lives.
type claim struct{ conn *pgx.Conn }

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
		if err := s.read.QueryRow(ctx, "SELECT pg_try_advisory_xact_lock(3, 0)").Scan(&free); err != nil {
			return false, err
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
	conn, err := pgx.Connect(ctx, s.url)
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
