package limit

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"sync"
	"time"

	"porchlight/app/fault"
	"porchlight/app/store"
)

const (
	addressKeyLen = sha256.Size // RFC 2104 §3: a key as long as the hash
	pseudonymLen  = 16          // bytes
	subnet        = 64          // bits of an IPv6 address that name a household; the rest its devices choose at will
	site          = 48          // bits that a provider gives to one customer at most, who chooses the subnets (RFC 6177)
)

// Addresses turns IP addresses into pseudonyms, the same on all nodes, under a key that lives for a day (UTC).
// With the key of a past day goes the only way back, unless a block keeps it (see Block). It is safe for concurrent use.
type Addresses struct {
	store store.Store
	now   func() time.Time

	mu     sync.Mutex
	day    int64 // since 1970
	key    []byte
	before []byte    // the key of the day before, in memory for a day longer: who came before midnight can be blocked; nil: not known
	rest   time.Time // until then the store is not asked for another key: it could not be

	blocksHeld blocks    // nil: never read
	blocksRead time.Time // zero: not yet, or no longer good
}

// askAgain is how long a store that could not be asked for the key of a new day is left alone.
const askAgain = 5 * time.Second

// NewAddresses returns the pseudonyms whose keys are in store; the clock now says which day it is.
func NewAddresses(store store.Store, now func() time.Time) *Addresses {
	return &Addresses{store: store, now: now}
}

// Pseudonym returns 32 hexadecimal digits that stand today for an IPv4 address, or for the /64 of an IPv6 address.
// What is no address is fault.Invalid.
func (a *Addresses) Pseudonym(ctx context.Context, ip string) (string, error) {
	key, err := a.today(ctx)
	if err != nil {
		return "", err
	}
	return pseudonym(key, ip)
}

// Network returns such digits for the /48 of an IPv6 address, of which one customer may have all; none for an IPv4 address.
func (a *Addresses) Network(ctx context.Context, ip string) (string, error) {
	addr, err := netip.ParseAddr(ip)
	if err != nil || addr.Unmap().Is4() {
		return "", err
	}
	return a.Pseudonym(ctx, netip.PrefixFrom(addr.WithZone(""), site).Masked().Addr().String())
}

func pseudonym(key []byte, ip string) (string, error) {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return "", fault.New(fault.Invalid, "This is not an IP address.")
	}
	addr = addr.Unmap()
	if addr.Is6() {
		addr = netip.PrefixFrom(addr, subnet).Masked().Addr() // without its zone, too
	}
	mac := hmac.New(sha256.New, key)
	mac.Write(addr.AsSlice())
	return hex.EncodeToString(mac.Sum(nil)[:pseudonymLen]), nil
}

// today returns the key of this day. The first node that asks makes it, and deletes those of the past. While the store is away at midnight,
// the day before goes on.
func (a *Addresses) today(ctx context.Context) ([]byte, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	day := a.now().Unix() / int64(24*time.Hour/time.Second)
	if a.key != nil && (a.day == day || a.now().Before(a.rest)) {
		return a.key, nil
	}
	fresh := make([]byte, addressKeyLen)
	rand.Read(fresh) // never fails: it ends the process instead
	var key []byte
	err := a.store.Write(ctx, func(q store.Queries) (err error) {
		if err = q.DeleteAddressKeysBefore(ctx, day); err != nil {
			return err
		}
		if err = q.PutAddressKey(ctx, day, fresh); err != nil {
			return err
		}
		key, err = q.AddressKey(ctx, day)
		return err
	})
	if fault.Is(err, fault.Unavailable) && a.key != nil {
		a.rest = a.now().Add(askAgain)
		return a.key, nil
	}
	if err != nil {
		return nil, err
	}
	a.before = nil
	if a.day == day-1 {
		a.before = a.key
	}
	a.day, a.key = day, key
	return key, nil
}
