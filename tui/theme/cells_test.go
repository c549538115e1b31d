package theme_test

import (
	"testing"

	"pgregory.net/rapid"

	"flakewalk/tui/theme"
)

// TestCells proves that a cut line is as wide as it may be at most, and that widths are
// those of the terminal: of its characters as people see them, or of code points.
func TestCells(t *testing.T) {
	t.Parallel()
	points := theme.New(true, false)
	clusters := points.WithGraphemes()
	for s, want := range map[string][2]int{
		"abc": {3, 3}, "日本": {4, 4}, "❄": {1, 1}, "❄\ufe0f": {1, 2}, "👍🏽": {4, 2}, "👩\u200d👩\u200d👧": {6, 2},
	} {
		if got := [2]int{points.Width(s), clusters.Width(s)}; got != want {
			t.Errorf("%q is %v cells wide, want %v", s, got, want)
		}
	}
	piece := rapid.SampledFrom([]string{"a", " ", "日", "e\u0301", "❄\ufe0f", "👍🏽", "👩\u200d👩\u200d👧", "🇩🇪", "1\ufe0f\u20e3", "क\u094d\u200dष", "\x1b[1m", "\x1b[m"})
	rapid.Check(t, func(t *rapid.T) {
		th := points
		if rapid.Bool().Draw(t, "clusters") {
			th = clusters
		}
		s := ""
		for _, p := range rapid.SliceOfN(piece, 0, 20).Draw(t, "text") {
			s += p
		}
		n, mark := rapid.IntRange(0, 30).Draw(t, "cells"), rapid.SampledFrom([]string{"", "…"}).Draw(t, "mark")
		w := th.Width(s)
		if cut := th.Width(th.Cut(s, n, mark)); cut > n || w <= n && cut != w {
			t.Fatalf("%q is %d cells wide after it was cut to %d", s, cut, n)
		}
		left := th.CutLeft(s, n, mark)
		if cut := th.Width(left); n > 0 && cut > max(0, w-n+th.Width(mark)) {
			t.Fatalf("%q is %d cells wide, and %d as %q without the first %d", s, w, cut, left, n)
		}
	})
}
