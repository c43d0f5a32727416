//go:build !race

package testparts

// Race says whether the race detector is on.
const Race = false
