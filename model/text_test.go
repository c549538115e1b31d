package model_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"flakewalk/model"
)

func TestPrintable(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                         "",
		"plain text ~!":            "plain text ~!",
		"größe 日本語 🦊":              "größe 日本語 🦊",
		"e\u0301":                  "e\u0301",
		"\x1b[31mred\x1b[0m":       `\e[31mred\e[0m`,
		"\x1b]0;title\x07":         `\e]0;title\x07`,
		"two\nlines\ttab\rback":    `two\nlines\ttab\rback`,
		"\x00\x7f":                 `\x00\x7f`,
		"c1\u009b31m\u0085":        `c1\u{009b}31m\u{0085}`,
		"\x9b31m\xff":              `\x9b31m\xff`,
		"bidi\u202etxt":            `bidi\u{202e}txt`,
		"a\u2066b\u2069\u200f":     `a\u{2066}b\u{2069}\u{200f}`,
		"zero\u200bwidth\u200d":    `zero\u{200b}width\u{200d}`,
		"\ufeffbom":                `\u{feff}bom`,
		"line\u2028and\u2029":      `line\u{2028}and\u{2029}`,
		"tag\U000e0041":            `tag\u{e0041}`,
		"variant\ufe0f":            `variant\u{fe0f}`,
		"filler\u3164\u115f\uffa0": `filler\u{3164}\u{115f}\u{ffa0}`,
		"private\ue000":            `private\u{e000}`,
		"replaced\ufffd":           "replaced\ufffd",
		"soft\u00adhyphen":         `soft\u{00ad}hyphen`,
		// joiners and selectors stay where they are seen
		"❄\ufe0f ⚠\ufe0f ❤\ufe0f":                    "❄\ufe0f ⚠\ufe0f ❤\ufe0f",
		"👩\u200d💻 👩🏽\u200d🚀 🏳\ufe0f\u200d🌈":          "👩\u200d💻 👩🏽\u200d🚀 🏳\ufe0f\u200d🌈",
		"👨\u200d👩\u200d👧\u200d👦":                     "👨\u200d👩\u200d👧\u200d👦",
		"❤\ufe0f\u200d🔥 1\ufe0f\u20e3 #\ufe0f\u20e3": "❤\ufe0f\u200d🔥 1\ufe0f\u20e3 #\ufe0f\u20e3",
		"می\u200cخواهم":                              "می\u200cخواهم",
		"نامه\u064e\u200cای پدر\u200cبزرگ":           "نامه\u064e\u200cای پدر\u200cبزرگ",
		"क्\u200dष क्\u200cष र\u200d्य":              "क्\u200dष क्\u200cष र\u200d्य",
		"പെരുമാള്\u200d ශ්\u200dරී":                  "പെരുമാള്\u200d ශ්\u200dරී",
		"উদ্\u200cঘাটন":                              "উদ্\u200cঘাটন",
		// and nowhere else
		"❄\ufe0f\ufe0f":            "❄\ufe0f\\u{fe0f}",
		"❄\ufe0e":                  `❄\u{fe0e}`,
		"❄ \ufe0f":                 `❄ \u{fe0f}`,
		"a\ufe0f 1\ufe0fx":         `a\u{fe0f} 1\u{fe0f}x`,
		"👩\u200dx x\u200d👩":        `👩\u{200d}x x\u{200d}👩`,
		"👩\u200d\u200d💻":           `👩\u{200d}\u{200d}💻`,
		"👩\u200d\u202e💻":           `👩\u{200d}\u{202e}💻`,
		"👩\u202e\u200d💻":           `👩\u{202e}\u{200d}💻`,
		"👩\u200c💻":                 `👩\u{200c}💻`,
		"👩\n\u200d💻":               `👩\n\u{200d}💻`,
		"fire\u200cfox fire\u200d": `fire\u{200c}fox fire\u{200d}`,
		"日\u200d本 я\u200cя":        `日\u{200d}本 я\u{200c}я`,
		"می\u200cx می\u200c":       `می\u{200c}x می\u{200c}`,
		"می\u200c\u200cخ":          `می\u{200c}\u{200c}خ`,
		"می\u200c\u0600":           `می\u{200c}\u{0600}`,
		"क्\u200d\u200d":           "क्\u200d\\u{200d}",
		"\u200d\ufe0f\u200c":       `\u{200d}\u{fe0f}\u{200c}`,
	} {
		if got := model.Printable(in); got != want {
			t.Errorf("Printable(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"a\nb\r\nc\td\re": "a\nb\nc    d\\re", "\x1b[2J\n": "\\e[2J\n", "\r": `\r`, "": "",
	} {
		if got := model.PrintableLines(in); got != want {
			t.Errorf("PrintableLines(%q) = %q, want %q", in, got, want)
		}
	}
}

// harmless fails for text that could do anything on a terminal but show itself.
func harmless(t interface{ Fatalf(string, ...any) }, s string, newlines bool) {
	if !utf8.ValidString(s) {
		t.Fatalf("%q is not UTF-8", s)
	}
	last := rune(0)
	for _, r := range s {
		before := last
		last = r
		switch {
		case r == '\ufe0f' && (before >= 0x2000 || strings.ContainsRune("©®0123456789#*", before)) && !format(before):
		case (r == '\u200d' || r == '\u200c') && before >= 0x600 && (before == '\ufe0f' || !format(before)):
		case newlines && r == '\n':
		case r < ' ', r >= 0x7f && r < 0xa0, unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Bidi_Control),
			r >= 0xfe00 && r <= 0xfe0f, !unicode.IsGraphic(r):
			t.Fatalf("%q holds %U", s, r)
		}
	}
}

// format tells whether a character draws nothing of its own.
func format(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Variation_Selector)
}

// joined are pieces of text in which joiners and selectors may stand rightly, or not.
var joined = rapid.SampledFrom([]string{"❄", "👩", "🏽", "1", "x", "ی", "\u064e", "क", "\u094d", "\u200c", "\u200d", "\ufe0f", "\u20e3", "\u202e", "\n", "\xff"})

func TestPrintableIsHarmless(t *testing.T) {
	t.Parallel()
	for r := rune(0); r <= unicode.MaxRune; r++ { // each character there is
		harmless(t, model.Printable(string(r)), false)
		harmless(t, model.PrintableLines("x"+string(r)), true)
	}
	for b := range 256 { // each lone byte, at the end and before text
		harmless(t, model.Printable(string([]byte{byte(b)})), false)
		harmless(t, model.Printable(string([]byte{'a', byte(b), 'z'})), false)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := anyName().Draw(t, "s")
		if rapid.Bool().Draw(t, "joined") {
			s = strings.Join(rapid.SliceOf(joined).Draw(t, "pieces"), "")
		}
		p := model.Printable(s)
		harmless(t, p, false)
		if model.Printable(p) != p {
			t.Fatalf("%q -> %q -> %q", s, p, model.Printable(p))
		}
		harmless(t, model.PrintableLines(s), true)
	})
}

func FuzzPrintable(f *testing.F) {
	for _, s := range []string{"", "\x1b[31m", "\u009b", "\x9b", "\u202e\u2028", "é\xc3", "a\r\nb", "\U000e0041\ufe0f"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p := model.Printable(s)
		harmless(t, p, false)
		harmless(t, model.PrintableLines(s), true)
		if model.Printable(p) != p {
			t.Fatalf("%q -> %q -> %q", s, p, model.Printable(p))
		}
	})
}

func TestFirstLine(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", "\n \n": "", "one": "one", "\n  one \ntwo": "one", "a\r\nb": "a",
	} {
		if got := model.FirstLine(in); got != want {
			t.Errorf("FirstLine(%q) = %q, want %q", in, got, want)
		}
	}
}
