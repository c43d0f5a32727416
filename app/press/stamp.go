package press

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
)

// ownStatic are the folders of static files that are edited here; what npm brings lies beside them.
var ownStatic = []string{"css", "js", "img"}

// stamp tells editions apart by everything that they are printed from, so that a page can see that there is another.
func (s Sources) stamp() (string, error) {
	sum := sha256.New()
	add := func(files fs.FS, root string) error {
		return fs.WalkDir(files, root, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(files, name)
			_, _ = fmt.Fprintf(sum, "%s %d\n%s", name, len(data), data) // a hash takes everything
			return err
		})
	}
	for _, files := range []fs.FS{s.Content, s.Views} {
		if err := add(files, "."); err != nil {
			return "", err
		}
	}
	for _, root := range ownStatic {
		if err := add(s.Static, root); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(sum.Sum(nil)[:8]), nil
}
