package live_test

import (
	"testing"

	"porchlight/app/testparts"
)

func TestMain(m *testing.M) { testparts.Main(m) }
