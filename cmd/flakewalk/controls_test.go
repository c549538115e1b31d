package main

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// controls returns what of a text could do something to a terminal: control
// characters but the newline, bidirectional and zero-width characters, line and
// paragraph separators, bytes that are not UTF-8. A joiner after a character that it
// may join, which is none of Latin, Greek or Cyrillic, is none of that. It is written without looking
// at model.Printable, which it shall judge.
func controls(s string) string {
	last := rune(0)
	for i, r := range s {
		before := last
		last = r
		switch {
		case r == '\n', (r == '\u200c' || r == '\u200d') && before >= 0x600 && !unicode.Is(unicode.Cf, before):
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			return s[i : i+1]
		case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r), r == '\u2028', r == '\u2029', r == '\u061c':
			return string(r)
		}
	}
	return ""
}

func TestControls(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"\x1b[m", "a\x07", "\x7f", "a\rb", "a\tb", "\u009b", "\u202e", "\u2066", "\u200b", "\u200d", "x\u200d", "ی\u200d\u200d", "\ufeff", "\u2028", "a\xffb", "\x00"} {
		if controls(bad) == "" {
			t.Errorf("nothing seen in %q", bad)
		}
	}
	if got := controls("gr\u00fc\u00df\u65e5 \u2514\u2500 می\u200cخ \\e[31m\n\uFFFD"); got != "" {
		t.Errorf("%q in harmless text", got)
	}
}

// sequence is one control sequence of a stream: what kind it is, such as
// "CSI ?h" or "OSC 52", and all of its text.
type sequence struct{ kind, text string }

// sequences takes a stream of a program apart as a terminal does (ECMA-48): its
// control sequences, and the text between them. What a terminal would not
// understand is a sequence of kind "?".
func sequences(s string) (seqs []sequence, text string) {
	var b strings.Builder
	for i := 0; i < len(s); {
		c := s[i]
		if c != 0x1b {
			_, n := utf8.DecodeRuneInString(s[i:])
			b.WriteString(s[i : i+n])
			i += n
			continue
		}
		n, kind := sequenceAt(s[i:])
		seqs = append(seqs, sequence{kind, s[i : i+n]})
		i += n
	}
	return seqs, b.String()
}

// sequenceAt is the length and kind of the sequence that s begins with.
func sequenceAt(s string) (n int, kind string) {
	if len(s) < 2 {
		return 1, "?"
	}
	switch s[1] {
	case '[':
		return csiAt(s)
	case ']', 'P', '_', '^', 'X':
		return stringAt(s)
	}
	end := 1
	for end < len(s)-1 && s[end] >= ' ' && s[end] <= '/' {
		end++
	}
	return end + 1, "ESC " + s[1:end+1]
}

// csiAt reads CSI: parameters, intermediates, a final byte. The kind leaves the
// numbers out.
func csiAt(s string) (int, string) {
	end := 2
	for end < len(s) && s[end] >= 0x20 && s[end] <= 0x3f {
		end++
	}
	if end == len(s) || s[end] < 0x40 || s[end] > 0x7e {
		return end, "?"
	}
	kind := strings.Map(func(r rune) rune {
		if strings.ContainsRune("0123456789;:", r) {
			return -1
		}
		return r
	}, s[2:end+1])
	return end + 1, "CSI " + kind
}

// stringAt reads OSC, DCS, APC, PM and SOS: all up to BEL or ST.
func stringAt(s string) (int, string) {
	name := map[byte]string{']': "OSC", 'P': "DCS", '_': "APC", '^': "PM", 'X': "SOS"}[s[1]]
	end := len(s)
	if i := strings.IndexAny(s[2:], "\x07\x1b"); i >= 0 {
		end = i + 3
		if s[end-1] == 0x1b {
			end = min(end+1, len(s))
		}
	}
	number, _, _ := strings.Cut(strings.Trim(s[2:end], "\x07\x1b\\"), ";")
	return end, name + " " + number
}

func TestSequences(t *testing.T) {
	t.Parallel()
	seqs, text := sequences("a\x1b[1;31mb\x1b[?1049hc\x1b]0;title\x07d\x1b]52;c;aGk=\x1b\\e\x1bP+q\x1b\\f\x1b(Bg\x1b[>4;2mh\x1b[2 qi\x1b")
	var kinds []string
	for _, s := range seqs {
		kinds = append(kinds, s.kind)
	}
	want := []string{"CSI m", "CSI ?h", "OSC 0", "OSC 52", "DCS +q", "ESC (B", "CSI >m", "CSI  q", "?"}
	if text != "abcdefghi" || !slices.Equal(kinds, want) {
		t.Errorf("text %q, sequences %q, want %q", text, kinds, want)
	}
}
