package conversation

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"porchlight/app/store"
)

const (
	namedMost   = 20  // conversations that are in the way, by their ids
	unknownMost = 100 // authors who are not known here; a house has fewer
)

// ImportPlan is what an import would do.
type ImportPlan struct {
	New     Carried
	Old     int64    // conversations among them that have been kept long enough
	Same    int64    // conversations that are here as the file has them
	Differs int64    // conversations that are here otherwise, erased ones among them
	Differ  []string // the ids of the first of those
	Unknown []string // e-mail addresses, in order, of the first who wrote and have no account here
	Others  bool     // who have none either
}

// CheckImport reads a file that Export wrote, to its end, and changes nothing. What was last changed before a time has been kept long enough.
// The error is fault.Invalid where a line breaks a rule, and names it.
func (c *Conversations) CheckImport(ctx context.Context, file io.Reader, before time.Time) (ImportPlan, error) {
	accounts, err := accountsByEmail(ctx, c.store.Read())
	if err != nil {
		return ImportPlan{}, err
	}
	check := importCheck{q: c.store.Read(), accounts: accounts, before: before.UnixMilli()}
	for lines := newCarryReader(file, c.now()); ; {
		line, err := lines.next()
		if err == nil {
			err = check.line(ctx, line)
		} else if errors.Is(err, io.EOF) {
			check.settle()
			slices.Sort(check.plan.Unknown)
			return check.plan, nil
		}
		if err != nil {
			return ImportPlan{}, err
		}
	}
}

// importCheck compares a file with the store, a conversation at a time.
type importCheck struct {
	q        store.Queries
	accounts map[string]int64
	before   int64
	plan     ImportPlan

	read  carriedConversation // that is compared
	size  Carried             // what the file has of it
	here  bool                // the store has it
	same  bool                // as far as it is read
	notes []store.NotesRow    // of the store, that the file has yet to name
}

func (i *importCheck) line(ctx context.Context, line any) error {
	switch line := line.(type) {
	case *carriedConversation:
		i.settle()
		return i.begin(ctx, *line)
	case *carriedMessage:
		i.size.Messages++
		i.author(line.By)
		if !i.here || !i.same {
			return nil
		}
		row, err := i.q.MessageAt(ctx, line.Conversation, line.Seq)
		known := carriedMessageOf(row, "")
		known.By = i.writer(row.AccountID.Int64, line.By)
		i.same = err == nil && known == *line
		return noRows(err)
	case *carriedNote:
		i.size.Notes++
		i.author(line.By)
		if !i.here || !i.same {
			return nil
		}
		if len(i.notes) == 0 {
			i.same = false
			return nil
		}
		known := carriedNoteOf(line.Conversation, i.notes[0])
		known.By = i.writer(i.accounts[strings.ToLower(known.By)], line.By)
		i.same, i.notes = known == *line, i.notes[1:]
	}
	return nil
}

func (i *importCheck) begin(ctx context.Context, c carriedConversation) error {
	i.read, i.size = c, Carried{}
	row, err := i.q.Conversation(ctx, c.ID)
	if i.here = err == nil; !i.here {
		return noRows(err)
	}
	i.same = carriedOf(row) == c
	i.notes, err = i.q.Notes(ctx, c.ID)
	return err
}

// settle says what becomes of the conversation that was read.
func (i *importCheck) settle() {
	switch {
	case i.read.ID == "":
	case !i.here:
		i.plan.New.Conversations++
		i.plan.New.Messages += i.size.Messages
		i.plan.New.Notes += i.size.Notes
		if i.read.Changed.Int64 < i.before {
			i.plan.Old++
		}
	case i.same && len(i.notes) == 0:
		i.plan.Same++
	default:
		i.plan.Differs++
		if len(i.plan.Differ) < namedMost {
			i.plan.Differ = append(i.plan.Differ, i.read.ID)
		}
	}
}

// author notes who has no account here.
func (i *importCheck) author(by string) {
	_, known := i.accounts[strings.ToLower(by)]
	switch {
	case by == "" || known || slices.Contains(i.plan.Unknown, by):
	case len(i.plan.Unknown) == unknownMost:
		i.plan.Others = true
	default:
		i.plan.Unknown = append(i.plan.Unknown, by)
	}
}

// writer is who a file must name as the author for what an account has written here. Who was imported without their name is anybody.
func (i *importCheck) writer(account int64, named string) string {
	if account == 0 || account == i.accounts[strings.ToLower(named)] {
		return named
	}
	return ""
}

// accountsByEmail are all accounts by their addresses in lower case.
func accountsByEmail(ctx context.Context, q store.Queries) (map[string]int64, error) {
	byID, err := authorsByID(ctx, q)
	accounts := map[string]int64{}
	for id, email := range byID {
		accounts[strings.ToLower(email)] = id
	}
	return accounts, err
}

// accountOf is how the author of an imported line is stored.
func accountOf(accounts map[string]int64, by string) sql.NullInt64 {
	id := accounts[strings.ToLower(by)]
	return sql.NullInt64{Int64: id, Valid: id != 0}
}
