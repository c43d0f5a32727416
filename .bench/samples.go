package main

import (
	"fmt"
	"slices"
)

// noisy is how much of a core, in per cent, others may take before a sample counts as disturbed.
const noisy = 20

// samples are the measurements of one figure over the rounds.
type samples []sample

// sample is one measurement, and how much of a core others took meanwhile, in per cent.
type sample struct{ value, noise float64 }

// counted are the values that count, in order: those of clean samples where there are any, else all.
func (s samples) counted() []float64 {
	var clean, all []float64
	for _, one := range s {
		all = append(all, one.value)
		if one.noise <= noisy {
			clean = append(clean, one.value)
		}
	}
	if len(clean) == 0 {
		clean = all
	}
	slices.Sort(clean)
	return clean
}

// median is that of the values that count; none: 0.
func (s samples) median() float64 {
	values := s.counted()
	if len(values) == 0 {
		return 0
	}
	middle := len(values) / 2
	if len(values)%2 == 0 {
		return (values[middle-1] + values[middle]) / 2
	}
	return values[middle]
}

// spread is how far the values that count lie apart, in per cent of their median.
func (s samples) spread() float64 {
	values := s.counted()
	if len(values) == 0 || s.median() == 0 {
		return 0
	}
	return 100 * (values[len(values)-1] - values[0]) / s.median()
}

// noise is the share of others in the quietest sample: above noisy, not one sample was clean.
func (s samples) noise() float64 {
	least := 0.0
	for i, one := range s {
		if i == 0 || one.noise < least {
			least = one.noise
		}
	}
	return least
}

// caveat says how far the samples of a row lie apart, and what noise did to them.
func caveat(all ...samples) string {
	dropped, disturbed, spread := 0, 0.0, 0.0
	for _, s := range all {
		dropped += len(s) - len(s.counted())
		disturbed = max(disturbed, s.noise())
		spread = max(spread, s.spread())
	}
	var apart, noise string
	if spread > 0 {
		apart = fmt.Sprintf("spread %.0f %%", spread)
	}
	if disturbed > noisy {
		noise = fmt.Sprintf("noisy: others took %.0f %% of a core", disturbed)
	}
	if dropped > 0 {
		noise = notes(fmt.Sprintf("noisy samples dropped: %d", dropped), noise)
	}
	return notes(apart, noise)
}
