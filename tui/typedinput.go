package tui

import (
	"errors"
	"slices"
	"strings"

	"flakewalk/model"
	"flakewalk/model/lock"
)

// errInputSteps reports a dotted input path in which a name follows a name.
var errInputSteps = errors.New("with dots it is inputs.a.inputs.b")

// typedInput is an input path while somebody types it.
type typedInput struct {
	// parent is the path before the last separator.
	parent []string
	// last is what is typed of the name after it, without quotes.
	last string
	// at is the byte where that name begins.
	at int
	// dotted tells inputs.a.inputs.b, as in a flake.nix, from a/b.
	dotted bool
	// err is why the part before the last separator is no path.
	err error
}

// readInput reads an input path that need not be complete.
func readInput(text string) typedInput {
	if dottedInput(text) {
		return readDottedInput(text)
	}
	t := typedInput{at: strings.LastIndexByte(text, '/') + 1}
	t.last = text[t.at:]
	if t.at > 0 {
		t.parent = strings.Split(text[:t.at-1], "/")
	}
	if slices.Contains(t.parent, "") {
		t.err = lock.ErrPath
	}
	return t
}

// dottedInput tells how a path is written. Names may have dots in them, but no
// slashes.
func dottedInput(text string) bool {
	return strings.HasPrefix(text, "inputs.") || (strings.Contains(text, ".inputs.") && !strings.Contains(text, "/"))
}

// readDottedInput reads inputs.a.inputs.b; the first word may be left out.
func readDottedInput(text string) typedInput {
	p := readPath(text)
	t := typedInput{last: p.last, at: p.at, dotted: true, err: p.err}
	steps := p.parent
	if !strings.HasPrefix(text, "inputs.") {
		steps = append(model.AttrPath{model.Attr("inputs")}, steps...)
	}
	for i, s := range steps {
		switch {
		case i%2 == 1:
			t.parent = append(t.parent, s.Name)
		case s != model.Attr("inputs"):
			t.err = errInputSteps
		}
	}
	if len(steps)%2 == 0 && t.err == nil {
		t.err = errInputSteps
	}
	return t
}

// path is the path that was typed, as it is; a separator at its end does not count.
func (t typedInput) path() []string {
	if t.last == "" {
		return t.parent
	}
	return append(slices.Clone(t.parent), t.last)
}

// written is a name as it stands in the path.
func (t typedInput) written(name string) string {
	if t.dotted {
		return model.Attr(name).String()
	}
	return name
}

// begun is the beginning of a name as one types it.
func (t typedInput) begun(name string) string {
	if t.dotted {
		return unfinished(name)
	}
	return name
}

// separator stands between a name and the one below it.
func (t typedInput) separator() string {
	if t.dotted {
		return ".inputs."
	}
	return "/"
}
