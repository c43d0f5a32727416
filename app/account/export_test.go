package account

import "golang.org/x/crypto/argon2"

// Cheapen has passwords hashed at no cost, whatever cost is stored with the hashes and told to OnHash.
func (a *Accounts) Cheapen() *Accounts {
	a.hasher.derive = func(password, salt []byte, _, _ uint32, _ uint8, keyLen uint32) []byte {
		return argon2.IDKey(password, salt, 1, 8, 1, keyLen)
	}
	return a
}

// OnHash calls f before each password hash with its cost and length, so that tests can count and delay hashes.
func (a *Accounts) OnHash(f func(cost string)) {
	derive := a.hasher.derive
	a.hasher.derive = func(password, salt []byte, passes, memory uint32, lanes uint8, keyLen uint32) []byte {
		f(phc{memory: memory, passes: passes, lanes: lanes, salt: make([]byte, len(salt)), key: make([]byte, keyLen)}.String())
		return derive(password, salt, passes, memory, lanes, keyLen)
	}
}

// Waiting returns how many strangers wait for their turn to have a password hashed.
func (a *Accounts) Waiting() (n int) {
	t := a.hasher.strangers
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, waiting := range t.waiting {
		n += len(waiting.waiters)
	}
	return n
}
