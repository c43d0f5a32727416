package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"

	"github.com/jackc/pgx/v5/pgconn"
)

type postgreSQL struct {
	port  string
	admin *pgconn.PgConn
}

// debian is the build as the servers of Debian tell it, behind their version.
var debian = regexp.MustCompile(` \((\w+)[^)]*\)`)

func startPostgreSQL(l *lab) (engine, error) {
	initdb, err := exec.LookPath("initdb")
	if err != nil {
		if initdb, err = find("/usr/lib/postgresql/*/bin/initdb"); err != nil {
			return nil, err
		}
	}
	dir, err := l.folder("postgresql")
	if err != nil {
		return nil, err
	}
	if err := l.prepare(dir, initdb, "-D", dir, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"); err != nil {
		return nil, err
	}
	p := &postgreSQL{}
	if p.port, err = freePort(); err != nil {
		return nil, err
	}
	// Autovacuum comes when it likes, and would clean up what a sample is about.
	server := l.command(dir, filepath.Join(filepath.Dir(initdb), "postgres"), "-D", dir, "-p", p.port, "-c", "unix_socket_directories=",
		"-c", "listen_addresses=127.0.0.1", "-c", "timezone=UTC", "-c", "fsync=off", "-c", "autovacuum=off")
	return p, l.serve(server, func() error {
		p.admin, err = pgconn.Connect(context.Background(), p.address("postgres"))
		return err
	})
}

func (p *postgreSQL) address(database string) string {
	return "postgresql://postgres@127.0.0.1:" + p.port + "/" + database
}

func (p *postgreSQL) env() []string {
	return []string{"PGHOST=127.0.0.1", "PGPORT=" + p.port, "PGUSER=postgres", "PGDATABASE=sample", "DATABASE_URL=" + p.address("sample")}
}

func (p *postgreSQL) version() string {
	return "PostgreSQL " + debian.ReplaceAllString(p.admin.ParameterStatus("server_version"), " ($1)")
}

func (p *postgreSQL) empty() error {
	for _, sql := range []string{"DROP DATABASE IF EXISTS sample WITH (FORCE)", "CREATE DATABASE sample"} {
		if _, err := p.admin.Exec(context.Background(), sql).ReadAll(); err != nil {
			return err
		}
	}
	return nil
}

func (p *postgreSQL) open() (session, error) {
	config, err := pgconn.ParseConfig(p.address("sample"))
	if err != nil {
		return nil, err
	}
	s := &postgreSQLSession{server: p}
	config.OnNotice = func(_ *pgconn.PgConn, n *pgconn.Notice) { s.notices = append(s.notices, n.Severity+":  "+n.Message) }
	s.conn, err = pgconn.ConnectConfig(context.Background(), config)
	return s, err
}

type postgreSQLSession struct {
	server  *postgreSQL
	conn    *pgconn.PgConn
	notices []string
}

func (s *postgreSQLSession) close() { _ = s.conn.Close(context.Background()) }

func (s *postgreSQLSession) ask(statement string) (reply, error) {
	s.notices = nil
	results, err := s.conn.Exec(context.Background(), statement).ReadAll()
	var refused *pgconn.PgError
	switch {
	case errors.As(err, &refused):
		return reply{lines: append(s.notices, fmt.Sprintf("ERROR %s: %s", refused.Code, refused.Message)), detail: refused.Detail}, nil
	case err != nil:
		return reply{}, err
	case len(results) == 0:
		return reply{lines: s.notices}, nil
	}
	last := results[len(results)-1]
	if len(last.FieldDescriptions) == 0 {
		return reply{lines: append(s.notices, last.CommandTag.String())}, nil
	}
	r := reply{lines: s.notices}
	for _, f := range last.FieldDescriptions {
		r.columns = append(r.columns, f.Name)
	}
	for _, row := range last.Rows {
		r.rows = append(r.rows, texts(row))
	}
	return r, nil
}

func (s *postgreSQLSession) waits() (bool, error) {
	results, err := s.server.admin.Exec(context.Background(),
		fmt.Sprintf("SELECT 1 FROM pg_stat_activity WHERE pid = %d AND wait_event_type = 'Lock'", s.conn.PID())).ReadAll()
	return err == nil && len(results[0].Rows) > 0, err
}

// texts are the values of a row as the server writes them.
func texts[V ~[]byte](row []V) []string {
	said := make([]string, len(row))
	for i, value := range row {
		if said[i] = string(value); value == nil {
			said[i] = "NULL"
		}
	}
	return said
}
