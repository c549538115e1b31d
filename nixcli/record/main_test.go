package record

import (
	"testing"

	"flakewalk/nixcli/nixtest"
)

func TestMain(m *testing.M) { nixtest.Main(m) }
