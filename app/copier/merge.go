package copier

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"

	"porchlight/app/postgres"
	"porchlight/app/store"
)

// batch is how many rows are compared and written at a time.
const batch = 1000

// front says how far the audit log may lose records at its beginning, so it goes before them.
var front = map[string]string{"record": "record_front"}

// inOrder puts tables behind those that they refer to, and leaves their order else.
func inOrder(tables []store.Table) (ordered []store.Table) {
	placed := map[string]bool{}
	var place func(name string)
	place = func(name string) {
		n := slices.IndexFunc(tables, func(t store.Table) bool { return t.Name == name })
		if n < 0 || placed[name] {
			return
		}
		placed[name] = true
		place(front[name])
		for _, before := range tables[n].Refers {
			place(before)
		}
		ordered = append(ordered, tables[n])
	}
	for _, t := range tables {
		place(t.Name)
	}
	return ordered
}

// merge makes tables of the target the same as those of the source.
type merge struct {
	from             Source
	to               Target
	tell             Progress
	written, changed int64
}

// table goes through both sides side by side, and returns what the source has.
func (m *merge) table(ctx context.Context, table store.Table) (Sum, error) {
	sum := newSummer(table)
	var after []any
	for more := true; more; {
		is, err := m.from.Rows(ctx, table, after, batch)
		if err != nil {
			return Sum{}, err
		}
		there, err := m.to.Rows(ctx, table, after, batch)
		if err != nil {
			return Sum{}, err
		}
		more = len(is) == batch || len(there) == batch
		is, there = level(table, is, there)
		gone, rows := differences(table, is, there)
		if len(gone)+len(rows) > 0 {
			if err := m.to.Put(ctx, table, gone, rows); err != nil {
				return Sum{}, fmt.Errorf("%s was not copied: %w; the same command goes on from there, and where this stays, begin with an empty one", table.Name, err)
			}
		}
		m.written += int64(len(gone) + len(rows))
		for _, row := range is {
			m.changed += unwritable(row)
			if err := sum.add(row); err != nil {
				return Sum{}, err
			}
		}
		if after = last(table, is, there); after == nil {
			break
		}
		m.tell("copied", table.Name, sum.rows)
	}
	return sum.total(), nil
}

// level cuts off rows of one side that lie behind the last one that the other side was asked for.
func level(t store.Table, is, there []store.Row) (_, _ []store.Row) {
	upTo := func(rows []store.Row, key []any) []store.Row {
		n := slices.IndexFunc(rows, func(r store.Row) bool { return compare(t.KeyOf(r), key) > 0 })
		if n < 0 {
			return rows
		}
		return rows[:n]
	}
	if len(is) == batch {
		there = upTo(there, t.KeyOf(is[batch-1]))
	}
	if len(there) == batch {
		is = upTo(is, t.KeyOf(there[batch-1]))
	}
	return is, there
}

// differences are what the target has to lose, and to get.
func differences(t store.Table, is, there []store.Row) (gone, rows []store.Row) {
	for len(is) > 0 || len(there) > 0 {
		order := -1
		switch {
		case len(is) == 0:
			order = 1
		case len(there) > 0:
			order = compare(t.KeyOf(is[0]), t.KeyOf(there[0]))
		}
		switch {
		case order > 0:
			gone = append(gone, there[0])
		case order < 0 || !bytes.Equal(encode(t, is[0]), encode(t, there[0])):
			rows = append(rows, is[0])
		}
		if order <= 0 {
			is = is[1:]
		}
		if order >= 0 {
			there = there[1:]
		}
	}
	return gone, rows
}

// last is the key of the last row that was looked at on either side; nil: there was none.
func last(t store.Table, sides ...[]store.Row) (key []any) {
	for _, rows := range sides {
		if len(rows) > 0 {
			if k := t.KeyOf(rows[len(rows)-1]); key == nil || compare(k, key) > 0 {
				key = k
			}
		}
	}
	return key
}

// compare puts keys into the order that both kinds of store have them in: that of numbers and bytes.
func compare(a, b []any) int {
	for n := range a {
		order := 0
		switch one := a[n].(type) {
		case int64:
			order = cmp.Compare(one, b[n].(int64))
		case string:
			order = cmp.Compare(one, b[n].(string))
		case []byte:
			order = bytes.Compare(one, b[n].([]byte))
		}
		if order != 0 {
			return order
		}
	}
	return 0
}

// unwritable counts the texts of a row that PostgreSQL does not take as they are.
func unwritable(row store.Row) (n int64) {
	for _, value := range row {
		if text, is := value.(string); is && postgres.Plain(text) != text {
			n++
		}
	}
	return n
}
