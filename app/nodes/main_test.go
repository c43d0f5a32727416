package nodes

import (
	"testing"

	"porchlight/app/testparts"
)

// The tests of this package run the program as processes and talk to it from outside.
func TestMain(m *testing.M) { testparts.Main(m) }
