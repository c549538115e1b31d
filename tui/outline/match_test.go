package outline

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"flakewalk/tui/theme"
)

// matching is a source whose rows have the letters from 2 to 5 searched for.
type matching struct{ *labels }

func (s matching) Row(id ID) Row {
	r := s.labels.Row(id)
	r.Match = [2]int{2, 5}
	return r
}

// TestMatch proves that what was searched for stands out, and that a row is as
// wide with it as without.
func TestMatch(t *testing.T) {
	t.Parallel()
	m, l := newTree(12, 2)
	m.source = matching{l}
	l.give(Root, "packages", "a long name for this")
	lines := m.View()
	if want := theme.New(true, false).RenderSelected(theme.Match, "cka"); !strings.Contains(lines[0], want) {
		t.Errorf("%q", lines[0])
	}
	if got := ansi.Strip(lines[0]); got != "▌▸ packages " {
		t.Errorf("%q", got)
	}
	if got := ansi.Strip(lines[1]); got != " ▸ a long n…" {
		t.Errorf("%q", got)
	}
}
