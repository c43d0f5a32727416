package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"porchlight/app/audit"
	"porchlight/app/conversation"
	"porchlight/app/health"
	"porchlight/app/store"
	"porchlight/app/web"
)

// Run writes all conversations to a file or to standard output. That it was done is recorded first, as the log of a site that answers for
// what it keeps must have it.
func (e exportCmd) Run(s *Settings, ctx *running) (err error) {
	if err := s.isThere(); err != nil {
		return err
	}
	origins, err := web.NewOrigins(s.BaseURL, s.Addr)
	if err != nil {
		return err
	}
	kept, err := s.open(ctx, store.Beside)
	if err != nil {
		return err
	}
	defer kept.Close()
	out := os.Stdout
	toFile := e.File != "" && e.File != "-"
	if toFile {
		if out, err = newFile(e.File); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, finish(out, err != nil)) }()
	}
	if err := audit.New(kept, time.Now).Add(ctx, record("conversation.export", "", "")); err != nil {
		return err
	}
	exported, err := conversation.New(kept, time.Now).Export(ctx, out, origins.Main())
	switch {
	case ctx.Err() != nil:
		return errors.New("the export was interrupted; start it again")
	case err != nil:
		return fmt.Errorf("the export ended early: %w", err)
	case toFile:
		fmt.Printf("exported %s to %s\n", countOf(exported), e.File)
	}
	return nil
}

// newFile makes a file that was not there.
func newFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	switch {
	case errors.Is(err, os.ErrExist):
		return nil, fmt.Errorf("%s is there already; choose another name, or remove it", path)
	case err != nil:
		return nil, fmt.Errorf("%w; choose a file that can be written", err)
	}
	return f, nil
}

// finish closes a file that is on the disk by then, and removes one that came to nothing.
func finish(f *os.File, failed bool) error {
	if failed {
		return errors.Join(f.Close(), os.Remove(f.Name()))
	}
	return errors.Join(f.Sync(), f.Close())
}

func countOf(n conversation.Carried) string {
	return health.Many(n.Conversations, "conversation", "conversations") + ", " + health.Many(n.Messages, "message", "messages") + " and " + health.Many(n.Notes, "note", "notes")
}
