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
	}
}

func TestView(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{1, 1}, {20, 5}, {40, 12}, {80, 24}} {
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
		if got := strings.TrimSpace(m.lines[m.top].text); got != tt.want {
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
		{"keeps the indent of a line", "  one two", 6, false, "  one|two"},
		{"code is cut where it is", "  one two", 6, true, "  one |two"},
		{"wide", "日本語", 4, false, "日本|語"},
		{"wide code", "日本語", 4, true, "日本|語"},
		{"no width", "text", 0, false, ""},
		{"empty", "", 3, false, ""},
	}
	for _, tt := range tests {
		if got := strings.Join(Wrap(tt.text, tt.width, tt.pre), "|"); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// No line is wider than the width, and no character but blanks is lost.
func TestWrapProperty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("ab cd  éß日本\n "))).Draw(t, "text")
		width := rapid.IntRange(2, 12).Draw(t, "width")
		lines := Wrap(text, width, rapid.Bool().Draw(t, "pre"))
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
	text := []Block{{Text: strings.Repeat("word and word ", 24<<10/14)}}
	b.ReportAllocs()
	for b.Loop() {
		m.SetBlocks(text)
	}
}
