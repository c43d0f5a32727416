package testparts

import (
	"io/fs"
	"testing"
	"testing/fstest"
)

// Copy returns a copy of files that a test may change.
func Copy(t testing.TB, files fs.FS) fstest.MapFS {
	t.Helper()
	copied := fstest.MapFS{}
	must(t, fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(files, name)
		copied[name] = &fstest.MapFile{Data: data}
		return err
	}))
	return copied
}
