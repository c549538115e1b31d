package text_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"flakewalk/model"
	"flakewalk/tui/text"
)

func TestTexts(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", text.LineMax+2048)
	for want, got := range map[string]string{
		`a\nb\e`:                                 text.Line("a\nb\x1b"),
		long[:text.LineMax] + "... 2.0 KiB more": text.Line(long),
		"ab... 2 B more":                         text.LineUpTo("abcd", 2),
		"◌\u0301a":                               text.Line("\u0301a"),
		"a\n\\e\nb":                              text.Lines("a\n\x1b\nb\n\n"),
		"ab\n... 3 B more":                       text.LinesUpTo("ab\ncd", 2),
		"first":                                  text.First("\n \n first \nsecond"),
		`"a.b"`:                                  text.Step(model.Attr("a.b")),
		`lib."a.b".c`:                            text.Path(model.Path("lib", "a.b", "c")),
		long[:text.StepMax] + "...":              text.Step(model.Attr(long)),
		`"a"`:                                    text.Value(model.Value{Type: model.TypeString, Text: "a", Size: 1}),
		`"a"...`:                                 text.Value(model.Value{Type: model.TypeString, Text: "a", Size: 2}),
		"null":                                   text.Value(model.Value{Type: model.TypeNull}),
		"{ a, b? }":                              text.Args([]model.Arg{{Name: "a"}, {Name: "b", Optional: true}}),
		"{ " + strings.Repeat("a, ", 24) + "... }": text.Args(slices.Repeat([]model.Arg{{Name: "a"}}, 25)),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestCut proves that no character is cut in two, and that what is left out is counted.
func TestCut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, n := rapid.String().Draw(t, "text"), rapid.IntRange(0, 20).Draw(t, "bytes")
		short, rest := text.Cut(s, n)
		if len(short) > n || len(short)+rest != len(s) || !strings.HasPrefix(s, short) || !utf8.ValidString(short) || len(short) < min(n, len(s))-utf8.UTFMax+1 {
			t.Errorf("%q to %d: %q, %d", s, n, short, rest)
		}
	})
}
