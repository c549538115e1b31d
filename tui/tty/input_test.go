package tty

import (
	"strings"
	"testing"
)

// TestInput proves what is passed on of what a terminal sends, however it is cut.
func TestInput(t *testing.T) {
	t.Parallel()
	many, long := strings.Repeat(";", 33), strings.Repeat("l", maxString+1)
	for in, want := range map[string]string{
		"":                                       "",
		"\x1b":                                   "\x1b",
		"plain, 漢字 and é\r":                      "plain, 漢字 and é\r",
		"\x1b[A\x1bOB\x1b[1089::99;5u":           "\x1b[A\x1bOB\x1b[1089::99;5u",
		"\x1b[<64;10;20M":                        "\x1b[<64;10;20M",
		"\x1b[1" + many + "u":                    "\x1b[1" + many[:15] + "u",
		"\x1b[" + many + "1:2;3m;x":              "\x1b[" + many[:15] + "m;x",
		"\x1bP1" + many + "+r\x1b\\":             "\x1bP1" + many[:15] + "+r\x1b\\",
		"\x1b[200~\x1b[" + many + "m\x1b[201~":   "\x1b[200~\x1b[" + many[:15] + "m\x1b[201~",
		many:                                     many, // text
		"Л" + many:                               "Л" + many,
		"\x9bM11<":                               "M11<",
		"\x90" + many + "\xffa\xc3(\xe2\x9bMabc": many + "a(Mabc",
		"\u009b1m":                               "\u009b1m",
		"\x1b]11;rgb:00/00/00\x07q":              "\x1b]11;rgb:00/00/00\x07q",
		"\x1bP>|a terminal(1)\x1b\\q":            "\x1bP>|a terminal(1)\x1b\\q",
		"\x1b]52;c;" + long + "é\x07q":           "\x1b]" + ("52;c;" + long)[:maxString] + "\x07q",
		"\x1b_G" + long + "\x1b\\q":              "\x1b_" + ("G" + long)[:maxString] + "\x1b\\q",
		"\x1bP1$r" + long + "\x1b[Aq":            "\x1bP1$" + ("r" + long)[:maxString] + "\x1b[Aq",
		"\x1b]" + long + "\r" + long:             "\x1b]" + long[:maxString] + "\r" + long, // Alt+] and what was typed after it
	} {
		for size := range len(in) {
			var s input
			var got []byte
			for rest := []byte(in); len(rest) > 0; {
				n := min(size+1, len(rest))
				got = s.pass(got, rest[:n])
				rest = rest[n:]
			}
			if string(got) != want {
				t.Errorf("%q, by %d bytes: %q, want %q", in, size+1, got, want)
			}
		}
	}
}

// TestInputPause proves that what is typed after a time is no part of a sequence that
// never came to its end.
func TestInputPause(t *testing.T) {
	t.Parallel()
	typed := strings.Repeat("j", maxString+1)
	for _, begun := range []string{"\x1b]" + typed, "\x1b[" + strings.Repeat(";", maxParameters+1)} {
		var s input
		s.pass(nil, []byte(begun))
		s.paused(unfinished - 1)
		if got := s.pass(nil, []byte("1")); len(got) > 0 {
			t.Errorf("%.10q: before the time is over %q is passed on", begun, got)
		}
		s.paused(unfinished)
		if got := s.pass(nil, []byte(typed)); string(got) != typed {
			t.Errorf("%.10q: %d of %d bytes that were typed later are passed on", begun, len(got), len(typed))
		}
	}
}
