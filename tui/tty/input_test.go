package tty

import (
	"strings"
	"testing"
)

// TestInput proves what is passed on of what a terminal sends, however it is cut.
func TestInput(t *testing.T) {
	t.Parallel()
	many := strings.Repeat(";", 33)
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
