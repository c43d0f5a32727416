package main

import "testing"

func TestTheMedianLeavesOutDisturbedSamplesWhereThereAreCleanOnes(t *testing.T) {
	for what, c := range map[string]struct {
		samples samples
		value   float64
		counted int
	}{
		"all clean":     {samples{{3, 0}, {1, 0}, {2, noisy}}, 2, 3},
		"an even count": {samples{{1, 0}, {2, 0}}, 1.5, 2},
		"one disturbed": {samples{{1, 0}, {9, noisy + 1}, {3, 0}}, 2, 2},
		"all disturbed": {samples{{1, 50}, {9, 60}, {3, 70}}, 3, 3},
		"none":          {nil, 0, 0},
	} {
		if value, counted := c.samples.median(), len(c.samples.counted()); value != c.value || counted != c.counted {
			t.Errorf("%s: %g of %d, want %g of %d", what, value, counted, c.value, c.counted)
		}
	}
}

func TestARowSaysWhatNoiseDidToIt(t *testing.T) {
	for want, all := range map[string][]samples{
		"":                                  {{{1, 0}}, {{2, 5}}},
		"spread 50 %":                       {{{1, 0}}, {{2, 5}, {2, 5}, {3, 5}}},
		"noisy samples dropped: 1":          {{{1, 0}, {1, 90}}, {{2, 5}}},
		"noisy: others took 40 % of a core": {{{1, 0}}, {{2, 40}, {2, 90}}},
	} {
		if got := caveat(all...); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
