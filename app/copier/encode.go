package copier

import (
	"encoding/binary"
	"fmt"

	"porchlight/app/postgres"
	"porchlight/app/store"
)

// encode writes a row so that two are the same bytes where they hold the same, whatever the store: for each column a letter, and the value
// with its length. A text is written as PostgreSQL takes it, and one for search as its words.
func encode(t store.Table, row store.Row) (to []byte) {
	for n, value := range row {
		switch value := value.(type) {
		case nil:
			to = append(to, 'n')
		case int64:
			to = binary.BigEndian.AppendUint64(append(to, 'i'), uint64(value))
		case string:
			if t.Columns[n].Kind == store.Words {
				value = postgres.Words(value)
			}
			to = sized(append(to, 't'), []byte(postgres.Plain(value)))
		case []byte:
			to = sized(append(to, 'b'), value)
		default:
			panic(fmt.Sprintf("%s.%s is read as %T", t.Name, t.Columns[n].Name, value))
		}
	}
	return to
}

func sized(to, value []byte) []byte {
	return append(binary.BigEndian.AppendUint32(to, uint32(len(value))), value...)
}
