package main

import (
	"context"
	"database/sql"
)

// sqlSession is a session of a driver for database/sql.
type sqlSession struct {
	conn    *sql.Conn
	refused func(error) (string, bool) // tells the server's own words from a broken connection
	blocked func() (bool, error)
}

func (s *sqlSession) close()               { _ = s.conn.Close() }
func (s *sqlSession) waits() (bool, error) { return s.blocked() }

func (s *sqlSession) ask(statement string) (reply, error) {
	r, err := s.query(statement)
	if err == nil {
		return r, nil
	}
	if words, is := s.refused(err); is {
		return reply{lines: []string{words}}, nil
	}
	return reply{}, err
}

func (s *sqlSession) query(statement string) (r reply, err error) {
	rows, err := s.conn.QueryContext(context.Background(), statement)
	if err != nil {
		return r, err
	}
	defer func() { _ = rows.Close() }() // Err below is about the same rows
	if r.columns, err = rows.Columns(); err != nil {
		return r, err
	}
	values := make([]sql.RawBytes, len(r.columns))
	into := make([]any, len(values))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return r, err
		}
		r.rows = append(r.rows, texts(values))
	}
	if len(r.columns) == 0 {
		return reply{lines: []string{"ok"}}, rows.Err()
	}
	return r, rows.Err()
}
