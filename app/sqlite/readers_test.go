package sqlite_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"porchlight/app/store"
)

func TestReadingAtOnceNeedsNoDescriptorThatWasNotThereFromTheStart(t *testing.T) {
	path := file(t)
	kept := open(t, path, store.Alone)
	before := descriptors(t, path)
	var reading sync.WaitGroup
	for range 100 {
		reading.Go(func() {
			if _, err := kept.Stored(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	reading.Wait()
	if after := descriptors(t, path); after != before || before == 0 {
		t.Errorf("%d descriptors of the database, %d before anything was read", after, before)
	}
}

// descriptors counts those that this process has on a database's file and its log.
func descriptors(t *testing.T, path string) (n int) {
	t.Helper()
	const own = "/proc/self/fd"
	all, err := os.ReadDir(own)
	must(t, err)
	for _, fd := range all {
		if name, err := os.Readlink(filepath.Join(own, fd.Name())); err == nil && strings.HasPrefix(name, path) {
			n++
		}
	}
	return n
}
