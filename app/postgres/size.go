package postgres

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// sizeKept is how long a size is good for the metrics: for each the server looks at all files of the database.
const sizeKept = time.Minute

// size is what the database took when it was last looked at.
type size struct {
	mu    sync.Mutex
	bytes int64
	at    time.Time
}

// Size is how many bytes the database takes on its server.
func (s *Store) Size(ctx context.Context) (bytes int64, err error) {
	err = s.reader().QueryRow(ctx, "SELECT pg_database_size(current_database())").Scan(&bytes)
	return bytes, err
}

func (s *Store) sizes() prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "porchlight_store_bytes", Help: "What the database takes on its server; while that is away, what it took last.",
	}, func() float64 {
		s.size.mu.Lock()
		defer s.size.mu.Unlock()
		if time.Since(s.size.at) > sizeKept {
			if bytes, err := s.Size(context.Background()); err == nil {
				s.size.bytes = bytes
			}
			s.size.at = time.Now()
		}
		return float64(s.size.bytes)
	})
}
