package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

const unheardName = ".unheard.lock"

// Unheard implements store.Store. A lock says it, which costs no commit and ends with the process.
func (s *Store) Unheard(are bool) (others bool, err error) {
	switch {
	case are && s.unheard == nil:
		s.unheard, err = flock(s.path+unheardName, syscall.LOCK_SH|syscall.LOCK_NB)
		if errors.Is(err, syscall.EWOULDBLOCK) { // another node asks just now
			err = nil
		}
	case !are && s.unheard != nil:
		err = s.unheard.Close()
		s.unheard = nil
	}
	if err != nil || s.unheard != nil {
		return false, err
	}
	return isHeld(s.path + unheardName)
}

// isHeld reports whether anybody holds a lock file. It makes none.
func isHeld(path string) (bool, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("lock file: %w", err)
	}
	defer f.Close() // which gives the lock back
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return true, nil
	}
	return false, err
}
