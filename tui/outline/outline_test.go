package outline

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
	"pgregory.net/rapid"

	"flakewalk/tui/keymap"
	"flakewalk/tui/theme"
)

// labels is a source: every row has a label, and every row opens but those
// whose label begins with "leaf".
type labels struct {
	m    *Model
	text map[ID]string
	note map[ID]string
	row  map[ID]Row // what else is in a row
}

func (l *labels) Row(id ID) Row {
	r := l.row[id]
	r.Label, r.Note = l.text[id], l.note[id]
	return r
}

func (l *labels) Branch(id ID) bool { return !strings.HasPrefix(l.text[id], "leaf") }

func newTree(width, height int) (*Model, *labels) {
	l := &labels{text: map[ID]string{}, note: map[ID]string{}, row: map[ID]Row{}}
	l.m = New(l, theme.New(true, false).WithGraphemes())
	l.m.SetSize(width, height)
	return l.m, l
}

// give answers for a row.
func (l *labels) give(id ID, names ...string) bool {
	if !l.m.SetChildren(id, len(names)) {
		return false
	}
	for i, n := range names {
		l.text[l.m.Child(id, i)] = n
	}
	return true
}

// shown are the labels of all rows, indented by two blanks for each level,
// with > before the one under the cursor.
func (l *labels) shown() string {
	var b strings.Builder
	for i, id := range l.m.rows {
		if i == l.m.cursor {
			b.WriteByte('>')
		}
		fmt.Fprintf(&b, "%s%s|", strings.Repeat(" ", l.m.Depth(id)-1), l.text[id])
	}
	return b.String()
}

func do(t *testing.T, m *Model, actions ...keymap.Action) (need Need) {
	t.Helper()
	for _, a := range actions {
		n, ok := m.Do(a)
		if !ok {
			t.Fatalf("%s is not the tree's", a)
		}
		need = n
	}
	return need
}

// three is a tree of a, b and leaf, where a has a1 and a2, and a1 has x.
func three(t *testing.T) (*Model, *labels) {
	t.Helper()
	m, l := newTree(30, 10)
	l.give(Root, "a", "b", "leaf")
	do(t, m, keymap.Open)
	l.give(1, "a1", "a2")
	do(t, m, keymap.Open, keymap.Open)
	l.give(4, "x")
	do(t, m, keymap.Top)
	return m, l
}

func TestDo(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		actions []keymap.Action
		want    string
		need    Need
	}{
		{"as it begins", nil, ">a| a1|  x| a2|b|leaf|", Need{}},
		{"down", []keymap.Action{keymap.Down}, "a|> a1|  x| a2|b|leaf|", Need{}},
		{"up at the top", []keymap.Action{keymap.Up}, ">a| a1|  x| a2|b|leaf|", Need{}},
		{"bottom", []keymap.Action{keymap.Bottom}, "a| a1|  x| a2|b|>leaf|", Need{}},
		{"down at the bottom", []keymap.Action{keymap.Bottom, keymap.Down}, "a| a1|  x| a2|b|>leaf|", Need{}},
		{"half a page", []keymap.Action{keymap.HalfDown}, "a| a1|  x| a2|b|>leaf|", Need{}},
		{"half a page up", []keymap.Action{keymap.Bottom, keymap.HalfUp}, ">a| a1|  x| a2|b|leaf|", Need{}},
		{"page", []keymap.Action{keymap.PageDown}, "a| a1|  x| a2|b|>leaf|", Need{}},
		{"page up", []keymap.Action{keymap.Bottom, keymap.PageUp}, ">a| a1|  x| a2|b|leaf|", Need{}},
		{"open an open row enters it", []keymap.Action{keymap.Open}, "a|> a1|  x| a2|b|leaf|", Need{}},
		{"close", []keymap.Action{keymap.Close}, ">a|b|leaf|", Need{}},
		{"toggle", []keymap.Action{keymap.Toggle}, ">a|b|leaf|", Need{}},
		{"toggle twice brings back what was open", []keymap.Action{keymap.Toggle, keymap.Toggle}, ">a| a1|  x| a2|b|leaf|", Need{Opened: 1}},
		{"activate", []keymap.Action{keymap.Activate}, ">a|b|leaf|", Need{}},
		{"close a closed row goes to the parent", []keymap.Action{keymap.Down, keymap.Down, keymap.Close}, "a|> a1|  x| a2|b|leaf|", Need{}},
		{"close at the top stays", []keymap.Action{keymap.Bottom, keymap.Close}, "a| a1|  x| a2|b|>leaf|", Need{}},
		{"fold all goes to the top", []keymap.Action{keymap.Down, keymap.Down, keymap.FoldAll}, ">a|b|leaf|", Need{}},
		{"fold all folds the hidden too", []keymap.Action{keymap.FoldAll, keymap.Open}, ">a| a1| a2|b|leaf|", Need{Opened: 1}},
		{"open asks", []keymap.Action{keymap.Bottom, keymap.Up, keymap.Open}, "a| a1|  x| a2|>b|leaf|", Need{Children: 2}},
		{"open twice asks once", []keymap.Action{keymap.Bottom, keymap.Up, keymap.Open, keymap.Open}, "a| a1|  x| a2|>b|leaf|", Need{}},
		{"close what waits", []keymap.Action{keymap.Bottom, keymap.Up, keymap.Open, keymap.Close}, "a| a1|  x| a2|>b|leaf|", Need{Dropped: []ID{2}}},
		{"fold all drops what waits", []keymap.Action{keymap.Bottom, keymap.Up, keymap.Open, keymap.FoldAll}, "a|>b|leaf|", Need{Dropped: []ID{2}}},
		{"a leaf does not open", []keymap.Action{keymap.Bottom, keymap.Open}, "a| a1|  x| a2|b|>leaf|", Need{Stuck: 3}},
		{"a leaf does not toggle", []keymap.Action{keymap.Bottom, keymap.Toggle}, "a| a1|  x| a2|b|>leaf|", Need{Stuck: 3}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m, l := three(t)
			need := do(t, m, tt.actions...)
			if got := l.shown(); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if fmt.Sprint(need) != fmt.Sprint(tt.need) {
				t.Errorf("need %#v, want %#v", need, tt.need)
			}
		})
	}
}

func TestNotItsAction(t *testing.T) {
	t.Parallel()
	m, _ := three(t)
	if _, ok := m.Do(keymap.Quit); ok {
		t.Error("the tree took Quit")
	}
}

func TestEmptyTreeTakesEveryKey(t *testing.T) {
	t.Parallel()
	m, _ := newTree(10, 3)
	for _, a := range keymap.Actions() {
		if need, _ := m.Do(a); !need.none() {
			t.Errorf("%s needs %v", a, need)
		}
	}
	if _, ok := m.Cursor(); ok {
		t.Error("a cursor without rows")
	}
}

func TestLateAnswerToCollapsedRow(t *testing.T) {
	t.Parallel()
	m, l := three(t)
	do(t, m, keymap.Bottom, keymap.Up, keymap.Open, keymap.Close)
	if l.give(2, "late") {
		t.Error("taken")
	}
	if got := l.shown(); strings.Contains(got, "late") {
		t.Errorf("shown: %s", got)
	}
	do(t, m, keymap.Open) // asks again, and that answer counts
	if !l.give(2, "now") || !strings.Contains(l.shown(), "now") {
		t.Errorf("the second answer is lost: %s", l.shown())
	}
	if l.give(2, "twice") {
		t.Error("an answer nobody waits for was taken")
	}
}

func TestFailedRowCanBeOpenedAgain(t *testing.T) {
	t.Parallel()
	m, l := three(t)
	do(t, m, keymap.Bottom, keymap.Up, keymap.Open)
	m.Fail(2)
	if m.IsOpen(2) {
		t.Error("open without children")
	}
	if need := do(t, m, keymap.Open); need.Children != 2 {
		t.Errorf("need %v", need)
	}
	if !l.give(2, "now") {
		t.Error("not taken")
	}
	m.Fail(2) // late, of the question before
	if !m.IsOpen(2) {
		t.Error("a late failure closed the row")
	}
}

func TestAnswerInsideAFoldedParent(t *testing.T) {
	t.Parallel()
	m, l := three(t)
	do(t, m, keymap.Bottom, keymap.Up, keymap.Up) // a2
	do(t, m, keymap.Open)
	do(t, m, keymap.Top, keymap.Close)
	if !l.give(5, "y") {
		t.Error("it waits still, though it is hidden")
	}
	if got := l.shown(); got != ">a|b|leaf|" {
		t.Errorf("got %s", got)
	}
	do(t, m, keymap.Open)
	if got := l.shown(); got != ">a| a1|  x| a2|  y|b|leaf|" {
		t.Errorf("got %s", got)
	}
}

func TestRowUnderTheEyeStays(t *testing.T) {
	t.Parallel()
	m, l := newTree(20, 4)
	l.give(Root, "a", "b", "c", "d", "e", "f")
	do(t, m, keymap.Open) // a waits
	do(t, m, keymap.Down, keymap.Down, keymap.Down, keymap.Down)
	before := m.cursor - m.top
	l.give(1, "a1", "a2", "a3")
	if id, _ := m.Cursor(); l.text[id] != "e" {
		t.Errorf("the cursor is on %s", l.text[id])
	}
	if m.cursor-m.top != before {
		t.Errorf("it moved from line %d to %d", before, m.cursor-m.top)
	}
}

func TestOpeningAtTheBottomScrolls(t *testing.T) {
	t.Parallel()
	m, l := newTree(20, 6)
	l.give(Root, "a", "b", "c", "d", "e", "f")
	do(t, m, keymap.Bottom, keymap.Open)
	l.give(6, "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8")
	last := m.OnScreen()[len(m.OnScreen())-1]
	if l.text[last] != "f3" {
		t.Errorf("the last row on screen is %q", l.text[last])
	}
}

func TestSelect(t *testing.T) {
	t.Parallel()
	m, l := three(t)
	if !m.Select(5) || l.shown() != "a| a1|  x|> a2|b|leaf|" {
		t.Errorf("got %s", l.shown())
	}
	m.Fold(1)
	if m.Select(5) {
		t.Error("a hidden row was selected")
	}
	if n, total := m.Position(); n != 1 || total != 3 {
		t.Errorf("position %d/%d", n, total)
	}
}

func TestForget(t *testing.T) {
	t.Parallel()
	m, l := three(t)
	m.Forget(1)
	if got := l.shown(); got != ">a|b|leaf|" {
		t.Errorf("got %s", got)
	}
	if need := m.Open(1); need.Children != 1 {
		t.Errorf("need %v", need)
	}
}

func TestView(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{1, 1}, {20, 5}, {40, 12}, {80, 24}, {120, 36}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			m, l := newTree(size[0], size[1])
			l.give(Root, "packages", "日本語のパッケージ", "e\u0301clair", "leaf", "waits", strings.Repeat("long", 20), "👍🏽 thumbs")
			do(t, m, keymap.Open)
			l.give(1, "x86_64-linux", "aarch64-linux")
			do(t, m, keymap.Open, keymap.Open)
			l.give(8, "hello", "a", "日本", "leaf")
			l.note[2] = "有る長い説明文がここに続いていきます、そしてまだ終わりません"
			l.note[3], l.note[4], l.note[6] = "combining e\u0301", "a note", "the note of a long name"
			l.note[10], l.note[11], l.note[12] = "2.12", "0.1", "幅"
			l.row[8], l.row[9] = Row{Tag: "this system"}, Row{Extra: "14 packages", Tag: "other system"}
			l.row[10] = Row{Extra: "Says hello to everybody, in a friendly way", Tag: "package"}
			l.row[11] = Row{Extra: "short", Tag: "package"}
			m.Select(5)
			m.Open(5)
			m.SetFrame(1)
			m.Select(11)
			golden.RequireEqual(t, checked(t, m))
			m.SetFocus(false)
			m.SetSize(size[0], 0)
			if n := len(m.View()); n != 0 {
				t.Errorf("%d lines without height", n)
			}
			m.SetSize(0, size[1])
			if n := len(m.View()); n != size[1] {
				t.Errorf("%d lines without width", n)
			}
		})
	}
}

// checked is the tree as text, after measuring every line.
func checked(t *testing.T, m *Model) string {
	t.Helper()
	lines := m.View()
	if len(lines) != m.height {
		t.Errorf("%d lines, want %d", len(lines), m.height)
	}
	for _, l := range lines {
		if w := m.theme.Width(l); w != m.width {
			t.Errorf("width %d, want %d: %q", w, m.width, l)
		}
	}
	return ansi.Strip(strings.Join(lines, "\n"))
}

// Whatever is in a row, it is as wide as the tree, and a tag is whole or not there.
func TestRowsFit(t *testing.T) {
	t.Parallel()
	text := rapid.StringOfN(rapid.SampledFrom([]rune("ab 日e\u0301…❄\ufe0f👩\u200d💻क\u094dष")), 0, 40, -1)
	rapid.Check(t, func(t *rapid.T) {
		m, l := newTree(rapid.IntRange(1, 90).Draw(t, "width"), 5)
		if rapid.Bool().Draw(t, "code points") {
			m.SetTheme(theme.New(true, false))
		}
		l.give(Root, text.Draw(t, "label"), "x")
		l.note[1] = text.Draw(t, "note")
		l.row[1] = Row{Extra: text.Draw(t, "extra"), Tag: rapid.SampledFrom([]string{"", "TAG", "A LONG TAG"}).Draw(t, "tag")}
		line := m.View()[0]
		if w := m.theme.Width(line); w != m.width {
			t.Fatalf("%d wide, want %d: %q", w, m.width, line)
		}
		line = ansi.Strip(line)
		if strings.ContainsAny(line, "TAG") && !strings.HasSuffix(line, l.row[1].Tag) {
			t.Fatalf("half a tag: %q", line)
		}
	})
}

func TestSelectionWithoutColour(t *testing.T) {
	t.Parallel()
	m, _ := three(t)
	first := ansi.Strip(m.View()[0])
	if !strings.HasPrefix(first, "▌") {
		t.Errorf("%q", first)
	}
	m.SetFocus(false)
	if away := ansi.Strip(m.View()[0]); !strings.HasPrefix(away, "▏") {
		t.Errorf("%q", away)
	}
}

// none tells whether nothing is needed.
func (n Need) none() bool {
	return n.Children == Root && n.Opened == Root && n.Stuck == Root && len(n.Dropped) == 0
}
