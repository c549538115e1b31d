package tui

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"flakewalk/model"
	"flakewalk/model/words"
)

// Everything that a flake or nix says passes through clean or cleanLines, here
// and nowhere else, before it is measured, cut to the screen or drawn.

// Bounds of the texts that are looked at, in bytes: a flake may hold strings of
// many megabytes, and no screen shows more than this.
const (
	lineMax = 600
	textMax = 24 << 10
	stepMax = 120
	wordMax = 4 << 10 // of nix's own words beside a tree; the dialog has all of them
	allMax  = 512 << 10
)

// clean makes a text a single harmless line.
func clean(s string) string {
	short, rest := cut(s, lineMax)
	short = base(model.Printable(short))
	if rest > 0 {
		short += "... " + words.Size(rest) + " more"
	}
	return short
}

// cleanLines makes a text harmless and keeps its lines.
func cleanLines(s string) string { return cleanUpTo(s, textMax) }

// cleanUpTo is cleanLines with a bound of its own.
func cleanUpTo(s string, most int) string {
	short, rest := cut(s, most)
	short = model.PrintableLines(short)
	lines := strings.Split(strings.TrimRight(short, "\n"), "\n")
	for i, l := range lines {
		lines[i] = base(l)
	}
	short = strings.Join(lines, "\n")
	if rest > 0 {
		short += "\n... " + words.Size(rest) + " more"
	}
	return short
}

// cut is the beginning of s, at most n bytes and no half character, and the
// number of bytes that are left out.
func cut(s string, n int) (short string, rest int) {
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

// base gives a combining character at the beginning something to combine with:
// it would otherwise join the blank before it, and the columns would shift.
func base(s string) string {
	r, _ := utf8.DecodeRuneInString(s)
	if unicode.In(r, unicode.M, unicode.Sk) && r >= utf8.RuneSelf {
		return "◌" + s
	}
	return s
}

// firstLine is the first line of a text that says something, harmless.
func firstLine(s string) string {
	short, _ := cut(s, textMax)
	return clean(model.FirstLine(short))
}

// messageLine is a message in one line, harmless.
func messageLine(s string) string {
	short, _ := cut(s, textMax)
	return clean(model.MessageLine(short))
}

// stepText is the name of a row.
func stepText(s model.Step) string {
	short, rest := cut(s.Name, stepMax)
	s.Name = short
	if rest > 0 {
		return clean(s.String()) + "..."
	}
	return clean(s.String())
}

// pathText is a path as it is shown; very long names in it are cut.
func pathText(p model.AttrPath) string {
	names := make([]string, len(p))
	for i, s := range p {
		names[i] = stepText(s)
	}
	return strings.Join(names, ".")
}

// shortValue is a plain value on one line, or "" for what has none.
func shortValue(v model.Value) string {
	short, rest := cut(v.Text, stepMax)
	dots := ""
	if rest > 0 || (v.Type == model.TypeString && v.Size > len(v.Text)) {
		dots = "..."
	}
	switch v.Type {
	case model.TypeString:
		return clean(model.QuoteNix(short)) + dots
	case model.TypeInt, model.TypeFloat, model.TypeBool, model.TypePath:
		return clean(short) + dots
	case model.TypeNull:
		return "null"
	case model.TypeUnknown, model.TypeSet, model.TypeList, model.TypeFunction:
	}
	return ""
}

// argsText is a function's named arguments as { a, b? }.
func argsText(args []model.Arg) string {
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
		name := stepText(model.Attr(a.Name))
		if a.Optional {
			name += "?"
		}
		names = append(names, name)
	}
	return "{ " + strings.Join(names, ", ") + " }"
}
