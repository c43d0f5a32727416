// Package scaffold writes the files that an author begins with. What it writes passes the content check as it is, and says in
// its own words what belongs there.
package scaffold

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"text/template"
	"time"

	"porchlight/app/catalog"
)

//go:embed templates
var files embed.FS

var templates = template.Must(template.ParseFS(files, "templates/*.md"))

// Folder is a content folder to write into.
type Folder struct {
	Path     string
	Reserved []string // first path segments that belong to routes
	Today    time.Time
}

// blanks are what a template leaves open.
type blanks struct {
	Title, Layer, Topic, Technology, Today string
}

// draft is a file that is to be written, by its path below the folder.
type draft struct {
	name string
	text []byte
}

// fill makes a file of a template. A title may hold anything that fits a line.
func (f Folder) fill(name, kind string, b blanks) draft {
	b.Title, b.Today = quoted(b.Title), f.Today.Format(time.DateOnly)
	var text bytes.Buffer
	if err := templates.ExecuteTemplate(&text, kind+".md", b); err != nil {
		panic(err) // the templates are part of the program
	}
	return draft{name, text.Bytes()}
}

// quoted writes a line as YAML: a JSON string is one.
func quoted(line string) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(line) // to memory
	return strings.TrimSuffix(b.String(), "\n")
}

// write creates the files, and the schemas that their first lines name. It touches nothing when one of them is there.
func (f Folder) write(drafts []draft) (names []string, err error) {
	for _, d := range drafts {
		if _, err := os.Lstat(f.at(d.name)); err == nil {
			return nil, fmt.Errorf("%s is there already: choose another slug, or delete it first", f.at(d.name))
		} else if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	if _, err := f.Schemas(); err != nil {
		return nil, err
	}
	for _, d := range drafts {
		if err := f.put(d); err != nil {
			return names, err
		}
		names = append(names, f.at(d.name))
	}
	return names, nil
}

// Schemas writes the JSON Schema of every kind of file and returns their names.
func (f Folder) Schemas() (names []string, err error) {
	if err := f.exists(); err != nil {
		return nil, err
	}
	for _, kind := range catalog.Kinds {
		text, _ := catalog.Schema(kind)
		name := path.Join(catalog.SchemaFolder, kind+".json")
		if err := f.put(draft{name, text}); err != nil {
			return names, err
		}
		names = append(names, f.at(name))
	}
	return names, nil
}

func (f Folder) at(name string) string { return filepath.Join(f.Path, filepath.FromSlash(name)) }

// put writes a file that anyone may read, whatever this process keeps to itself: content is public, and another user may
// serve it.
func (f Folder) put(d draft) error {
	return f.within(func(root *os.Root) error {
		name := filepath.FromSlash(d.name)
		for _, folder := range []string{filepath.Dir(filepath.Dir(name)), filepath.Dir(name)} {
			err := root.Mkdir(folder, 0o755)
			if err == nil {
				err = root.Chmod(folder, 0o755)
			}
			if err != nil && !errors.Is(err, fs.ErrExist) {
				return err
			}
		}
		if err := root.WriteFile(name, d.text, 0o644); err != nil {
			return err
		}
		return root.Chmod(name, 0o644)
	})
}

// within writes into the folder and nowhere else: a link in it that leads out is refused, for who writes may not have made it.
func (f Folder) within(write func(*os.Root) error) error {
	root, err := os.OpenRoot(f.Path)
	if err != nil {
		return err
	}
	return errors.Join(write(root), root.Close())
}

// exists refuses a folder that is no content folder, before anything is made there by mistake.
func (f Folder) exists() error {
	if _, err := os.Stat(f.at("site.yaml")); err != nil {
		return fmt.Errorf("%s holds no site.yaml, so it is no content folder: run this where the site's content is, or name the folder with --content DIR", f.Path)
	}
	return nil
}

// titled returns the title, or one made from the slug.
func titled(title, slug string) (string, error) {
	if title == "" {
		words := strings.ReplaceAll(slug, "-", " ")
		return strings.ToUpper(words[:1]) + words[1:], nil
	}
	if strings.TrimSpace(title) == "" || strings.ContainsAny(title, "\r\n") {
		return "", errors.New("--title must be a line of text")
	}
	return title, nil
}
