package scaffold

import (
	"errors"
	"fmt"
	"os"
	"path"

	"porchlight/app/catalog"
)

// Ecosystem writes an ecosystem with one technology, one decision and one topic, and returns the names of the files. An
// empty title is made from the slug.
func (f Folder) Ecosystem(slug, title string) ([]string, error) {
	if err := f.exists(); err != nil {
		return nil, err
	}
	if reason := catalog.FolderProblem(slug, f.Reserved); reason != "" {
		return nil, errors.New(reason + "; choose another one, such as message-queues")
	}
	if _, err := os.Lstat(f.at(slug)); err == nil {
		return nil, fmt.Errorf("%s is there already: choose another slug, or delete it first", f.at(slug))
	}
	title, err := titled(title, slug)
	if err != nil {
		return nil, err
	}
	return f.write([]draft{
		f.fill(path.Join(slug, "ecosystem.md"), "ecosystem", blanks{Title: title}),
		f.fill(path.Join(slug, "technologies/first-technology.md"), "technology", blanks{Title: "First technology", Layer: "services", Topic: "first-topic"}),
		f.fill(path.Join(slug, "decisions/first-decision.md"), "decision", blanks{Title: "Say what is to be decided"}),
		f.fill(path.Join(slug, "topics/first-topic.md"), "topic", blanks{Title: "First topic", Technology: "first-technology"}),
	})
}
