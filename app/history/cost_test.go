package history_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"porchlight/app/history"
)

// fill400 makes a file with 400 days of minutes at 20 places, at all of which somebody was all the time.
func (h *house) fill400(b *testing.B) {
	b.Helper()
	h.execute(b, "INSERT INTO history_place (place) VALUES ('/')")
	for i := range 19 {
		h.execute(b, fmt.Sprintf("INSERT INTO history_place (place) VALUES ('/place-%d')", i+1))
	}
	for _, unit := range []int{60, 900} {
		h.execute(b, fmt.Sprintf(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %[2]d)
			INSERT INTO history_span SELECT %[1]d, p.id, %[3]d - i * %[1]d, 1 + i %% 7, %[1]d * 1000, 1 FROM history_place p CROSS JOIN n`, unit, 400*24*3600/unit, begin.Unix()))
	}
}

func BenchmarkReadingFourHundredDays(b *testing.B) {
	h := newHouse(b)
	h.fill400(b)
	n := history.New(h.store, h.clock, nil)
	ctx := context.Background()
	for _, r := range history.Ranges {
		b.Run(string(r), func(b *testing.B) {
			for b.Loop() {
				spans, err := n.Spans(ctx, "/place-7", r.Edges(begin.Add(-time.Hour)))
				must(b, err)
				if spans[0].Peak == 0 {
					b.Fatal("there is nothing")
				}
			}
		})
	}
	b.Run("a month by the minute", func(b *testing.B) {
		for b.Loop() {
			spans, err := n.Spans(ctx, "/place-7", history.Minutes(begin.Add(-31*24*time.Hour), begin))
			must(b, err)
			if spans[len(spans)-1].Peak == 0 {
				b.Fatal("there is nothing")
			}
		}
	})
	b.Run("sparklines of all places", func(b *testing.B) {
		for b.Loop() {
			_, err := n.LastHour(ctx)
			must(b, err)
			day, err := n.LastDay(ctx)
			must(b, err)
			if len(day) != 20 {
				b.Fatal("there is nothing")
			}
		}
	})
	b.Run("peak today", func(b *testing.B) {
		for b.Loop() {
			_, _, err := n.PeakSince(ctx, "/", begin.Add(-24*time.Hour))
			must(b, err)
		}
	})
	b.Run("places", func(b *testing.B) {
		for b.Loop() {
			_, err := n.Places(ctx)
			must(b, err)
		}
	})
	b.Run("a sweep of an hour", func(b *testing.B) {
		before := begin.Add(-399 * 24 * time.Hour)
		for b.Loop() {
			before = before.Add(time.Hour)
			removed, err := n.Expire(ctx, before)
			must(b, err)
			if removed < 20*60 {
				b.Fatal("there is nothing left")
			}
		}
	})
}
