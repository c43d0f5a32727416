package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"porchlight/app/copier"
	"porchlight/app/health"
	"porchlight/app/postgres"
	"porchlight/app/sqlite"
	"porchlight/data"
)

// tellEvery is how often a long copy says how far it is.
const tellEvery = 2 * time.Second

// Run copies a site, and says what both sides hold then.
func (c copyCmd) Run(ctx *running) (err error) {
	for name, address := range map[string]string{"FROM": c.From, "TO": c.To} {
		if err := checkDatabase(address); err != nil {
			return fmt.Errorf("%s %w", name, err)
		}
	}
	began := time.Now()
	from, err := openFrom(ctx, c.From)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	to, err := openTo(ctx, c.To, from.Name())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	copied, err := copier.Copy(ctx, from, to, teller(began))
	switch {
	case ctx.Err() != nil:
		return errors.New("the copy was stopped; the same command goes on with it")
	case err != nil:
		return err
	}
	c.report(copied, from.Name(), to.Name(), time.Since(began))
	if !copied.Moved {
		return fmt.Errorf("the site still runs on %s, and goes on without %s: stop all nodes, and run the same command again, which brings what has changed", from.Name(), to.Name())
	}
	return nil
}

// source and target are stores that are closed at the end.
type (
	source interface {
		copier.Source
		io.Closer
	}
	target interface {
		copier.Target
		io.Closer
	}
)

func openFrom(ctx context.Context, address string) (source, error) {
	if postgres.IsURL(address) {
		return postgres.OpenSource(ctx, address, data.Postgres)
	}
	return sqlite.OpenSource(ctx, address, data.SQLite)
}

func openTo(ctx context.Context, address, from string) (target, error) {
	if postgres.IsURL(address) {
		return postgres.OpenTarget(ctx, address, from, data.Postgres)
	}
	return sqlite.OpenTarget(ctx, address, from, data.SQLite)
}

// teller says on standard error how far a copy is, where it takes a while.
func teller(last time.Time) copier.Progress {
	return func(what, table string, rows int64) {
		if time.Since(last) >= tellEvery {
			last = time.Now()
			fmt.Fprintf(os.Stderr, "%s: %s rows %s\n", table, health.Number(float64(rows)), what)
		}
	}
}

func (c copyCmd) report(copied copier.Copied, from, to string, took time.Duration) {
	var rows int64
	for _, sum := range copied.Tables {
		rows += sum.Rows
		fmt.Printf("%-20s %10d  %x\n", sum.Table, sum.Rows, sum.Hash[:16])
	}
	fmt.Printf("%s and %s hold the same: %s with %s, of which %s written now; compared by counts and checksums, in %s\n", from, to,
		health.Many(len(copied.Tables), "table", "tables"), health.Many(rows, "row", "rows"), health.Number(float64(copied.Written)), health.Seconds(took.Seconds()))
	if copied.Changed > 0 && postgres.IsURL(c.To) {
		fmt.Printf("%s had what PostgreSQL has no text for, which is � there\n", health.Many(copied.Changed, "text", "texts"))
	}
}
