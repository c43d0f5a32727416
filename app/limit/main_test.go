package limit_test

import (
	"testing"

	"porchlight/app/testparts"
)

func TestMain(m *testing.M) { testparts.EveryStore(m, "Limit", "Redis", "Memory", "Clock") }
