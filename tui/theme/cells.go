package theme

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// WithGraphemes is the theme for a terminal that gives each character as people see it
// (a grapheme cluster: an emoji of several parts, a letter with its marks) the cells of
// one, as those with mode 2027 do. Others add up the cells of its code points, and so
// does Bubble Tea there.
func (t *Theme) WithGraphemes() *Theme {
	with := *t
	with.cells = ansi.GraphemeWidth
	return &with
}

// Width is the number of cells that a line of text takes, its looks left out.
func (t *Theme) Width(s string) int { return t.cells.StringWidth(s) }

// Cut is a line that takes at most that many cells; one that is cut ends with tail.
func (t *Theme) Cut(s string, cells int, tail string) string {
	if t.Width(s) <= cells {
		return s
	}
	if ansi.StringWidth(s) <= cells { // then ansi 0.11.8 does not cut, whatever the method
		s += strings.Repeat(" ", cells+1)
	}
	for n := cells; n > 0; n-- { // it takes "1\ufe0f\u20e3" apart, and measures it as a whole
		if cut := t.cells.Truncate(s, n, tail); t.Width(cut) <= cells {
			return cut
		}
	}
	return ""
}

// CutLeft is a line without its first cells, and without a character of which only a part
// would go; one that is cut begins with head.
func (t *Theme) CutLeft(s string, cells int, head string) string {
	if cells <= 0 {
		return s
	}
	width := t.Width(s)
	for n := cells; n < width; n++ {
		if cut := t.cells.TruncateLeft(s, n, head); t.Width(cut) <= width-cells+t.Width(head) {
			return cut
		}
	}
	return ""
}

// Cluster is the first character of a text as people see it: its bytes and cells.
func (t *Theme) Cluster(s string) (size, cells int) {
	cluster, cells := ansi.FirstGraphemeCluster(s, t.cells)
	return len(cluster), cells
}
