// Package model says what a flake is: attribute paths, the nodes of its outputs,
// what went wrong with one and what to do about it. It does no I/O and imports
// only the standard library, model/words and model/nixlex; every other package may import it.
package model

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"flakewalk/model/nixlex"
)

// Step is one hop of an attribute path: the name of an attribute, or the index
// of an element of a list. The zero value is the attribute with the empty name.
type Step struct {
	// Name is the attribute's name, any bytes; empty for an element.
	Name string
	// Index is the element's position from 0; meaningful only when Elem is set.
	Index int
	// Elem tells an element of a list from an attribute.
	Elem bool
}

// Attr is the step to the attribute of that name.
func Attr(name string) Step { return Step{Name: name} }

// Elem is the step to the element at index i of a list.
func Elem(i int) Step { return Step{Index: i, Elem: true} }

// String writes the step as it stands in a path: a plain identifier as it is,
// any other name in quotes with the escapes of a Nix string, an element as its number.
func (s Step) String() string {
	if s.Elem {
		return strconv.Itoa(s.Index)
	}
	if nixlex.Identifier(s.Name) {
		return s.Name
	}
	return QuoteNix(s.Name)
}

// AttrPath is the way from the outputs of a flake to one value. The empty path
// is the set of outputs itself.
type AttrPath []Step

// Path makes an attribute path of names.
func Path(names ...string) AttrPath {
	p := make(AttrPath, len(names))
	for i, n := range names {
		p[i] = Attr(n)
	}
	return p
}

// String writes the path as Nix does, `packages.x86_64-linux."foo.bar"`, so
// that ParsePath reads it back. It is empty for the empty path.
func (p AttrPath) String() string {
	var b strings.Builder
	for i, s := range p {
		if i > 0 {
			b.WriteByte('.')
		}
		b.WriteString(s.String())
	}
	return b.String()
}

// Key is a string that is equal for equal paths only, for use as a map's key. A
// key begins with another where its path lies at or below the other, and only there.
func (p AttrPath) Key() string {
	var b strings.Builder
	for _, s := range p {
		if s.Elem {
			fmt.Fprintf(&b, "\x01%d\x01", s.Index)
		} else { // the length keeps a name from running into the next step
			fmt.Fprintf(&b, "\x02%d\x02%s", len(s.Name), s.Name)
		}
	}
	return b.String()
}

// Child is the path one step further down. It never shares memory with p.
func (p AttrPath) Child(s Step) AttrPath {
	c := make(AttrPath, len(p)+1)
	copy(c, p)
	c[len(p)] = s
	return c
}

// Parent is the path without its last step; the empty path is its own parent.
func (p AttrPath) Parent() AttrPath {
	if len(p) == 0 {
		return p
	}
	return p[: len(p)-1 : len(p)-1]
}

// Last is the last step, or the zero Step of the empty path.
func (p AttrPath) Last() Step {
	if len(p) == 0 {
		return Step{}
	}
	return p[len(p)-1]
}

// Equal tells whether both paths have the same steps.
func (p AttrPath) Equal(q AttrPath) bool {
	if len(p) != len(q) {
		return false
	}
	for i := range p {
		if p[i] != q[i] {
			return false
		}
	}
	return true
}

// HasPrefix tells whether p is prefix itself or lies below it.
func (p AttrPath) HasPrefix(prefix AttrPath) bool {
	return len(p) >= len(prefix) && p[:len(prefix)].Equal(prefix)
}

// name returns the name of step i, and "" where there is none.
func (p AttrPath) name(i int) string {
	if i >= len(p) || p[i].Elem {
		return ""
	}
	return p[i].Name
}

// Errors of ParsePath.
var (
	// ErrUnclosedQuote reports a quoted name that does not end.
	ErrUnclosedQuote = errors.New("a quoted name does not end; close it with \"")
	// ErrAfterQuote reports text between a closing quote and the next dot.
	ErrAfterQuote = errors.New("a quoted name must be followed by a dot")
)

// ParsePath reads a path as people write it on nix's command line: names
// separated by dots, a name in quotes where it holds dots or other characters,
// in quotes the escapes of a Nix string (\" \\ \n \r \t \$), and a bare number
// for an element of a list. The empty text is the empty path. It returns
// ErrUnclosedQuote or ErrAfterQuote.
func ParsePath(s string) (AttrPath, error) {
	if s == "" {
		return nil, nil
	}
	var p AttrPath
	for {
		step, rest, err := parseStep(s)
		if err != nil {
			return nil, fmt.Errorf("attribute path %q: %w", s, err)
		}
		p = append(p, step)
		if rest == "" {
			return p, nil
		}
		s = rest[1:] // the dot
	}
}

// parseStep reads one step and returns what follows it: nothing, or a dot and more.
func parseStep(s string) (Step, string, error) {
	if !strings.HasPrefix(s, `"`) {
		name, rest := s, ""
		if i := strings.IndexByte(s, '.'); i >= 0 {
			name, rest = s[:i], s[i:]
		}
		if i, err := strconv.Atoi(name); err == nil && i >= 0 && strconv.Itoa(i) == name {
			return Elem(i), rest, nil
		}
		return Attr(name), rest, nil
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s):
			i++
			b.WriteByte(UnescapeNix(s[i]))
		case c == '"':
			if i+1 < len(s) && s[i+1] != '.' {
				return Step{}, "", ErrAfterQuote
			}
			return Attr(b.String()), s[i+1:], nil
		default:
			b.WriteByte(c)
		}
	}
	return Step{}, "", ErrUnclosedQuote
}

// UnescapeNix is the character that a backslash and c stand for in a Nix string.
func UnescapeNix(c byte) byte {
	switch c {
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return c
}

// QuoteNix writes s as a Nix string literal on one line, as the Nix manual
// ("String literal") has it: \" \\ \n \r \t and \${ are escaped, all else stands as it is.
func QuoteNix(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\r':
			b.WriteString(`\r`)
		case c == '\t':
			b.WriteString(`\t`)
		case c == '$' && i+1 < len(s) && s[i+1] == '{':
			b.WriteString(`\$`)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}
