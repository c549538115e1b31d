package tui

import (
	"errors"
	"strings"
	"unicode/utf8"

	"flakewalk/model"
	"flakewalk/tui/text"
)

// typedPath is an attribute path while somebody types it.
type typedPath struct {
	// parent is the path before the last dot.
	parent model.AttrPath
	// last is what is typed of the name after it, without quotes.
	last string
	// at is the byte where that name begins.
	at int
	// err is why the part before the last dot is no path.
	err error
}

// readPath reads an attribute path that need not be complete: it may end in a dot
// or within quotes. A dot at its beginning means the outputs, as for nix.
func readPath(text string) typedPath {
	p := typedPath{at: len(text) - len(strings.TrimPrefix(text, "."))}
	start := p.at
	quoted := false
	for i := start; i < len(text); i++ {
		switch {
		case quoted && text[i] == '\\':
			i++
		case text[i] == '"':
			quoted = !quoted
		case text[i] == '.' && !quoted:
			p.at = i + 1
		}
	}
	if p.at > start {
		p.parent, p.err = model.ParsePath(text[start : p.at-1])
	}
	p.last = readName(text[p.at:])
	return p
}

// literalPath is the path that was typed, as it is; dots around it do not count.
func literalPath(text string) (model.AttrPath, error) {
	text = strings.TrimPrefix(text, ".")
	if t := readPath(text); t.at > 0 && t.at == len(text) {
		text = text[:t.at-1]
	}
	return model.ParsePath(text)
}

// pathProblem is why a text is no path, without the text, which is on the screen.
func pathProblem(err error) string {
	if why := errors.Unwrap(err); why != nil {
		err = why
	}
	return text.First(err.Error())
}

// readName is a name without its quotes, of which the last may be missing.
func readName(s string) string {
	quoted, ok := strings.CutPrefix(s, `"`)
	if !ok {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(quoted) && quoted[i] != '"'; i++ {
		c := quoted[i]
		if c == '\\' && i+1 < len(quoted) {
			i++
			c = model.UnescapeNix(quoted[i])
		}
		b.WriteByte(c)
	}
	return b.String()
}

// unfinished is the beginning of a name as one types it: in quotes that are still
// open where it needs them.
func unfinished(name string) string {
	return strings.TrimSuffix(model.Attr(name).String(), `"`)
}

// commonStart is how all texts that begin in one way go on together; whole is set
// when there is only one of them.
func commonStart(names []string, begins func(string) bool) (start string, whole bool) {
	found := 0
	for _, n := range names {
		if !begins(n) {
			continue
		}
		if found++; found == 1 {
			start = n
		}
		i := 0
		for i < len(start) && i < len(n) && start[i] == n[i] {
			i++
		}
		start = start[:i]
	}
	for start != "" && !utf8.ValidString(start) { // a character was cut in two
		start = start[:len(start)-1]
	}
	return start, found == 1
}
