// Package match compares names with what somebody types: as a part of the name,
// or as letters that occur in it in that order, with a rank. Upper case counts
// only where it is typed (smart case); letters beyond ASCII must be the same.
package match

// Pattern is a text to find. Make one with NewPattern.
type Pattern struct {
	text  string // in lower case unless exact
	exact bool
}

// NewPattern makes what is typed ready.
func NewPattern(s string) Pattern {
	p := Pattern{text: s}
	for i := range len(s) {
		if s[i] != lower(s[i]) {
			p.exact = true
		}
	}
	return p
}

// Empty tells whether nothing is typed.
func (p Pattern) Empty() bool { return p.text == "" }

// Len is the number of bytes that a match takes.
func (p Pattern) Len() int { return len(p.text) }

// Index is the first byte at which the pattern occurs in s, or -1.
func (p Pattern) Index(s string) int { return p.index(s, 0) }

// Prefix tells whether s begins with the pattern.
func (p Pattern) Prefix(s string) bool {
	return len(s) >= len(p.text) && p.at(s, 0)
}

// index is the first place at or after from.
func (p Pattern) index(s string, from int) int {
	if p.text == "" {
		return from
	}
	first := p.text[0]
	for i := from; i+len(p.text) <= len(s); i++ {
		if p.fold(s[i]) == first && p.at(s, i) {
			return i
		}
	}
	return -1
}

// at tells whether the pattern stands at byte i of s, which is long enough.
func (p Pattern) at(s string, i int) bool {
	for j := range len(p.text) {
		if p.fold(s[i+j]) != p.text[j] {
			return false
		}
	}
	return true
}

// fold is a byte of a name as the pattern sees it.
func (p Pattern) fold(c byte) byte {
	if p.exact {
		return c
	}
	return lower(c)
}

// lower is the small letter of a capital, and any other byte itself.
func lower(c byte) byte {
	if c-'A' < 26 {
		return c + 'a' - 'A'
	}
	return c
}

// boundary tells whether a word begins at byte i: at the start, after what is
// neither letter nor digit, and at a capital after a small letter.
func boundary(s string, i int) bool {
	if i == 0 {
		return true
	}
	before, here := s[i-1], s[i]
	return !wordByte(before) || (before-'a' < 26 && here-'A' < 26)
}

func wordByte(c byte) bool { return lower(c)-'a' < 26 || c-'0' < 10 || c >= 0x80 }
