package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/go-sql-driver/mysql"
)

type mariaDB struct {
	port  string
	admin *sql.DB
	name  string
}

// mariaDBVersion is how Debian's MariaDB calls itself.
var mariaDBVersion = regexp.MustCompile(`^([\d.]+)-MariaDB(-\S*deb\S*)?.*`)

func startMariaDB(l *lab) (engine, error) {
	dir, err := l.folder("mariadb")
	if err != nil {
		return nil, err
	}
	if err := l.prepare(dir, "mariadb-install-db", "--no-defaults", "--datadir="+dir, "--auth-root-authentication-method=normal", "--skip-test-db"); err != nil {
		return nil, err
	}
	m := &mariaDB{}
	if m.port, err = freePort(); err != nil {
		return nil, err
	}
	program, err := find("/usr/sbin/mariadbd")
	if err != nil {
		return nil, err
	}
	if err := mysql.SetLogger(log.New(io.Discard, "", 0)); err != nil { // it would tell of every attempt until the server is up
		return nil, err
	}
	if m.admin, err = sql.Open("mysql", m.address("")); err != nil {
		return nil, err
	}
	// The character set is what Debian's own settings say.
	server := l.command(dir, program, "--no-defaults", "--datadir="+dir, "--port="+m.port, "--socket="+filepath.Join(dir, "socket"),
		"--bind-address=127.0.0.1", "--character-set-server=utf8mb4", "--collation-server=utf8mb4_general_ci")
	return m, l.serve(server, func() error {
		var said string
		if err := m.admin.QueryRow("SELECT version()").Scan(&said); err != nil {
			return err
		}
		found := mariaDBVersion.FindStringSubmatch(said)
		if found == nil {
			return fmt.Errorf("%s is no MariaDB", said)
		}
		if m.name = "MariaDB " + found[1]; found[2] != "" {
			m.name += " (Debian)"
		}
		return nil
	})
}

func (m *mariaDB) address(database string) string {
	return "root@tcp(127.0.0.1:" + m.port + ")/" + database
}
func (m *mariaDB) version() string { return m.name }

func (m *mariaDB) env() []string {
	return []string{"MYSQL_HOST=127.0.0.1", "MYSQL_PORT=" + m.port, "MYSQL_USER=root", "MYSQL_DATABASE=sample",
		"DATABASE_URL=mysql://root@127.0.0.1:" + m.port + "/sample"}
}

func (m *mariaDB) empty() error {
	for _, statement := range []string{"DROP DATABASE IF EXISTS sample", "CREATE DATABASE sample"} {
		if _, err := m.admin.Exec(statement); err != nil {
			return err
		}
	}
	return nil
}

func (m *mariaDB) open() (session, error) {
	db, err := sql.Open("mysql", m.address("sample"))
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(context.Background())
	if err != nil {
		return nil, err
	}
	var id int
	if err := conn.QueryRowContext(context.Background(), "SELECT connection_id()").Scan(&id); err != nil {
		return nil, err
	}
	return &sqlSession{conn: conn, refused: refusedByMariaDB, blocked: func() (waits bool, err error) {
		err = m.admin.QueryRow(`SELECT state LIKE 'Waiting for%' OR state = 'User lock' OR EXISTS (SELECT 1
			FROM information_schema.innodb_trx WHERE trx_mysql_thread_id = id AND trx_state = 'LOCK WAIT')
			FROM information_schema.processlist WHERE id = ?`, id).Scan(&waits)
		return waits, err
	}}, nil
}

func refusedByMariaDB(err error) (string, bool) {
	var refused *mysql.MySQLError
	if !errors.As(err, &refused) {
		return "", false
	}
	first, _, _ := strings.Cut(refused.Message, ";")
	return fmt.Sprintf("ERROR %d: %s", refused.Number, first), true
}
