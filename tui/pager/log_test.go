package pager

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"flakewalk/tui/keymap"
	"flakewalk/tui/theme"
)

// growing is a text of which the last lines are kept.
type growing struct {
	lines   []string
	dropped int
	asked   int // the most lines that were asked for at once
}

func (g *growing) add(lines ...string) { g.lines = append(g.lines, lines...) }

func (g *growing) drop(n int) { g.dropped = min(max(g.dropped, n), len(g.lines)) }

func (g *growing) part(from, most int) Part {
	g.asked = max(g.asked, most)
	from = min(max(from, g.dropped), len(g.lines))
	return Part{First: from, Lines: slices.Clone(g.lines[from:min(from+most, len(g.lines))]), Total: len(g.lines), Dropped: g.dropped}
}

// numbered are that many lines of a text.
func numbered(n int) *growing {
	g := &growing{}
	for i := range n {
		g.add(fmt.Sprint(i))
	}
	return g
}

func logOf(g *growing, width, height int) *Log {
	l := NewLog(theme.New(true, false))
	l.SetSize(width, height)
	l.SetSource(g.part)
	return l
}

// shown is what a log has on the screen, without its scroll bar.
func shown(l *Log) string {
	var rows []string
	for _, row := range l.View() {
		rows = append(rows, strings.TrimRight(ansi.Truncate(ansi.Strip(row), l.page.textWidth(), ""), " "))
	}
	return strings.Join(rows, " ")
}

func TestLogMoves(t *testing.T) {
	t.Parallel()
	l := logOf(numbered(20), 20, 4)
	if got := shown(l); got != "16 17 18 19" || !l.Following() {
		t.Errorf("it begins with %s", got)
	}
	for _, tt := range []struct {
		action keymap.Action
		want   string
		follow bool
	}{
		{keymap.Up, "15 16 17 18", false},
		{keymap.Down, "16 17 18 19", true},
		{keymap.Down, "16 17 18 19", true},
		{keymap.PageUp, "13 14 15 16", false},
		{keymap.HalfUp, "11 12 13 14", false},
		{keymap.HalfDown, "13 14 15 16", false},
		{keymap.Top, "0 1 2 3", false},
		{keymap.Up, "0 1 2 3", false},
		{keymap.PageDown, "3 4 5 6", false},
		{keymap.Bottom, "16 17 18 19", true},
	} {
		if !l.Do(tt.action) {
			t.Errorf("%s is not the log's", tt.action)
		}
		if got := shown(l); got != tt.want || l.Following() != tt.follow {
			t.Errorf("%s: %s, follows %t", tt.action, got, l.Following())
		}
	}
	if l.Do(keymap.Quit) {
		t.Error("the log took Quit")
	}
}

func TestLogFollows(t *testing.T) {
	t.Parallel()
	g := numbered(2)
	l := logOf(g, 20, 3)
	if got := shown(l); got != "0 1 " {
		t.Errorf("a short log: %q", got)
	}
	if l.Do(keymap.Up); !l.Following() {
		t.Error("it does not follow, though nothing is below")
	}
	g.add("2", "3", "4")
	l.Refresh()
	if got := shown(l); got != "2 3 4" {
		t.Errorf("it does not follow: %s", got)
	}
	l.Do(keymap.Up)
	g.add("5")
	l.Refresh()
	if got := shown(l); got != "1 2 3" {
		t.Errorf("it does not stand still: %s", got)
	}
	g.drop(3)
	l.Refresh()
	if got := shown(l); got != "3 4 5" {
		t.Errorf("what was on screen is lost: %s", got)
	}
	l.Show(4)
	if from, to, total := l.OnScreen(); from != 3 || to != 6 || total != 6 || !l.Following() {
		t.Errorf("on screen: %d to %d of %d", from, to, total)
	}
}

func TestLogWrapsLongLines(t *testing.T) {
	t.Parallel()
	g := &growing{}
	g.add("aaaabbbbcccc", "dddd", "eeeeffff")
	l := logOf(g, 4, 3)
	for _, want := range []string{"dddd eeee ffff", "cccc dddd eeee", "bbbb cccc dddd", "aaaa bbbb cccc", "aaaa bbbb cccc"} {
		if got := shown(l); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		l.Do(keymap.Up)
	}
	l.Do(keymap.Down)
	l.Do(keymap.Down)
	if got := shown(l); got != "cccc dddd eeee" {
		t.Errorf("down: %s", got)
	}
}

// Whatever is done, as many lines are drawn as there is room for, the last rows are
// full, and no more is asked for than a screen.
func TestLogProperty(t *testing.T) {
	t.Parallel()
	moves := []keymap.Action{keymap.Up, keymap.Down, keymap.HalfUp, keymap.HalfDown, keymap.PageUp, keymap.PageDown, keymap.Top, keymap.Bottom}
	rapid.Check(t, func(t *rapid.T) {
		g := numbered(rapid.IntRange(0, 30).Draw(t, "lines"))
		l := logOf(g, rapid.IntRange(-1, 12).Draw(t, "width"), rapid.IntRange(-1, 8).Draw(t, "height"))
		most := 0
		t.Repeat(map[string]func(*rapid.T){
			"move": func(t *rapid.T) { l.Do(rapid.SampledFrom(moves).Draw(t, "move")) },
			"add": func(t *rapid.T) {
				g.add(strings.Repeat("x", rapid.IntRange(0, 40).Draw(t, "length")))
				l.Refresh()
			},
			"drop": func(t *rapid.T) { g.drop(rapid.IntRange(0, len(g.lines)).Draw(t, "dropped")); l.Refresh() },
			"show": func(t *rapid.T) { l.Show(rapid.IntRange(0, len(g.lines)+1).Draw(t, "line")) },
			"size": func(t *rapid.T) {
				l.SetSize(rapid.IntRange(1, 12).Draw(t, "width"), rapid.IntRange(0, 8).Draw(t, "height"))
			},
			"": func(t *rapid.T) {
				most = max(most, l.page.height+1)
				if g.asked > most {
					t.Fatalf("%d lines were asked for, %d are on screen", g.asked, l.page.height)
				}
				rows := l.View()
				if len(rows) != l.page.height {
					t.Fatalf("%d rows, want %d", len(rows), l.page.height)
				}
				kept := len(g.lines) - g.dropped
				if kept >= l.page.height && l.page.height > 0 && l.page.width > 0 && len(l.page.lines)-l.page.top < l.page.height {
					t.Fatalf("there is room left: %q of %d lines", rows, kept)
				}
				if l.Following() && l.page.height > 0 && !l.atEnd() {
					t.Fatalf("it follows, and does not show the end")
				}
			},
		})
	})
}

func BenchmarkLog(b *testing.B) {
	g := numbered(10_000)
	l := logOf(g, 100, 40)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		g.lines[len(g.lines)-1] = fmt.Sprint("line ", i, strings.Repeat(" of many words", 6))
		l.Refresh()
		_ = l.View()
	}
}

// Lines that are lost while one reads them make room for those that are left.
func TestLogLosesItsBeginning(t *testing.T) {
	t.Parallel()
	g := numbered(20)
	l := logOf(g, 20, 4)
	l.Do(keymap.Top)
	g.drop(5)
	l.Refresh()
	if from, to, _ := l.OnScreen(); shown(l) != "5 6 7 8" || from != 5 || to != 9 {
		t.Errorf("%s, lines %d to %d", shown(l), from, to)
	}
	if l.Do(keymap.Up); shown(l) != "5 6 7 8" {
		t.Errorf("there is nothing above: %s", shown(l))
	}
}
