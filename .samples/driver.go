package main

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// python is Debian's, which has the drivers that apt installed, whatever comes first on the path.
const python = "/usr/bin/python3"

var (
	pythonImport = regexp.MustCompile(`(?m)^(?:import|from) (\w+)`)
	nodeImport   = regexp.MustCompile(`(?:from|import) "((?:@[\w.-]+/)?\w[\w.-]*)(?:/[^"]*)?"`)
)

// pythonDrivers are modules that talk to an engine, as their projects call them.
var pythonDrivers = map[string]string{"psycopg2": "psycopg2", "redis": "redis-py", "pymysql": "PyMySQL"}

// nodePackages are packages whose projects call them otherwise; one without a name goes with another.
var nodePackages = map[string]string{"socket.io": "Socket.IO", "prisma": "Prisma", "redis": "node-redis", "socket.io-client": ""}

// sqliteOnNode asks the SQLite inside of a package for its version.
const sqliteOnNode = `new (require("better-sqlite3"))(":memory:").prepare("SELECT sqlite_version()").pluck().get()`

// drivers returns what took part in a program beside the engine, with versions: drivers, then the runtime.
func (l *lab) drivers(f folder, s piece) ([]string, error) {
	names := map[string]bool{}
	for _, input := range s.inputs {
		switch filepath.Ext(input) {
		case ".py":
			for _, found := range pythonImport.FindAllStringSubmatch(f.files[input], -1) {
				names[found[1]] = true
			}
		case ".mjs", ".ts":
			for _, found := range nodeImport.FindAllStringSubmatch(f.files[input], -1) {
				names[found[1]] = true
			}
		}
	}
	switch filepath.Ext(s.main) {
	case ".py":
		return pythonVersions(names)
	case ".mjs", ".ts":
		return l.nodeVersions(names)
	}
	return nil, nil
}

func pythonVersions(names map[string]bool) (all []string, err error) {
	for module, title := range pythonDrivers {
		if !names[module] {
			continue
		}
		said, err := run(".", nil, python, "-c", "import "+module+"; print("+module+".__version__.split()[0])")
		if err != nil {
			return nil, err
		}
		all = append(all, title+" "+strings.TrimSpace(said))
	}
	slices.Sort(all)
	return all, nil
}

func (l *lab) nodeVersions(names map[string]bool) (all []string, err error) {
	for name := range names {
		if strings.HasPrefix(name, "@prisma/") {
			delete(names, name)
			names["prisma"] = true
		}
		if name == "@prisma/adapter-better-sqlite3" {
			version, err := l.node("-p", sqliteOnNode)
			if err != nil {
				return nil, err
			}
			all = append(all, "SQLite "+version)
		}
	}
	for name := range names {
		title, known := nodePackages[name]
		if !known {
			title = path.Base(name)
		}
		if title == "" {
			continue
		}
		version, err := l.node("-p", `require("./node_modules/`+name+`/package.json").version`)
		if err != nil {
			return nil, err
		}
		all = append(all, title+" "+version)
	}
	slices.Sort(all)
	version, err := l.node("-p", "process.versions.node")
	return append(all, "Node.js "+version), err
}

// node runs a line beside npm's modules and returns what it says.
func (l *lab) node(args ...string) (string, error) {
	said, err := run(filepath.Dir(l.modules), []string{"PATH=" + os.Getenv("PATH")}, "node", args...)
	return strings.TrimSpace(said), err
}
