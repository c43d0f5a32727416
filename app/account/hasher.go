package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"runtime"
	"time"

	"porchlight/app/fault"

	"golang.org/x/crypto/argon2"
)

// The cost of one hash, from OWASP's Password Storage Cheat Sheet (argon2id: 19 MiB, 2 passes, 1 lane);
// the lengths of salt and key from RFC 9106 §3.1 and §4.
const (
	memoryKiB = 19456
	passes    = 2
	lanes     = 1
	saltLen   = 16
	keyLen    = 32
)

// busyRetry is when a login that found no free place to hash may be tried again.
const busyRetry = time.Second

// hasher derives keys from passwords, a bounded number at a time: each takes 19 MiB and a whole core. Strangers keep at most half of the
// cores busy, so that pages and sockets have the others; who is known does not wait for them.
type hasher struct {
	strangers, known *turns

	derive func(password, salt []byte, passes, memory uint32, lanes uint8, keyLen uint32) []byte
	decoy  string // a hash that no password has
}

func newHasher() hasher {
	decoy := phc{memory: memoryKiB, passes: passes, lanes: lanes, salt: random(saltLen), key: random(keyLen)}
	return hasher{
		strangers: newTurns(max(1, runtime.GOMAXPROCS(0)/2)), known: newTurns(1),
		derive: argon2.IDKey, decoy: decoy.String(),
	}
}

// hash returns the PHC string of a new password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	p := phc{memory: memoryKiB, passes: passes, lanes: lanes, salt: random(saltLen), key: make([]byte, keyLen)}
	key, err := h.key(ctx, password, p)
	p.key = key
	return p.String(), err
}

// verify reports whether stored is the hash of password.
func (h *hasher) verify(ctx context.Context, password, stored string) (bool, error) {
	p, err := parsePHC(stored)
	if err != nil {
		return false, err
	}
	key, err := h.key(ctx, password, p)
	return err == nil && subtle.ConstantTimeCompare(key, p.key) == 1, err
}

// key derives a key of p's cost and length, and waits for its turn first.
func (h *hasher) key(ctx context.Context, password string, p phc) ([]byte, error) {
	from, lane := fromOf(ctx), h.strangers
	if from.Known {
		lane = h.known
	}
	if err := lane.take(ctx, from.Address); err != nil {
		return nil, busy(err)
	}
	defer lane.giveBack()
	return h.derive([]byte(password), p.salt, p.passes, p.memory, p.lanes, uint32(len(p.key))), nil
}

func busy(cause error) error {
	return &fault.Error{
		Kind: fault.Unavailable, Sentence: "Too many people are signing in right now. Please try again in a moment.",
		RetryAfter: busyRetry, Cause: cause,
	}
}

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails: it ends the process instead
	return b
}
