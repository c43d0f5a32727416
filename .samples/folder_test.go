package main

import (
	"fmt"
	"testing"
)

func TestWhatAProgramTakesInIsRunWithIt(t *testing.T) {
	for _, c := range []struct {
		of    string
		files map[string]string
		want  string
	}{
		{"statements stand alone", map[string]string{"a.sql": "SELECT 1; -- see b.sql", "b.sql": "SELECT 2;"},
			"[{a.sql [a.sql] a.out} {b.sql [b.sql] b.out}]"},
		{"a script that a program reads", map[string]string{"limiter.py": `open("limiter.lua")`, "limiter.lua": "return 1"},
			"[{limiter.py [limiter.lua limiter.py] limiter.out}]"},
		{"a module, and the file that runs it", map[string]string{"retry-run.py": "from retry import leave\n", "retry.py": "import random\n"},
			"[{retry-run.py [retry-run.py retry.py] retry.out}]"},
		{"what is taken in by what is taken in", map[string]string{"a.mjs": `import "./b.mjs"`, "b.mjs": `import "./c.mjs"`, "c.mjs": ""},
			"[{a.mjs [a.mjs b.mjs c.mjs] a.out}]"},
		{"a schema, by the folder that it is written to, and its tables",
			map[string]string{"a.ts": `import { PrismaClient } from "./client/client";`, "schema.prisma": "  output = \"./client\"\n", "tables.sql": ""},
			"[{a.ts [a.ts schema.prisma tables.sql] a.out}]"},
		{"what nothing runs", map[string]string{"pool.ini": "size = 1", "find.js": "db"}, "[]"},
	} {
		t.Run(c.of, func(t *testing.T) {
			if got := fmt.Sprint(folder{files: c.files}.samples()); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
