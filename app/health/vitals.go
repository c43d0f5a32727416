package health

// Vitals are the numbers that say how a node fares. They are all that nodes tell each other of it.
type Vitals struct {
	Version string  `json:"version"`
	Started float64 `json:"started"` // Unix time, in seconds

	Sockets   float64 `json:"sockets"`
	FramesIn  float64 `json:"frames_in"` // a second, as the next three
	FramesOut float64 `json:"frames_out"`
	BytesIn   float64 `json:"bytes_in"`
	BytesOut  float64 `json:"bytes_out"`

	Slow         float64 `json:"slow"` // a minute, on the average of the last five, as the next two
	Reconnects   float64 `json:"reconnects"`
	Refused      float64 `json:"refused"`
	WaitingBytes float64 `json:"waiting_bytes"`

	BusUp    bool      `json:"bus_up"`
	BusSince float64   `json:"bus_since"` // Unix time, in seconds
	Gaps     float64   `json:"gaps"`      // while samples are kept
	Trip     Quantiles `json:"trip"`      // of the last minutes, as the next ones

	Write      Quantiles `json:"write"`
	Commit     Quantiles `json:"commit"`
	Read       Quantiles `json:"read"`
	Writes     float64   `json:"writes"`   // a second
	Failures   float64   `json:"failures"` // in the last minutes
	Damaged    bool      `json:"damaged"`  // the database
	Away       bool      `json:"away"`     // its server
	Lacking    float64   `json:"lacking"`  // bytes that the disk of the database has less than it should have left
	NewDead    float64   `json:"new_dead"` // notices given up while samples are kept
	Goroutines float64   `json:"goroutines"`
	Memory     float64   `json:"memory"` // bytes

	BackupEvery float64 `json:"backup_every"` // seconds; 0: none are made on a schedule
	BackupAge   float64 `json:"backup_age"`   // seconds since the last, or where there is none since the start
	NoBackup    bool    `json:"no_backup"`
}

// vitals works out what follows from a reading and those before it. It is called with mu held.
func (h *Health) vitals(now Reading) Vitals {
	lately, any := h.before(now, rateOver)
	if !any {
		lately = now
	}
	minutes, any := h.before(now, timesOver)
	if !any {
		minutes = now
	}
	all, any := h.before(now, Kept)
	if !any {
		all = now
	}
	second := func(name string) float64 {
		if passed := now.At.Sub(lately.At).Seconds(); passed > 0 {
			return rise(now, lately, name) / passed
		}
		return 0
	}
	minute := func(name string) float64 { return rise(now, minutes, name) / timesOver.Minutes() } // of a young node, too: a start is no flood
	times := func(name string) Quantiles { return now.times[name].since(minutes.times[name]).quantiles() }
	v := Vitals{
		Version: Version(), Started: now.values[Started], Sockets: now.values[Sockets],
		FramesIn: second(FramesIn), FramesOut: second(FramesOut), BytesIn: second(BytesIn), BytesOut: second(BytesOut),
		Slow: minute(SlowCloses), Reconnects: minute(Reconnects), Refused: minute(Refused), WaitingBytes: now.values[Depth],
		BusUp: now.values[BusUp] == 1, BusSince: now.values[BusChanged], Gaps: rise(now, all, BusGaps), Trip: times(BusTrip),
		Write: times(Write), Commit: times(Commit), Read: times(Read), Failures: rise(now, minutes, Failures), Damaged: now.values[Damaged] == 1, NewDead: rise(now, all, Dead),
		Goroutines: now.values[Goroutines], Memory: now.values[Memory],
	}
	if up, known := now.Value(StoreUp); known {
		v.Away = up == 0
	}
	if free, known := now.Value(Free); known {
		v.Lacking = max(0, LowDisk-free)
	}
	if passed := now.At.Sub(lately.At).Seconds(); passed > 0 {
		v.Writes = float64(now.times[Write].since(lately.times[Write]).Count()) / passed
	}
	if v.BackupEvery = now.values[BackupDue]; v.BackupEvery > 0 {
		last := now.values[Backup]
		if v.NoBackup = last == 0; v.NoBackup {
			last = v.Started
		}
		v.BackupAge = float64(now.At.Unix()) - last
	}
	return v
}

// rise is by how much a name has grown since an earlier reading; 0 where either knows nothing of it, or it has shrunk.
func rise(now, earlier Reading, name string) float64 {
	before, knew := earlier.values[name]
	if sum, known := now.Sum(name); known && knew {
		return max(0, sum-before)
	}
	return 0
}
