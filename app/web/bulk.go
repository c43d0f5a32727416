package web

import (
	"context"
	"time"

	"porchlight/app/limit"
)

// What is read of a conversation is put together in memory, and lies there until it is sent: as a file, or as all that changed. So much of it
// is put together by a few at a time, and what is far more than people write is sent a few times an hour.
const (
	bulkChanges = 500     // more of them wait for their turn
	bulkBytes   = 4 << 20 // of one answer
	bulkReads   = 20      // answers of more than that, of one conversation in an hour
)

var bulkRule = limit.Rate("bulk", bulkReads, time.Hour)

// inBulk puts together what has so many changes of a conversation in it.
func (s *Server) inBulk(ctx context.Context, id string, changes int64, put func() ([]byte, error)) ([]byte, error) {
	if changes > bulkChanges {
		if err := s.bulk.enter(); err != nil {
			return nil, err
		}
		defer s.bulk.leave()
	}
	text, err := put()
	if err != nil || len(text) <= bulkBytes {
		return text, err
	}
	if err := s.takeLong(ctx, bulkRule, id, "This is much, and it was read often within an hour. Please try again in %s."); err != nil {
		return nil, err
	}
	return text, nil
}
