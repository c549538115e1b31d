package match

import (
	"slices"
	"strings"
)

// Query is what somebody types to pick one of many paths: words, each of which
// must occur in the path, if need be only as letters in that order.
type Query struct{ words []Pattern }

// NewQuery makes what is typed ready.
func NewQuery(s string) Query {
	var q Query
	for w := range strings.FieldsSeq(s) {
		q.words = append(q.words, NewPattern(w))
	}
	return q
}

// Empty tells whether nothing is typed: every text matches.
func (q Query) Empty() bool { return len(q.words) == 0 }

// Ranks of a match, best first. A match in the last component of a path is
// better than one further up, and a whole word better than scattered letters.
const (
	rankExact       = 1000
	rankPrefix      = 900
	rankWord        = 800
	rankPart        = 700
	rankLetters     = 500 // up to lettersMore better
	rankPathWord    = 450
	rankPathPart    = 400
	rankPathLetters = 200
	lettersMore     = 150
	rankUnit        = 100 // bytes of length that weigh as much as one rank
)

// Score tells how well a path matches; more is better, and of equal matches the
// shorter path is. The path is given in two parts, so that nobody needs to put
// 100,000 of them together: its last component, and all before that.
func (q Query) Score(before, name string) (score int, ok bool) {
	sum := 0
	for _, w := range q.words {
		rank := w.rank(before, name)
		if rank == 0 {
			return 0, false
		}
		sum += rank
	}
	if len(q.words) > 0 {
		sum /= len(q.words)
	}
	return sum*rankUnit - len(before) - len(name), true
}

// rank is how well one word matches, or 0.
func (p Pattern) rank(before, name string) int {
	if p.among(name, 0) == len(p.text) {
		return p.rankName(name)
	}
	n := p.among(before, 0)
	if p.among(name, n) < len(p.text) {
		return 0
	}
	if n == len(p.text) {
		if i, word := p.best(before); i >= 0 {
			return rankPath(word)
		}
	}
	whole := before + name
	if i, word := p.best(whole); i >= 0 {
		return rankPath(word)
	}
	return rankPathLetters + p.quality(whole)
}

// rankName is how well a word matches whose letters are all in the name.
func (p Pattern) rankName(name string) int {
	i, word := p.best(name)
	switch {
	case i < 0:
		return rankLetters + p.quality(name)
	case i == 0 && len(name) == len(p.text):
		return rankExact
	case i == 0:
		return rankPrefix
	case word:
		return rankWord
	}
	return rankPart
}

func rankPath(word bool) int {
	if word {
		return rankPathWord
	}
	return rankPathPart
}

// among is how many letters of the pattern occur in s in their order, from
// letter j on.
func (p Pattern) among(s string, j int) int {
	for i := 0; i < len(s) && j < len(p.text); i++ {
		if p.fold(s[i]) == p.text[j] {
			j++
		}
	}
	return j
}

// best is where the pattern occurs as a whole: where a word begins if there is
// such a place, else the first one, else -1.
func (p Pattern) best(s string) (i int, word bool) {
	first := p.index(s, 0)
	for i = first; i >= 0; i = p.index(s, i+1) {
		if boundary(s, i) {
			return i, true
		}
	}
	return first, false
}

// quality grades scattered letters: those that begin words or follow each other
// count.
func (p Pattern) quality(s string) int {
	good, before := 0, -1
	p.letters(s, func(i int) {
		if i == before-1 || boundary(s, i) {
			good++
		}
		before = i
	})
	return lettersMore * good / max(1, len(p.text))
}

// letters calls found for every letter of the pattern in s, from the last to the
// first. Going back from the end of the first match keeps them close together.
func (p Pattern) letters(s string, found func(i int)) {
	end, j := 0, 0
	for ; end < len(s) && j < len(p.text); end++ {
		if p.fold(s[end]) == p.text[j] {
			j++
		}
	}
	for i := end - 1; i >= 0 && j > 0; i-- {
		if p.fold(s[i]) == p.text[j-1] {
			j--
			found(i)
		}
	}
}

// Hits are the bytes of a path that match, in ascending order; nil where it does
// not match. Its last component begins at byte name.
func (q Query) Hits(text string, name int) []int {
	var hits []int
	for _, w := range q.words {
		if w.rank(text[:name], text[name:]) == 0 {
			return nil
		}
		hits = append(hits, w.hits(text, name)...)
	}
	slices.Sort(hits)
	return slices.Compact(hits)
}

func (p Pattern) hits(text string, name int) []int {
	var hits []int
	for _, from := range []int{name, 0} {
		part := text[from:]
		if i, _ := p.best(part); i >= 0 {
			for j := range len(p.text) {
				hits = append(hits, from+i+j)
			}
			return hits
		}
		if p.among(part, 0) == len(p.text) {
			p.letters(part, func(i int) { hits = append(hits, from+i) })
			return hits
		}
	}
	return hits
}
