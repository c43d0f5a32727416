package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"

	"porchlight/app/store"
)

const lockRetry = 20 * time.Millisecond

// keepApart holds what keeps nodes apart that do not hear each other. The kernel drops it with the process, however that ends.
func keepApart(path string, s store.Sharing) (*os.File, error) {
	if s == store.Beside {
		return nil, nil
	}
	how := map[store.Sharing]int{store.Alone: syscall.LOCK_EX, store.Shared: syscall.LOCK_SH}[s]
	f, err := flock(path+".lock", how|syscall.LOCK_NB)
	switch {
	case err == nil:
		return f, nil
	case !errors.Is(err, syscall.EWOULDBLOCK):
		return nil, inWords(path, err)
	}
	if s == store.Shared {
		return nil, fmt.Errorf("database %s is in use by a node without Redis: stop it, or start it with the same REDIS_URL", path)
	}
	return nil, fmt.Errorf("database %s is in use by another node: give all nodes the same REDIS_URL, or this one a DATABASE of its own", path)
}

// ErrLocked is what Lock answers when another has it.
var ErrLocked = errors.New("another process holds the lock")

// Lock takes a lock file for whoever holds what it returns, and does not wait for it. The kernel drops the lock with the process.
func Lock(path string) (*os.File, error) {
	f, err := flock(path, syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = ErrLocked
	}
	return f, err
}

func flock(path string, how int) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o640)
	if err != nil {
		return nil, fmt.Errorf("lock file: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), how); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// waitLock asks again and again, since a waiting flock(2) would not hear of ctx.
func waitLock(ctx context.Context, path string) (*os.File, error) {
	for {
		f, err := Lock(path)
		if !errors.Is(err, ErrLocked) {
			return f, err
		}
		select {
		case <-time.After(lockRetry):
		case <-ctx.Done():
			return nil, fmt.Errorf("waiting for another node to migrate it: %w", ctx.Err())
		}
	}
}
