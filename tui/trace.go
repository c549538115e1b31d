package tui

import (
	"strings"

	"flakewalk/tui/nixtext"
	"flakewalk/tui/pager"
	"flakewalk/tui/theme"
)

// frames is the number of steps that a trace of nix has: "… while evaluating" and
// the like, each with the place where it happened.
func frames(trace string) int {
	n := 0
	for line := range strings.SplitSeq(trace, "\n") {
		if isFrame(strings.TrimSpace(line)) {
			n++
		}
	}
	return n
}

func isFrame(line string) bool { return strings.HasPrefix(line, "…") }

// traceBlocks lay out all that nix said, which must be clean: the steps of the
// trace, their places, and the lines of the source that nix shows with them.
func traceBlocks(trace string) []pager.Block {
	var b []pager.Block
	for line := range strings.SplitSeq(strings.TrimRight(trace, "\n"), "\n") {
		text := strings.TrimSpace(line)
		number, code, isCode := codeLine(text)
		switch {
		case text == "":
			b = append(b, pager.Block{})
		case isFrame(text):
			b = append(b, pager.Block{Text: text, Hang: 2})
		case strings.HasPrefix(text, "at ") && strings.HasSuffix(text, ":"):
			b = append(b, pager.Block{Text: text, Tone: theme.Dim, Indent: 2, Hang: 3})
		case isCode && number == "": // it points at a place in the line before
			b = append(b, pager.Block{Label: " ", Text: code, Tone: theme.Bad, Pre: true, Indent: 2})
		case isCode:
			marks := nixtext.Marks(nixtext.Lex(code))
			b = append(b, pager.Block{Label: number, LabelTone: theme.Dim, Text: code, Marks: marks, Pre: true, Indent: 2})
		case strings.HasPrefix(text, "error:"):
			b = append(b, pager.Block{Text: text, Tone: theme.Bad, Hang: 2})
		default:
			b = append(b, pager.Block{Text: line, Tone: theme.Dim, Pre: true})
		}
	}
	return b
}

// codeLine is a line of source as nix shows it: NUMBER| CODE, or only | and marks.
func codeLine(line string) (number, code string, ok bool) {
	number, code, ok = strings.Cut(line, "|")
	if !ok || strings.Trim(number, "0123456789") != "" || len(number) > 9 {
		return "", "", false
	}
	return number, base(strings.TrimPrefix(code, " ")), true
}
