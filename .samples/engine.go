package main

// engine is a server of our own, on which samples run one after the other.
type engine interface {
	// version is what it calls itself, such as "PostgreSQL 15.18 (Debian)".
	version() string
	// empty takes away what the sample before left.
	empty() error
	// open begins a session.
	open() (session, error)
	// env tells a program where the server is.
	env() []string
}

// session is one connection; what it is asked it answers in order.
type session interface {
	// ask returns what the server said, which may be that it refuses. The error is for a session that is of no use any more.
	ask(statement string) (reply, error)
	// waits tells whether the server has stopped what it was asked until another session lets go.
	waits() (bool, error)
	close()
}

// reply is what a session was told: rows, or lines.
type reply struct {
	columns []string // of rows; nil when there are only lines
	rows    [][]string
	lines   []string
	detail  string // what the server added to a refusal
}

// engines are started when the first sample needs them.
var engines = map[string]func(*lab) (engine, error){
	"postgresql":    startPostgreSQL,
	"mariadb":       startMariaDB,
	"redis":         func(l *lab) (engine, error) { return startRedis(l) },
	"redis cluster": func(l *lab) (engine, error) { return startRedis(l, "--cluster-enabled", "yes") },
	"sqlite":        openSQLite,
}

// folders says which engine a folder of samples runs on; none means that its programs need no server, or name the one they want.
var folders = map[string]string{
	"postgresql": "postgresql",
	"mysql":      "mariadb",
	"redis":      "redis",
	"sqlite":     "sqlite",
	"prisma":     "postgresql",
	"socket-io":  "",
}

// notRun are folders whose engine is not to be had from Debian: the text says so at each sample.
var notRun = []string{"mongodb"}
