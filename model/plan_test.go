package model

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
)

func TestPlanInWords(t *testing.T) {
	t.Parallel()
	var said strings.Builder
	for _, p := range []Plan{
		{},
		{Builds: []string{"/a.drv"}},
		{Builds: []string{"/a.drv", "/b.drv"}, Fetches: []string{"/c"}, Download: 1536, Unpacked: 12 << 20},
		{Unknown: []string{"/d"}},
	} {
		said.WriteString(p.String() + "\n")
	}
	golden.RequireEqual(t, said.String())
}
