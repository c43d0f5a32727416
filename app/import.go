package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"porchlight/app/audit"
	"porchlight/app/conversation"
	"porchlight/app/fault"
	"porchlight/app/health"
	"porchlight/app/store"
)

// Run reads the file twice: once to see that all of it is good, and then to store it.
func (i importCmd) Run(s *Settings, ctx *running) error {
	file, name, err := i.open(s)
	if err != nil {
		return err
	}
	defer file.Close()
	kept, err := s.open(ctx, store.Beside)
	if err != nil {
		return err
	}
	defer kept.Close()
	conversations := conversation.New(kept, time.Now)
	plan, err := conversations.CheckImport(ctx, file, time.Now().Add(-days(s.Keep.Conversations)))
	if err == nil {
		err = i.accept(plan)
	}
	if err != nil {
		return fmt.Errorf("nothing was imported: %w", because(ctx, name, err))
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	did := record("conversation.import", "", countOf(plan.New))
	done, err := conversations.Import(audit.New(kept, time.Now).Along(ctx, did), file)
	if err != nil {
		return fmt.Errorf("imported %s, and then it ended: %w; import the same file again to go on", countOf(done), because(ctx, name, err))
	}
	i.report(s, plan, done)
	return nil
}

// open opens what is to be imported. Standard input is kept in a file without a name beside the database, since it is read twice.
func (i importCmd) open(s *Settings) (file *os.File, name string, err error) {
	if i.File != "-" {
		file, err = os.Open(i.File)
		if err != nil {
			return nil, "", fmt.Errorf("%w; name a file that export wrote, or - for standard input", err)
		}
		if info, err := file.Stat(); err == nil && !info.Mode().IsRegular() {
			return nil, "", errors.Join(fmt.Errorf("%s is no file that can be read twice; send it on standard input, with - as the name", i.File), file.Close())
		}
		return file, i.File, nil
	}
	folder := s.scratch()
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return nil, "", err
	}
	if file, err = os.CreateTemp(folder, "import-"); err != nil {
		return nil, "", err
	}
	_, err = io.Copy(file, os.Stdin)
	if err = errors.Join(err, os.Remove(file.Name())); err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, "", errors.Join(fmt.Errorf("standard input could not be kept: %w", err), file.Close())
	}
	return file, "standard input", nil
}

// accept refuses a plan that would lose something, unless that is asked for.
func (i importCmd) accept(plan conversation.ImportPlan) error {
	if len(plan.Unknown) > 0 && !i.Nameless {
		others := ""
		if plan.Others {
			others = " and others"
		}
		return fmt.Errorf("it has answers or notes of %s%s, who have no account here; add them with `porchlight user add`, or leave out their names with --nameless", strings.Join(plan.Unknown, ", "), others)
	}
	if plan.Differs == 0 || i.KeepExisting {
		return nil
	}
	more := ""
	if plan.Differs > int64(len(plan.Differ)) {
		more = fmt.Sprintf(" and %d more", plan.Differs-int64(len(plan.Differ)))
	}
	return fmt.Errorf("%s of the file is otherwise here, or was erased here: %s%s; leave what is here as it is and import the rest with --keep-existing", health.Many(plan.Differs, "conversation", "conversations"), strings.Join(plan.Differ, ", "), more)
}

// report says what was done, and of what the person who asked for it should know.
func (i importCmd) report(s *Settings, plan conversation.ImportPlan, done conversation.Carried) {
	fmt.Printf("imported %s into %s; there already: %s\n", countOf(done), s.database(), health.Many(plan.Same, "conversation", "conversations"))
	warn := func(n int64, what string) {
		if n > 0 {
			fmt.Fprintf(os.Stderr, "porchlight: %s %s\n", health.Many(n, "conversation", "conversations"), what)
		}
	}
	warn(plan.Differs, "of the file left out: what is here is otherwise")
	warn(plan.New.Conversations-done.Conversations, "of the file left out: begun here meanwhile; import the file again to see which")
	if keep := s.Keep.Conversations; keep > 0 {
		warn(plan.Old, fmt.Sprintf("imported without a change in %d days: the site removes what is so old within the hour, unless KEEP_CONVERSATIONS says otherwise", keep))
	}
}

// because says why something ended: a line of the file, somebody who interrupted it, or what the store says.
func because(ctx context.Context, name string, err error) error {
	switch {
	case ctx.Err() != nil:
		return errors.New("it was interrupted")
	case fault.Is(err, fault.Invalid):
		return fmt.Errorf("%s: %w", name, err)
	}
	return err
}
