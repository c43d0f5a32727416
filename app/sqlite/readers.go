package sqlite

import (
	"context"
	"database/sql"
)

const readers = 4 // connections that read

// openReaders opens all reading connections at once, and the files of each, for good: one that is opened when it is first wanted needs
// descriptors, and whoever uses up a node's would keep from those who are there what is stored meanwhile.
func (s *Store) openReaders(ctx context.Context, path string) (err error) {
	s.read = sql.OpenDB(timedReader{path, s.metrics.Read, s.tells})
	s.read.SetMaxOpenConns(readers + 1) // one of them is kept by watch
	s.read.SetMaxIdleConns(readers + 1)
	if s.watch, err = s.read.Conn(ctx); err != nil {
		return err
	}
	all := []*sql.Conn{s.watch}
	for range readers {
		conn, err := s.read.Conn(ctx)
		if err != nil {
			return err
		}
		defer conn.Close() // gives it back
		all = append(all, conn)
	}
	for _, conn := range all {
		if _, err := versionOf(ctx, conn); err != nil { // the log is opened by who first reads
			return err
		}
	}
	return nil
}

// versionOf is what a connection sees of the commits of others
// (https://www.sqlite.org/pragma.html#pragma_data_version).
func versionOf(ctx context.Context, conn *sql.Conn) (version int64, err error) {
	err = conn.QueryRowContext(ctx, "PRAGMA data_version").Scan(&version)
	return version, err
}
