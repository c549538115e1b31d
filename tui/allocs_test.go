package tui

import "testing"

// TestViewAllocatesForVisibleRowsOnly counts allocations, so it must run alone.
//
//nolint:paralleltest // see above
func TestViewAllocatesForVisibleRowsOnly(t *testing.T) {
	count := func(rows int) float64 {
		u := start(t, big(rows), 120, 36, Options{})
		u.press("l", "G", "ctrl+u", "ctrl+u")
		u.rest()
		u.tick()
		_ = u.m.View() // buffers grow once
		return testing.AllocsPerRun(20, func() { _ = u.m.View() })
	}
	few, many := count(1_000), count(manyRows)
	if many > few+2 { // longer numbers in the last line
		t.Errorf("%v allocations with 1,000 rows, %v with 100,000", few, many)
	}
	if perRow := few / 32; perRow > 20 {
		t.Errorf("%v allocations for each row on screen", perRow)
	}
}
