package pager

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

func blocks() []Block {
	return []Block{
		{Text: "packages.x86_64-linux.default", Tone: theme.Strong},
		{},
		{Text: "A small utility to modify the dynamic linker and RPATH of ELF executables. 日本語の説明文も折り返されます。"},
		{},
		{Label: "licence", LabelTone: theme.Dim, Text: "GPL-3.0-or-later"},
		{Label: "a very long label indeed", LabelTone: theme.Dim, Text: "one\ntwo words that are wrapped below each other"},
		{},
		{Text: "error:\n       … while evaluating\n         at /nix/store/abc-source/flake.nix:12:5", Pre: true},
		{Text: strings.Repeat("x", 100)},
		{Label: "1", Text: "code that is clipped where it reaches the edge of the pager, whatever it is\n日本語日本語日本語日本語日本語日本語日本語日本語日本語", Pre: true, Clip: true},
		{Text: "default", Tone: theme.Strong, Aside: "package", AsideTone: theme.Dim},
		{Text: "source", Aside: "/home/somebody/a/long/way/down/to/the/flake.nix:12"},
		{Text: "- a list item that hangs below its own beginning, marked", Indent: 2, Hang: 2, Marks: []Mark{{2, 8, theme.Accent}, {50, 56, theme.Good}}},
	}
}

func TestView(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{1, 1}, {20, 5}, {40, 12}, {40, 30}, {80, 24}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			m := New(theme.New(true, false))
			m.SetBlocks(blocks())
			m.SetSize(size[0], size[1])
			golden.RequireEqual(t, drawn(t, m))
		})
	}
}

// drawn is the pager as text, after measuring every line.
func drawn(t interface{ Errorf(string, ...any) }, m *Model) string {
	lines := m.View()
	if len(lines) != m.height {
		t.Errorf("%d lines, want %d", len(lines), m.height)
	}
	for _, l := range lines {
		if w := ansi.StringWidth(l); w != m.width {
			t.Errorf("width %d, want %d: %q", w, m.width, l)
		}
	}
	return ansi.Strip(strings.Join(lines, "\n"))
}

func TestScrolling(t *testing.T) {
	t.Parallel()
	m := New(theme.New(true, false))
	m.SetSize(20, 4)
	m.SetBlocks([]Block{{Text: "0\n1\n2\n3\n4\n5\n6\n7\n8\n9"}})
	tests := []struct {
		action keymap.Action
		want   string
	}{
		{keymap.Up, "0"},
		{keymap.Down, "1"},
		{keymap.HalfDown, "3"},
		{keymap.PageDown, "6"},
		{keymap.Down, "6"},
		{keymap.HalfUp, "4"},
		{keymap.PageUp, "1"},
		{keymap.Bottom, "6"},
		{keymap.Top, "0"},
	}
	for _, tt := range tests {
		if !m.Do(tt.action) {
			t.Errorf("%s is not the pager's", tt.action)
		}
		if got := strings.TrimSpace(ansi.Strip(m.View()[0][:1])); got != tt.want {
			t.Errorf("%s: the first line is %s, want %s", tt.action, got, tt.want)
		}
	}
	if m.Do(keymap.Quit) {
		t.Error("the pager took Quit")
	}
	m.Do(keymap.Bottom)
	m.SetBlocks([]Block{{Text: "short"}})
	if m.top != 0 {
		t.Errorf("scrolled past the end: %d", m.top)
	}
}

func TestScrollBarOnlyWhereThereIsMore(t *testing.T) {
	t.Parallel()
	m := New(theme.New(true, false))
	m.SetSize(20, 4)
	m.SetBlocks([]Block{{Text: "0\n1\n2\n3"}})
	if strings.Contains(drawn(t, m), "┃") {
		t.Error("a scroll bar, though all is on screen")
	}
	m.SetBlocks([]Block{{Text: "0\n1\n2\n3\n4\n5\n6\n7"}})
	m.Do(keymap.Bottom)
	if lines := strings.Split(drawn(t, m), "\n"); strings.Contains(lines[0], "┃") || !strings.Contains(lines[3], "┃") {
		t.Errorf("the thumb is not at the bottom:\n%s", strings.Join(lines, "\n"))
	}
}

func TestWrap(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		text  string
		width int
		pre   bool
		want  string
	}{
		{"fits", "one two", 7, false, "one two"},
		{"between words", "one two three", 7, false, "one two|three"},
		{"a word too long", "abcdefghij", 4, false, "abcd|efgh|ij"},
		{"a long word after a short", "ab cdefghij", 4, false, "ab|cdef|ghij"},
		{"keeps its lines", "a\n\nb", 4, false, "a||b"},
		{"keeps the indent of a line", "  one two", 6, false, "  one|  two"},
		{"code is cut where it is", "  one two", 6, true, "  one |two"},
		{"wide", "日本語", 4, false, "日本|語"},
		{"wide code", "日本語", 4, true, "日本|語"},
		{"no width", "text", 0, false, ""},
		{"empty", "", 3, false, ""},
		{"blanks at the edge", "one   two", 4, false, "one|two"},
		{"blanks at the end", "one two    ", 7, false, "one two"},
		{"a mark that combines with a blank", "one \u0301two", 4, false, "one \u0301|two"},
	}
	for _, tt := range tests {
		if got := strings.Join(wrapped(tt.text, tt.width, 0, tt.pre), "|"); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// wrapped is wrap with the pieces as text.
func wrapped(s string, width, hang int, pre bool) []string {
	var out []string
	for _, p := range wrap(theme.New(true, false), s, width, hang, pre) {
		out = append(out, strings.Repeat(" ", p.blanks)+s[p.from:p.to])
	}
	return out
}

// No line is wider than the width, and no character but blanks is lost.
func TestWrapProperty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("ab cd  éß日本\n "))).Draw(t, "text")
		width := rapid.IntRange(2, 12).Draw(t, "width")
		hang := rapid.IntRange(0, width-2).Draw(t, "hang")
		lines := wrapped(text, width, hang, rapid.Bool().Draw(t, "pre"))
		for _, l := range lines {
			if ansi.StringWidth(l) > width {
				t.Fatalf("%q is wider than %d", l, width)
			}
		}
		squeeze := strings.NewReplacer(" ", "", "\n", "")
		if got, want := squeeze.Replace(strings.Join(lines, "")), squeeze.Replace(text); got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}

func TestAnySize(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := New(theme.New(true, true))
		m.SetBlocks(blocks())
		m.SetSize(rapid.IntRange(-1, 40).Draw(t, "width"), rapid.IntRange(-1, 9).Draw(t, "height"))
		m.Do(keymap.HalfDown)
		drawn(t, m)
	})
}

func BenchmarkSetBlocks(b *testing.B) {
	m := New(theme.New(true, false))
	m.SetSize(60, 30)
	text := [2][]Block{{{Text: strings.Repeat("word and word ", 24<<10/14)}}, {{Text: strings.Repeat("other and word ", 24<<10/15)}}}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		m.SetBlocks(text[i%2])
	}
}

// A second look at the same text must not lay it out again.
func TestSameBlocksAreLaidOutOnce(t *testing.T) {
	t.Parallel()
	m := New(theme.New(true, false))
	m.SetSize(20, 4)
	m.SetBlocks(blocks())
	before := &m.lines[0]
	m.SetBlocks(blocks())
	if &m.lines[0] != before || m.Height() == 0 {
		t.Error("laid out again")
	}
	m.SetBlocks(blocks()[1:])
	if m.Height() == 0 || len(m.blocks) != len(blocks())-1 {
		t.Error("other blocks are not shown")
	}
}

func TestMarksHaveTheirTones(t *testing.T) {
	t.Parallel()
	th := theme.New(true, false)
	m := New(th)
	m.SetSize(8, 3)
	m.SetBlocks([]Block{{Text: "one two three", Marks: []Mark{{0, 3, theme.Good}, {4, 13, theme.Bad}}}})
	got := strings.Join(m.View(), "|")
	for _, want := range []string{th.Render(theme.Good, "one"), th.Render(theme.Bad, "two"), th.Render(theme.Bad, "three")} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %q", want, got)
		}
	}
}
