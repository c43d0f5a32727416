package main

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"porchlight/app/account"
	"porchlight/app/conversation"
	"porchlight/app/sqlite"
	"porchlight/app/store"
	"porchlight/data"

	"github.com/google/uuid"
)

// inboxPlaces are where the questions come from.
var inboxPlaces = []string{
	place, place + "/technologies/redis", place + "/technologies/postgresql", place + "/technologies/mysql", place + "/technologies/mongodb",
	place + "/technologies/prisma", place + "/technologies/socket-io", place + "/decisions/persistence", place + "/decisions/realtime",
}

// Words that a search looks for. Those around them are made up.
const commonWord, rareWord = "database", "quokka"

func inboxThread(i int) string { return conversation.IDOf(cookieOf(i)) }

// fillInbox makes a database of many conversations, the latest first by their number, and has search know all of it.
func fillInbox(ctx context.Context, path string) error {
	kept, err := sqlite.Open(ctx, sqlite.Options{Path: path, Sharing: store.Alone, Migrations: data.SQLite})
	if err != nil {
		return err
	}
	defer kept.Close()
	random := rand.New(rand.NewPCG(1, 2))
	if _, err := account.New(kept, time.Now).FirstOwner(ctx, inboxOwner, inboxPassword); err != nil {
		return err
	}
	err = kept.Write(ctx, func(q store.Queries) error {
		who, err := q.AccountByEmail(ctx, inboxOwner)
		if err != nil {
			return err
		}
		for i := range inboxThreads {
			if err := fillThread(ctx, q, random, i, who.ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	_, err = conversation.New(kept, time.Now).Index(ctx, 0)
	return err
}

// fillThread writes a conversation in turns, every third of which ends with the visitor, and puts it into a state: six in ten
// are closed, one in a hundred is snoozed, one in five hundred blocked; one in fifty has something unread.
func fillThread(ctx context.Context, q store.Queries, random *rand.Rand, i int, owner int64) error {
	id, last := inboxThread(i), time.Now().Add(-time.Duration(i)*time.Minute)
	for n := range inboxMessages {
		m := store.CreateMessageParams{
			ConversationID: id, Seq: int64(n + 1), Rev: int64(n + 1), ID: uuid.NewString(), Body: chatter(random, i == inboxThreads/2 && n == 0),
			CreatedAt: last.Add(time.Duration(n-inboxMessages) * time.Minute).UnixMilli(),
		}
		var err error
		if n%2 == 0 || i%3 == 0 && n == inboxMessages-1 {
			m.Sender, m.Place = string(conversation.Visitor), inboxPlaces[random.IntN(len(inboxPlaces))]
			_, err = q.CountFromVisitor(ctx, id, m.CreatedAt, m.Place)
		} else {
			m.Sender, m.AccountID = string(conversation.Owner), sql.NullInt64{Int64: owner, Valid: true}
			_, err = q.CountFromOwner(ctx, m.CreatedAt, id)
		}
		if err != nil {
			return err
		}
		if _, err := q.CreateMessage(ctx, m); err != nil {
			return err
		}
	}
	return resolve(ctx, q, id, i)
}

func resolve(ctx context.Context, q store.Queries, id string, i int) error {
	if i%50 != 0 {
		if _, err := q.MarkOwner(ctx, inboxMessages, inboxMessages, id); err != nil {
			return err
		}
	}
	later := sql.NullInt64{Int64: time.Now().Add(24 * time.Hour).UnixMilli(), Valid: true}
	var err error
	switch {
	case i%500 == 7:
		_, err = q.BlockConversation(ctx, later, id)
	case i%100 == 8:
		_, err = q.SnoozeConversation(ctx, later, id)
	case i%10 < 6:
		_, err = q.CloseConversation(ctx, later, id)
	}
	return err
}

// chatter is a message of some 300 bytes.
func chatter(random *rand.Rand, rare bool) string {
	var words []string
	for range 40 {
		words = append(words, fmt.Sprintf("%s%c", []string{"index", "query", "write", "replica", "cursor", "shard"}[random.IntN(6)], 'a'+rune(random.IntN(26))))
	}
	if random.IntN(2) == 0 {
		words[random.IntN(len(words))] = commonWord
	}
	if rare {
		words[0] = rareWord
	}
	return strings.Join(words, " ")
}
