// Package limit says how often something may be done, over all nodes.
package limit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"porchlight/app/fault"
)

// Rule is a named limit: Burst at once, and then one more each Every. The zero Burst (or Every) switches it off.
//
//	messages 1 a second with a burst of 5   Rule{Name: "message", Every: time.Second, Burst: 5}
//	60 an hour                              Rate("conversation", 60, time.Hour)
//	10 in 15 minutes                        Rate("login", 10, 15*time.Minute)
//
// It is GCRA (ITU-T I.371), the leaky bucket that keeps a single number a key: the time at which the bucket will be
// full again. In any span w, at most Burst + w/Every are allowed; over long spans, one each Every.
type Rule struct {
	Name  string        // keeps the keys of different rules apart
	Every time.Duration // after which one more is allowed, to the microsecond
	Burst int           // how many are allowed at once
}

// Rate is the rule n in each span: all n at once, and then one more each span/n. Zero n switches it off.
func Rate(name string, n int, span time.Duration) Rule {
	if n <= 0 {
		return Rule{Name: name}
	}
	return Rule{Name: name, Every: span / time.Duration(n), Burst: n}
}

// Off reports whether the rule allows everything.
func (r Rule) Off() bool { return r.Burst <= 0 || r.Every <= 0 }

// Limiter counts uses of a rule by key.
type Limiter interface {
	// Take uses the rule once for key. Wait 0 means allowed; else nothing was used, and wait, never longer than
	// rule.Every, is how long until it would be allowed. It fails only when ctx is done: a limiter always has an answer.
	Take(ctx context.Context, rule Rule, key string) (wait time.Duration, err error)
}

// digest stands for a key in memory and on Redis: keys may be e-mail addresses, and as long as a stranger likes.
func digest(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:16])
}

func unavailable(cause error) error {
	e := fault.New(fault.Unavailable, "This took too long. Please try again.")
	e.Cause = cause
	return e
}
