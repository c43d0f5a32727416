package store

// Table is one table as both kinds of store have it: what a copy of a whole site knows of it.
type Table struct {
	Name    string
	Columns []Column // in the order of their names
	Key     []int    // the columns of its primary key, in the key's order
	Refers  []string // tables that its rows refer to
}

// Column is one of a table.
type Column struct {
	Name string
	Kind Kind
}

// Kind is what a column holds.
type Kind string

const (
	// Integer is an int64.
	Integer Kind = "integer"
	// Text is a string.
	Text Kind = "text"
	// Bytes are a []byte.
	Bytes Kind = "bytes"
	// Words is a string that search looks into: of it the words count, and not their order.
	Words Kind = "words"
)

// Row has a value for each column of its table, of the column's kind, or nil for nothing.
type Row []any

// KeyOf returns the values of a row's primary key.
func (t Table) KeyOf(r Row) []any {
	key := make([]any, len(t.Key))
	for n, column := range t.Key {
		key[n] = r[column]
	}
	return key
}

// Unfinished is the name of a table that a database has while a site is copied into it. It says from where, and no node starts there.
const Unfinished = "copy_unfinished"
