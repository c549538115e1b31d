// Package text makes what a flake or nix says fit for the screen: harmless, cut to what is
// looked at, on one line or several.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"flakewalk/model"
	"flakewalk/model/words"
)

// Everything that a flake or nix says passes through Line or Lines, here
// and nowhere else, before it is measured, cut to the screen or drawn.

// Bounds of the texts that are looked at, in bytes: a flake may hold strings of
// many megabytes, and no screen shows more than this.
const (
	LineMax = 600
	Max     = 24 << 10  // of several lines
	StepMax = 120       // of one name in a path
	WordMax = 4 << 10   // of nix's own words beside a tree; the dialog has all of them
	AllMax  = 512 << 10 // where all of it is wanted
)

// Line makes a text a single harmless line.
func Line(s string) string { return LineUpTo(s, LineMax) }

// LineUpTo is Line with a bound of its own.
func LineUpTo(s string, most int) string {
	short, rest := Cut(s, most)
	short = Base(model.Printable(short))
	if rest > 0 {
		short += "... " + words.Size(rest) + " more"
	}
	return short
}

// Lines makes a text harmless and keeps its lines.
func Lines(s string) string { return LinesUpTo(s, Max) }

// LinesUpTo is Lines with a bound of its own.
func LinesUpTo(s string, most int) string {
	short, rest := Cut(s, most)
	short = model.PrintableLines(short)
	lines := strings.Split(strings.TrimRight(short, "\n"), "\n")
	for i, l := range lines {
		lines[i] = Base(l)
	}
	short = strings.Join(lines, "\n")
	if rest > 0 {
		short += "\n... " + words.Size(rest) + " more"
	}
	return short
}

// Cut is the beginning of s, at most n bytes and no half character, and the
// number of bytes that are left out.
func Cut(s string, n int) (short string, rest int) {
	if len(s) <= n {
		return s, 0
	}
	for i := range utf8.UTFMax {
		if utf8.RuneStart(s[n-i]) {
			return s[:n-i], len(s) - n + i
		}
	}
	return s[:n], len(s) - n // not UTF-8 anyway
}

// Base gives a combining character at the beginning something to combine with:
// it would otherwise join the blank before it, and the columns would shift.
func Base(s string) string {
	r, _ := utf8.DecodeRuneInString(s)
	if unicode.In(r, unicode.M, unicode.Sk) && r >= utf8.RuneSelf {
		return "◌" + s
	}
	return s
}

// First is the first line of a text that says something, harmless.
func First(s string) string {
	short, _ := Cut(s, Max)
	return Line(model.FirstLine(short))
}

// Message is a message in one line, harmless.
func Message(s string) string {
	short, _ := Cut(s, Max)
	return Line(model.MessageLine(short))
}

// Step is the name of a row.
func Step(s model.Step) string {
	short, rest := Cut(s.Name, StepMax)
	s.Name = short
	if rest > 0 {
		return Line(s.String()) + "..."
	}
	return Line(s.String())
}

// Path is a path as it is shown; very long names in it are cut.
func Path(p model.AttrPath) string {
	names := make([]string, len(p))
	for i, s := range p {
		names[i] = Step(s)
	}
	return strings.Join(names, ".")
}

// Value is a plain value on one line, or "" for what has none.
func Value(v model.Value) string {
	short, rest := Cut(v.Text, StepMax)
	dots := ""
	if rest > 0 || (v.Type == model.TypeString && v.Size > len(v.Text)) {
		dots = "..."
	}
	switch v.Type {
	case model.TypeString:
		return Line(model.QuoteNix(short)) + dots
	case model.TypeInt, model.TypeFloat, model.TypeBool, model.TypePath:
		return Line(short) + dots
	case model.TypeNull:
		return "null"
	case model.TypeUnknown, model.TypeSet, model.TypeList, model.TypeFunction:
	}
	return ""
}

// Args is a function's named arguments as { a, b? }.
func Args(args []model.Arg) string {
	if len(args) == 0 {
		return ""
	}
	const most = 24
	names := make([]string, 0, most)
	for i, a := range args {
		if i == most {
			names = append(names, "...")
			break
		}
		name := Step(model.Attr(a.Name))
		if a.Optional {
			name += "?"
		}
		names = append(names, name)
	}
	return "{ " + strings.Join(names, ", ") + " }"
}
