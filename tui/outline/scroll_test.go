package outline

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"flakewalk/tui/keymap"
)

// deep is a tree of 9 lines: a > b > c with 20 rows in c, then d.
func deep(t *testing.T) (*Model, *labels) {
	t.Helper()
	m, l := newTree(20, 9)
	l.give(Root, "a", "d")
	do(t, m, keymap.Open)
	l.give(1, "b")
	do(t, m, keymap.Open, keymap.Open)
	l.give(3, "c")
	do(t, m, keymap.Open, keymap.Open)
	l.give(4, strings.Split(strings.Repeat("leaf,", 19)+"leaf", ",")...)
	return m, l
}

// seen are the lines on screen, without blanks around them.
func seen(m *Model) string {
	var all []string
	for _, line := range m.View() {
		all = append(all, strings.TrimSpace(ansi.Strip(line)))
	}
	return strings.Join(all, "|")
}

func TestAncestorsStay(t *testing.T) {
	t.Parallel()
	m, _ := deep(t)
	do(t, m, keymap.Top)
	if got := seen(m); got != "▌▾ a|▾ b|▾ c|leaf|leaf|leaf|leaf|leaf|leaf" {
		t.Errorf("at the top: %s", got)
	}
	m.Scroll(3)
	if got := seen(m); got != "▾ a|▾ b|▾ c|▌        leaf|leaf|leaf|leaf|leaf|leaf" {
		t.Errorf("scrolled: %s", got)
	}
	do(t, m, keymap.Bottom)
	if got := seen(m); got != "▾ a|▾ b|▾ c|leaf|leaf|leaf|leaf|leaf|▌▸ d" {
		t.Errorf("at the bottom: %s", got)
	}
	for range 7 {
		do(t, m, keymap.Up)
	}
	if got := seen(m); got != "▾ a|▾ b|▾ c|▌        leaf|leaf|leaf|leaf|leaf|leaf" {
		t.Errorf("the cursor is not clear of them: %s", got)
	}
	m.SetSize(20, 5) // room for the nearest only
	if got := seen(m); !strings.HasPrefix(got, "▾ c|") || !strings.Contains(got, "▌") {
		t.Errorf("low: %s", got)
	}
}

func TestAncestorsGiveWay(t *testing.T) {
	t.Parallel()
	m, l := newTree(20, 6)
	l.give(Root, "a", "b")
	do(t, m, keymap.Open)
	l.give(1, "leaf 1", "leaf 2", "leaf 3")
	do(t, m, keymap.Bottom, keymap.Open)
	l.give(2, "leaf 4", "leaf 5", "leaf 6", "leaf 7", "leaf 8", "leaf 9")
	m.Scroll(-100)
	m.Scroll(2)
	if got := seen(m); got != "▾ a|leaf 3|▌▾ b|leaf 4|leaf 5|leaf 6" {
		t.Errorf("a: %s", got)
	}
	m.Scroll(1)
	if got := seen(m); got != "leaf 3|▌▾ b|leaf 4|leaf 5|leaf 6|leaf 7" {
		t.Errorf("the last of a: %s", got)
	}
	m.Scroll(2)
	if got := seen(m); got != "▾ b|▌    leaf 5|leaf 6|leaf 7|leaf 8|leaf 9" {
		t.Errorf("b: %s", got)
	}
}

func TestScrollTakesTheCursorAlong(t *testing.T) {
	t.Parallel()
	m, _ := deep(t)
	do(t, m, keymap.Top)
	m.Scroll(3)
	if n, _ := m.Position(); n != 7 {
		t.Errorf("scrolled down, the cursor is at %d", n)
	}
	do(t, m, keymap.Bottom)
	m.Scroll(-3)
	if n, _ := m.Position(); n != 21 {
		t.Errorf("scrolled up, the cursor is at %d", n)
	}
	m.Scroll(1000)
	m.Scroll(-1000)
	if m.top != 0 {
		t.Errorf("top %d", m.top)
	}
	empty, _ := newTree(10, 3)
	empty.Scroll(3)
	empty.Scroll(-3)
	if _, ok := empty.Cursor(); ok {
		t.Error("a cursor without rows")
	}
}

func TestAt(t *testing.T) {
	t.Parallel()
	m, _ := deep(t)
	do(t, m, keymap.Top)
	m.Scroll(5)
	tests := []struct {
		x, y int
		want Spot
		ok   bool
	}{
		{1, 0, Spot{ID: 1, Mark: true, Pinned: true}, true},
		{9, 0, Spot{ID: 1, Pinned: true}, true},
		{5, 2, Spot{ID: 4, Mark: true, Pinned: true}, true},
		{7, 3, Spot{ID: 10, Mark: true}, true},
		{9, 3, Spot{ID: 10}, true},
		{5, 3, Spot{ID: 10}, true},
		{0, 8, Spot{ID: 15}, true},
		{0, 9, Spot{}, false},
		{20, 0, Spot{}, false},
		{-1, 0, Spot{}, false},
		{0, -1, Spot{}, false},
	}
	for _, tt := range tests {
		if got, ok := m.At(tt.x, tt.y); got != tt.want || ok != tt.ok {
			t.Errorf("at %d,%d: %v %v, want %v", tt.x, tt.y, got, ok, tt.want)
		}
	}
	short, l := newTree(10, 5)
	l.give(Root, "one")
	if _, ok := short.At(0, 1); ok {
		t.Error("a row below the last")
	}
}

func TestHiddenRows(t *testing.T) {
	t.Parallel()
	m, l := three(t)
	do(t, m, keymap.Down, keymap.Down) // x, in a1
	m.SetHidden([]ID{4}, true)         // a1
	if got := l.shown(); got != ">a| a2|b|leaf|" {
		t.Errorf("hidden: %s", got)
	}
	if m.Select(4) {
		t.Error("a hidden row is selected")
	}
	m.SetHidden([]ID{5}, true) // a2
	do(t, m, keymap.Open)
	if got := l.shown(); got != ">a|b|leaf|" {
		t.Errorf("entering a row whose children are hidden: %s", got)
	}
	do(t, m, keymap.Close, keymap.Open)
	if got := l.shown(); got != ">a|b|leaf|" {
		t.Errorf("folded and opened: %s", got)
	}
	m.SetHidden([]ID{4, 5}, false)
	if got := l.shown(); got != ">a| a1|  x| a2|b|leaf|" {
		t.Errorf("shown again: %s", got)
	}
}
