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
// characters. Newline and tab become \n and \t. What is seen where it stands is
// kept: the variation selector and the joiner of emoji, the joiners between letters of
// scripts that need them.
func Printable(s string) string { return escape(s, false) }

// PrintableLines is like Printable but keeps newlines and turns tabs into
// spaces, for text that is shown on lines of its own.
func PrintableLines(s string) string { return escape(s, true) }

func escape(s string, lines bool) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	var before textBefore
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		seen := before.seen(r, s[i+n:])
		before = before.then(r, seen)
		switch {
		case seen:
			b.WriteRune(r)
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

// The characters that are harmless where they do something.
const (
	zwnj   = '\u200c' // zero-width non-joiner
	zwj    = '\u200d' // zero-width joiner
	vs16   = '\ufe0f' // shows the character before it as an emoji
	keycap = '\u20e3' // a key around the character before it
)

// textBefore is what stands before a character, as far as it is shown as it is.
type textBefore struct {
	last rune // the character before
	base rune // that before it, where the last is a selector or a mark of no script; else the last
}

// then is what stands before what follows r, which is shown as it is if it is seen, or does
// no harm.
func (b textBefore) then(r rune, seen bool) textBefore {
	switch {
	case seen && r == vs16, unicode.In(r, unicode.Mn) && unicode.Is(unicode.Inherited, r) && !harmful(r), r >= 0x1f3fb && r <= 0x1f3ff && isPictograph(b.base):
		return textBefore{r, b.base}
	case seen, r >= ' ' && r != 0x7f && r != utf8.RuneError && !harmful(r):
		return textBefore{r, r}
	}
	return textBefore{}
}

// seen tells whether r, which draws nothing of its own, changes what is seen between
// these neighbours, so that it hides nothing.
func (b textBefore) seen(r rune, after string) bool {
	switch r {
	case vs16:
		next, _ := utf8.DecodeRuneInString(after)
		return isPictograph(b.last) || next == keycap && strings.ContainsRune("0123456789#*", b.last)
	case zwj, zwnj:
		if b.last != 0 && strings.ContainsRune(viramas, b.last) {
			return true
		}
		next, _ := utf8.DecodeRuneInString(after)
		return r == zwj && isPictograph(b.base) && isPictograph(next) ||
			unicode.In(b.base, joining...) && unicode.In(next, joining...) && !harmful(next)
	}
	return false
}

func isPictograph(r rune) bool { return unicode.Is(pictographs, r) }

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
// tags, and variation selectors and fillers that draw nothing.
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
