package testparts

import (
	"context"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

// PostgresServer is a PostgreSQL that a test started.
type PostgresServer struct {
	Addr      string
	folder    string
	data      string // in it
	programs  string
	databases atomic.Int64
	process   *exec.Cmd
	log       log
}

// What the owner of all databases is called, and the password that it logs in with.
const postgresUser, PostgresPassword = "porchlight", "a password: of/tests"

// Postgres starts a PostgreSQL with nothing in it; it ends with the test. That takes a second or two, a database of it a moment: tests
// that only need one share a server.
func Postgres(t testing.TB) *PostgresServer {
	t.Helper()
	s := newPostgres(t, "scram-sha-256")
	t.Cleanup(func() {
		s.end()
		if t.Failed() {
			t.Logf("the log of the PostgreSQL at %s:\n%s", s.Addr, s.log.String())
		}
	})
	return s
}

// newPostgres starts a server that asks for the password in a way (https://www.postgresql.org/docs/current/auth-password.html).
func newPostgres(t testing.TB, asks string) *PostgresServer {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	if len(found) == 0 {
		t.Fatal("postgres is missing, and this test runs a real one: apt-get install postgresql")
	}
	folder, err := os.MkdirTemp("", "postgres-") // a test's own folder lets nobody else in
	if err != nil {
		t.Fatal(err)
	}
	s := &PostgresServer{folder: folder, Addr: FreeAddr(t), data: filepath.Join(folder, "data"), programs: found[len(found)-1]}
	password := filepath.Join(folder, "password")
	if err := os.WriteFile(password, []byte(PostgresPassword), 0o600); err != nil {
		t.Fatal(err)
	}
	if as := unprivileged(t); as != nil {
		if err := errors.Join(os.Chown(folder, int(as.Uid), int(as.Gid)), os.Chown(password, int(as.Uid), int(as.Gid))); err != nil {
			t.Fatal(err)
		}
	}
	initdb := s.command(t, "initdb", "--pgdata", s.data, "--username", postgresUser, "--pwfile", password, "--auth", asks, "--encoding", "UTF8",
		"--locale", "C.UTF-8", "--no-sync")
	if out, err := initdb.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	s.start(t)
	return s
}

func (s *PostgresServer) end() {
	s.kill()
	_ = os.RemoveAll(s.folder)
}

// URL is the address of a database as the setting takes it.
func (s *PostgresServer) URL(database string) string {
	return (&url.URL{Scheme: "postgres", User: url.UserPassword(postgresUser, PostgresPassword), Host: s.Addr, Path: "/" + database}).String()
}

// Database makes a new database with nothing in it and returns its URL. It orders text as English dictionaries do, unless it is told
// otherwise: the program is to see the order that it expects on any server.
func (s *PostgresServer) Database(t testing.TB) string {
	t.Helper()
	return s.create(t, "TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en'")
}

// create makes a database of a new name, and returns its URL.
func (s *PostgresServer) create(t testing.TB, how string) string {
	t.Helper()
	name := "test" + strconv.FormatInt(s.databases.Add(1), 10)
	conn, err := pgx.Connect(context.Background(), s.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(context.Background(), "CREATE DATABASE "+name+" "+how); err != nil {
		t.Fatal(err)
	}
	return s.URL(name)
}

// Stop ends the server at once, without a goodbye to its clients and without writing anything more.
func (s *PostgresServer) Stop(t testing.TB) {
	t.Helper()
	if s.process == nil {
		t.Fatal("this PostgreSQL does not run")
	}
	s.kill()
}

// Restart starts the server again at the same address, and stops it first where it runs.
func (s *PostgresServer) Restart(t testing.TB) {
	t.Helper()
	s.kill()
	s.start(t)
}

// Succeed puts a successor with all that is stored in the server's place: it starts as its standby and is made the primary.
// https://www.postgresql.org/docs/current/warm-standby.html
func (s *PostgresServer) Succeed(t testing.TB) {
	t.Helper()
	s.kill()
	if err := os.WriteFile(filepath.Join(s.data, "standby.signal"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if as := unprivileged(t); as != nil {
		if err := os.Chown(filepath.Join(s.data, "standby.signal"), int(as.Uid), int(as.Gid)); err != nil {
			t.Fatal(err)
		}
	}
	s.start(t)
	conn, err := pgx.Connect(context.Background(), s.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(context.Background(), "SELECT pg_promote()"); err != nil {
		t.Fatal(err)
	}
}

func (s *PostgresServer) start(t testing.TB) {
	t.Helper()
	host, port, _ := strings.Cut(s.Addr, ":")
	s.process = s.command(t, "postgres", "-D", s.data, "-h", host, "-p", port, "-k", "", "-c", "shared_buffers=32MB",
		"-c", "fsync=off", "-c", "full_page_writes=off") // the machine outlives the test
	s.process.Stdout, s.process.Stderr = &s.log, &s.log
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
	Eventually(t, "PostgreSQL answers on "+s.Addr, s.answers)
}

// kill ends the server and waits for the processes that belong to it (SIGQUIT: https://www.postgresql.org/docs/current/server-shutdown.html).
func (s *PostgresServer) kill() {
	if s.process == nil {
		return
	}
	_ = s.process.Process.Signal(syscall.SIGQUIT)
	_ = s.process.Wait()
	s.process = nil
}

func (s *PostgresServer) answers() bool {
	conn, err := pgx.Connect(context.Background(), s.URL("postgres"))
	if err != nil {
		return false
	}
	return conn.Close(context.Background()) == nil
}

// command is one of the server's programs, as somebody whom it does not refuse to run for. It leaves nothing behind when the test is killed.
func (s *PostgresServer) command(t testing.TB, name string, args ...string) *exec.Cmd {
	t.Helper()
	command := exec.Command(filepath.Join(s.programs, name), args...)
	command.Dir = "/"
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGQUIT, Credential: unprivileged(t)}
	return command
}

// unprivileged is the account that the package made for the server, where the test runs as root. Nil: it may run as whoever the test is.
func unprivileged(t testing.TB) *syscall.Credential {
	t.Helper()
	if os.Getuid() != 0 {
		return nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		t.Fatal(err)
	}
	uid, _ := strconv.ParseUint(account.Uid, 10, 32)
	gid, _ := strconv.ParseUint(account.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}
