package limit

import "time"

// BucketMost is how many keys Memory has room for.
const BucketMost = bucketMost

// Keys returns how many keys are kept.
func (m *Memory) Keys() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for _, b := range m.rules {
		n += len(b.full)
	}
	return n
}

// Patient makes r wait for a Redis that is only slow, so that a busy machine does not decide a test.
func Patient(r *Redis) *Redis {
	r.patience = 10 * time.Second
	return r
}
