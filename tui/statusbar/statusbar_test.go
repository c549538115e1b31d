package statusbar_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"flakewalk/tui/statusbar"
	"flakewalk/tui/theme"
)

func sample() statusbar.Bar {
	return statusbar.Bar{
		Place: "3/214", Text: "packages.x86_64-linux.default", Tone: theme.Dim, Tail: true,
		Hints: []statusbar.Hint{{Key: "enter", Word: "open"}, {Key: "?", Word: "help", Keep: true}, {Key: "q", Word: "quit"}},
	}
}

func TestView(t *testing.T) {
	t.Parallel()
	tests := []struct {
		width int
		want  string
	}{
		{70, " 3/214  packages.x86_64-linux.default    enter open   ? help   q quit "},
		{60, " 3/214  …86_64-linux.default   enter open   ? help   q quit "},
		{50, " 3/214  …inux.default  enter open  ? help  q quit "},
		{40, " 3/214  …ux.default  enter open  ? help "},
		{30, " 3/214  …inux.default  ? help "},
		{20, " …x.default  ? help "},
		{12, " 3/214  …ult"},
		{5, " 3/21"},
		{0, ""},
	}
	for _, tt := range tests {
		got := ansi.Strip(sample().View(theme.New(true, false), tt.width))
		if strings.TrimRight(got, " ") != strings.TrimRight(tt.want, " ") || ansi.StringWidth(got) != tt.width {
			t.Errorf("%d: got %q", tt.width, got)
		}
	}
}

func TestAnyWidth(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := sample()
		b.Tail = rapid.Bool().Draw(t, "tail")
		b.Text = rapid.StringMatching(`[a-z日 ]{0,60}`).Draw(t, "text")
		w := rapid.IntRange(0, 120).Draw(t, "width")
		if got := ansi.StringWidth(b.View(theme.New(true, false), w)); got != w {
			t.Fatalf("width %d, want %d", got, w)
		}
	})
}
