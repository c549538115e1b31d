package tui

import (
	"strings"

	"flakewalk/model/nixlex"
	"flakewalk/tui/nixtext"
	"flakewalk/tui/pager"
	"flakewalk/tui/text"
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
	lines := strings.Split(strings.TrimRight(trace, "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		text := strings.TrimSpace(lines[i])
		if n := codeLines(lines[i:]); n > 0 {
			b = append(b, codeBlocks(lines[i:i+n])...)
			i += n - 1
			continue
		}
		switch {
		case text == "error:" && len(b) == 0: // the heading says so
		case text == "":
			b = append(b, pager.Block{})
		case isFrame(text):
			b = append(b, pager.Block{Text: text, Hang: 2})
		case strings.HasPrefix(text, "at ") && strings.HasSuffix(text, ":"):
			b = append(b, pager.Block{Text: text, Tone: theme.Dim, Indent: 2, Hang: 3})
		case strings.HasPrefix(text, "error:"):
			b = append(b, pager.Block{Text: text, Tone: theme.Bad, Hang: 2})
		default:
			b = append(b, pager.Block{Text: lines[i], Tone: theme.Dim, Pre: true})
		}
	}
	return b
}

// codeLines is how many lines of source the lines begin with.
func codeLines(lines []string) int {
	for i, l := range lines {
		if _, _, ok := codeLine(l); !ok {
			return i
		}
	}
	return len(lines)
}

// codeBlocks are lines of source as nix shows them, without what all of them are
// indented by. A line without a number points at a place in the line before.
func codeBlocks(lines []string) []pager.Block {
	numbers, code := make([]string, len(lines)), make([]string, len(lines))
	for i, l := range lines {
		numbers[i], code[i], _ = codeLine(l)
	}
	dedent(code)
	b := make([]pager.Block, len(lines))
	for i := range lines {
		b[i] = pager.Block{Label: numbers[i], LabelTone: theme.Dim, Text: text.Base(code[i]), Pre: true, Indent: 2}
		if numbers[i] == "" {
			b[i].Label, b[i].Tone = " ", theme.Bad
			continue
		}
		b[i].Marks = nixtext.Marks(nixlex.Lex(b[i].Text))
	}
	return b
}

// codeLine is a line of source as nix shows it: NUMBER| CODE, or only | and marks.
func codeLine(line string) (number, code string, ok bool) {
	number, code, ok = strings.Cut(strings.TrimSpace(line), "|")
	if !ok || strings.Trim(number, "0123456789") != "" || len(number) > 9 {
		return "", "", false
	}
	return number, strings.TrimPrefix(code, " "), true
}
