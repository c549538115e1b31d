package model

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Printable makes text from a flake or from nix harmless for a terminal: every
// character that could move, hide, colour or reorder what is on the screen is
// replaced by a visible escape: \e for ESC, \xNN for the other C0 controls, DEL
// and bytes that are not UTF-8, \u{NNNN} for C1 controls, bidirectional and
// zero-width characters, line and paragraph separators, and other invisible
// characters. Newline and tab become \n and \t.
func Printable(s string) string { return escape(s, false) }

// PrintableLines is like Printable but keeps newlines and turns tabs into
// spaces, for text that is shown on lines of its own.
func PrintableLines(s string) string { return escape(s, true) }

func escape(s string, lines bool) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case lines && r == '\n':
			b.WriteByte('\n')
		case lines && r == '\t':
			b.WriteString("    ")
		case lines && r == '\r' && strings.HasPrefix(s[i+1:], "\n"):
			// the line ends anyway
		default:
			writeRune(&b, r)
		}
		i += n
	}
	return b.String()
}

func writeRune(b *strings.Builder, r rune) {
	switch {
	case r == '\x1b':
		b.WriteString(`\e`)
	case r == '\n':
		b.WriteString(`\n`)
	case r == '\t':
		b.WriteString(`\t`)
	case r == '\r':
		b.WriteString(`\r`)
	case r < ' ' || r == 0x7f:
		fmt.Fprintf(b, `\x%02x`, r)
	case harmful(r):
		fmt.Fprintf(b, `\u{%04x}`, r)
	default:
		b.WriteRune(r)
	}
}

// plain tells whether every byte is printable ASCII, the usual case.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// harmful tells whether a character beyond ASCII must not reach a terminal:
// C1 controls (Cc), format characters such as bidirectional controls and
// zero-width ones (Cf), line and paragraph separators (Zl, Zp), private use and
// tags, and variation selectors and fillers that draw nothing. The zero-width
// joiner is among them: an emoji sequence falls apart into its parts.
func harmful(r rune) bool {
	switch {
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Cs, unicode.Noncharacter_Code_Point):
		return true
	case r >= 0xfe00 && r <= 0xfe0f, r >= 0xe0100 && r <= 0xe01ef: // variation selectors
		return true
	case r == 0x115f, r == 0x1160, r == 0x3164, r == 0xffa0, r == 0x034f, r == 0x17b4, r == 0x17b5: // fillers
		return true
	}
	return !unicode.IsGraphic(r)
}

// MessageLine is a message in one line: its first, and where that is a mere heading, such
// as "Failed assertions:", what comes next, too.
func MessageLine(s string) string {
	line := FirstLine(s)
	if !strings.HasSuffix(line, ":") {
		return line
	}
	_, rest, _ := strings.Cut(strings.TrimLeft(s, " \t\r\n"), "\n")
	return strings.TrimSpace(line + " " + FirstLine(rest))
}

// FirstLine is the first line of s that is not blank, without surrounding spaces.
func FirstLine(s string) string {
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			return line
		}
	}
	return ""
}
