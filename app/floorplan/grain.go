package floorplan

import "math"

const (
	coarsest  = 8.5 // the largest grain: its dots meet, with paper left between them
	evenGrain = .5  // of it where a crowd is spread evenly over the house
	calm      = .5  // by how much a grain changes at least
)

// numbers looks at the house.
func (s *Standing) numbers() (all []RoomNews) {
	floors := s.plan.Drawings[0].Floors
	var crowd, house int
	for i, r := range s.plan.Rooms {
		n := RoomNews{Room: i, Count: s.house.Count(r.Place), At: s.house.At(r.Place)}
		crowd += n.At
		house += floors[i].area()
		all = append(all, n)
	}
	if !s.crowded || crowd == 0 {
		return all
	}
	even := float64(crowd) / float64(house)
	for i := range all {
		all[i].Grain = steady(s.told[i].Grain, grain(float64(all[i].At)/float64(floors[i].area())/even))
	}
	return all
}

// grain grows with how much denser than in an even crowd it is: the ink on the floor by as much as the visitors, as in print.
func grain(density float64) float64 {
	return math.Round(10*math.Min(coarsest, coarsest*evenGrain*math.Sqrt(density))) / 10
}

// steady keeps a grain that is as good as the new one.
func steady(before, now float64) float64 {
	if math.Abs(now-before) < calm && (before == 0) == (now == 0) {
		return before
	}
	return now
}
