package pager

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Wrap cuts a text into lines that are at most width cells wide. Words stay
// whole where they fit, unless pre is set: then lines are only cut where they
// end. It returns at least one line.
func Wrap(s string, width int, pre bool) []string {
	if width <= 0 {
		return []string{""}
	}
	var out []string
	for line := range strings.SplitSeq(s, "\n") {
		switch {
		case len(line) <= width: // cells are never more than bytes
			out = append(out, line)
		case pre && ascii(line):
			out = hard(out, line, width)
		case pre:
			out = append(out, strings.Split(ansi.Hardwrap(line, width, true), "\n")...)
		case ascii(line):
			out = words(out, line, width)
		default:
			out = general(out, line, width)
		}
	}
	return out
}

// general cuts a line of any characters between words. ansi.Wrap forgets blanks
// at the beginning of a line when it counts, so what is too wide is cut again.
func general(out []string, s string, width int) []string {
	for piece := range strings.SplitSeq(ansi.Wrap(s, width, ""), "\n") {
		if ansi.StringWidth(piece) > width {
			piece = ansi.Hardwrap(piece, width, true)
		}
		out = append(out, strings.Split(piece, "\n")...)
	}
	return out
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// hard cuts a line of ASCII every width bytes.
func hard(out []string, s string, width int) []string {
	for len(s) > width {
		out = append(out, s[:width])
		s = s[width:]
	}
	return append(out, s)
}

// words cuts a line of ASCII between words, and words that are too long where
// they have to be. The general function is some twenty times slower, and
// almost every text is ASCII.
func words(out []string, s string, width int) []string {
	indent := len(s) - len(strings.TrimLeft(s, " "))
	for len(s) > width {
		cut := strings.LastIndexByte(s[:width+1], ' ')
		if cut <= indent { // no blank to cut at but those it begins with
			out = append(out, s[:width])
			s = s[width:]
		} else {
			out = append(out, strings.TrimRight(s[:cut], " "))
			s = strings.TrimLeft(s[cut+1:], " ")
		}
		indent = 0
	}
	return append(out, s)
}
