package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"porchlight/app/catalog"
	"porchlight/app/health"
	"porchlight/app/press"
	"porchlight/app/web"

	"github.com/fsnotify/fsnotify"
)

// Run checks the content and says what is wrong with it, or how much there is. An author's folder comes before what was
// built into the binary.
func (contentCheckCmd) Run(s *Settings) error {
	c, err := catalog.Load(s.authored(), web.ReservedSlugs())
	if err != nil {
		return contentError(err)
	}
	fmt.Printf("content is well: %s, %s\n", health.Many(len(c.Ecosystems), "ecosystem", "ecosystems"), health.Many(len(c.Places()), "place", "places"))
	return nil
}

// Run prints a schema, or writes all of them where editors look for them.
func (c contentSchemaCmd) Run(s *Settings) error {
	if text, is := catalog.Schema(c.Kind); is {
		_, err := os.Stdout.Write(text)
		return err
	}
	written, err := s.folder().Schemas()
	tellOf(written, "wrote")
	return err
}

// contentError heads a list of problems.
func contentError(err error) error {
	var problems catalog.Problems
	switch {
	case !errors.As(err, &problems):
		return err
	case len(problems) == 1:
		return fmt.Errorf("content: %w", problems)
	default:
		return fmt.Errorf("the content has %d problems:\n%w", len(problems), problems)
	}
}

// settle is how long files must be quiet before they are printed: editors save in several steps.
const settle = 100 * time.Millisecond

// reprintOnChange prints a new edition whenever a source file changes, those of the content folder included. With an error the last good one stays.
func reprintOnChange(ctx context.Context, folder string, printed *press.Press, log *slog.Logger) {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		log.Error("changes are not seen", "error", err)
		return
	}
	defer watcher.Close()
	timer := time.NewTimer(0)
	for {
		select {
		case <-ctx.Done():
			return
		case <-watcher.Events:
			timer.Reset(settle)
		case err := <-watcher.Errors:
			log.Warn("a change may have been missed", "error", err)
		case <-timer.C:
			watchFolders(watcher, folder, log)
			if err := printed.Reprint(); err != nil {
				log.Warn("not printed: the last good edition stays", "error", contentError(err))
			} else {
				log.Info("printed")
			}
		}
	}
}

// watchFolders adds every source folder, new ones included; adding one twice changes nothing.
func watchFolders(watcher *fsnotify.Watcher, content string, log *slog.Logger) {
	for _, root := range []string{content, "views", "static/css", "static/js", "static/img"} {
		if to, err := filepath.EvalSymlinks(root); err == nil {
			root = to // a walk does not begin at a link
		}
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.IsDir() {
				err = watcher.Add(path)
			}
			return err
		})
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			log.Warn("a folder is not watched", "folder", root, "error", err)
		}
	}
}
