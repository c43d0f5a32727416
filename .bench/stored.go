package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"porchlight/app/conversation"
	"porchlight/app/notify"
	"porchlight/app/sqlite"
	"porchlight/app/store"
	"porchlight/data"

	"github.com/google/uuid"
)

const (
	senders = 64
	storing = 2 * time.Second
)

// measureStored has 64 visitors send as fast as they can. The row is about storing, so it calls what every message of the
// site goes through, conversation.Send, in this process; over HTTP the requests would be measured. The baseline is the same
// call on the same schema and disk by senders who take turns, which leaves each message a transaction of its own.
func measureStored(ctx context.Context, k *kit) ([]row, error) {
	const ours, turns, posted = 0, 1, 2
	var rates [3]samples
	stores := 0
	err := k.interleaved(ctx, k.rounds, len(rates), func(i int) error {
		stores++
		var send sender
		var stop func()
		var err error
		if i == posted {
			send, stop, err = k.postBox()
		} else {
			send, stop, err = openStore(ctx, filepath.Join(k.scratch, fmt.Sprintf("stored-%d.db", stores)))
		}
		if err != nil {
			return err
		}
		defer stop()
		if i == turns {
			send = inTurn(send)
		}
		w := k.watching(nil)
		rate, err := sendAll(send, time.Duration(k.size(int(storing), int(storing/2))))
		rates[i] = append(rates[i], w.sample(rate))
		return err
	})
	if err != nil {
		return nil, err
	}
	return []row{against("messages stored a second, 64 senders, synchronous=FULL", "one transaction each", rates[ours], rates[turns], "", atLeast(10, 18),
		fmt.Sprintf("conversation.Send itself, %d bytes a message, called by the benchmark; the baseline's senders take turns", messageSize),
		fmt.Sprintf("through POST /conversation/messages by as many clients: %s", number(rates[posted].median())))}, nil
}

// sender sends a message of a visitor and returns when it is stored.
type sender func(visitor int) error

// openStore opens an empty database.
func openStore(ctx context.Context, path string) (sender, func(), error) {
	store, err := sqlite.Open(ctx, sqlite.Options{Path: path, Sharing: store.Alone, Migrations: data.SQLite})
	if err != nil {
		return nil, nil, err
	}
	all := conversation.New(store, time.Now)
	outbox := notify.New(store, time.Now, "bench", slog.New(slog.DiscardHandler))
	all.Also = outbox.Message // as the site has it, which knows that nobody is to be told
	if err := outbox.LookForDevices(ctx); err != nil {
		return nil, nil, errors.Join(err, store.Close())
	}
	return func(visitor int) error {
		draft := conversation.Draft{ID: uuid.NewString(), Body: text, Place: place, From: conversation.Visitor}
		_, err := all.Send(ctx, conversation.IDOf(cookieOf(visitor)), draft)
		return err
	}, func() { _ = store.Close() }, nil
}

// postBox starts a site that takes messages.
func (k *kit) postBox() (sender, func(), error) {
	s, err := k.site()
	if err != nil {
		return nil, nil, err
	}
	return func(visitor int) error {
		request, err := messageOf(s.url, cookieOf(visitor), text)
		if err != nil {
			return err
		}
		return do(request)
	}, s.stop, nil
}

func inTurn(send sender) sender {
	var turn sync.Mutex
	return func(visitor int) error {
		turn.Lock()
		defer turn.Unlock()
		return send(visitor)
	}
}

// sendAll has all senders send for a while and returns how many messages a second were stored.
func sendAll(send sender, long time.Duration) (float64, error) {
	var stored atomic.Int64
	var all sync.WaitGroup
	failed := make([]error, senders)
	began := time.Now()
	for visitor := range senders {
		all.Go(func() {
			for time.Since(began) < long && failed[visitor] == nil {
				if failed[visitor] = send(visitor); failed[visitor] == nil {
					stored.Add(1)
				}
			}
		})
	}
	all.Wait()
	return float64(stored.Load()) / time.Since(began).Seconds(), errors.Join(failed...)
}

// cookieOf is the cookie's value of a visitor, in its form.
func cookieOf(visitor int) string { return fmt.Sprintf("%043d", visitor) }
