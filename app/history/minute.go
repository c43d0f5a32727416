package history

import "time"

const seconds = 60

// minute is what one node sees of one.
type minute struct {
	start    time.Time
	looked   [seconds]int64 // milliseconds of each second in which it looked
	places   map[string]*part
	arrivals int
}

// part is what it sees of one place.
type part struct {
	peak    int
	present [seconds]int64 // visitors times milliseconds, by second
}

func newMinute(now time.Time, counts map[string]int) *minute {
	m := &minute{start: now.Truncate(time.Minute), places: map[string]*part{}}
	for place, count := range counts {
		m.sees(place, count)
	}
	return m
}

func (m *minute) isEmpty() bool { return len(m.places) == 0 && m.arrivals == 0 }

// sees notes that so many are at a place.
func (m *minute) sees(place string, count int) {
	p := m.places[place]
	if p == nil {
		p = &part{}
		m.places[place] = p
	}
	p.peak = max(p.peak, count)
}

// lasts notes that the counts held from one time of this minute to another.
func (m *minute) lasts(counts map[string]int, from, to time.Time) {
	for at, end := from.Sub(m.start).Milliseconds(), to.Sub(m.start).Milliseconds(); at < end; {
		second := at / 1000
		until := min(end, (second+1)*1000)
		m.looked[second] += until - at
		for place, count := range counts {
			m.places[place].present[second] += int64(count) * (until - at)
		}
		at = until
	}
}

// seen has a bit for each second in which the node looked.
func (m *minute) seen() (bits int64) {
	for second, looked := range m.looked {
		if looked > 0 {
			bits |= 1 << second
		}
	}
	return bits
}

// total is the visitors times milliseconds of a place in the seconds that have a bit. A second of which the node saw a part, as at
// its start, was like that part.
func (m *minute) total(p *part, bits int64) (total int64) {
	for second, looked := range m.looked {
		if bits&(1<<second) != 0 && looked > 0 {
			total += p.present[second] * 1000 / looked
		}
	}
	return total
}
