package postgres

import (
	"database/sql"
	"strings"
	"unicode/utf8"
)

// readable are the arguments of a query as PostgreSQL takes them. It has no text with a NUL or with bytes that are not UTF-8, and refuses the
// statement (https://www.postgresql.org/docs/current/datatype-character.html), where SQLite takes any bytes. What is stored was looked at
// before; but anybody may look for anything, in an address or a form, and then shall find nothing.
func readable(args []any) []any {
	for i, arg := range args { // which are this query's alone
		switch arg := arg.(type) {
		case string:
			args[i] = Plain(arg)
		case sql.NullString:
			arg.String = Plain(arg.String)
			args[i] = arg
		case []string:
			texts := make([]string, len(arg))
			for n, one := range arg {
				texts[n] = Plain(one)
			}
			args[i] = texts
		}
	}
	return args
}

// Plain is a text as PostgreSQL takes it.
func Plain(text string) string {
	if utf8.ValidString(text) && strings.IndexByte(text, 0) < 0 {
		return text
	}
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "\uFFFD")
}
