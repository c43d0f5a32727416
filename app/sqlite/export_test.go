package sqlite

import "context"

// WriterPragma returns a pragma as it holds on the connection that writes.
func (s *Store) WriterPragma(ctx context.Context, name string) (value string, err error) {
	err = s.write.QueryRowContext(ctx, "PRAGMA "+name).Scan(&value)
	return value, err
}

// Stored returns how many conversations there are, also those without a message.
func (s *Store) Stored(ctx context.Context) (n int, err error) {
	err = s.read.QueryRowContext(ctx, "SELECT count(*) FROM conversation").Scan(&n)
	return n, err
}
