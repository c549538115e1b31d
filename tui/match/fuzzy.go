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

// Score tells how well a text matches; more is better, and of equal matches the
// shorter text is. The last component of a path begins at byte name.
func (q Query) Score(text string, name int) (score int, ok bool) {
	sum := 0
	for _, w := range q.words {
		rank := w.rank(text, name)
		if rank == 0 {
			return 0, false
		}
		sum += rank
	}
	if len(q.words) > 0 {
		sum /= len(q.words)
	}
	return sum*rankUnit - len(text), true
}

// rank is how well one word matches, or 0.
func (p Pattern) rank(text string, name int) int {
	if !p.among(text) {
		return 0
	}
	last := text[name:]
	if i, word := p.best(last); i >= 0 {
		switch {
		case i == 0 && len(last) == len(p.text):
			return rankExact
		case i == 0:
			return rankPrefix
		case word:
			return rankWord
		}
		return rankPart
	}
	if p.among(last) {
		return rankLetters + p.quality(last)
	}
	if i, word := p.best(text); i >= 0 {
		if word {
			return rankPathWord
		}
		return rankPathPart
	}
	return rankPathLetters + p.quality(text)
}

// among tells whether the letters of the pattern occur in s in that order.
func (p Pattern) among(s string) bool {
	j := 0
	for i := 0; i < len(s) && j < len(p.text); i++ {
		if p.fold(s[i]) == p.text[j] {
			j++
		}
	}
	return j == len(p.text)
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

// Hits are the bytes of a text that match, in ascending order; nil where the
// text does not match.
func (q Query) Hits(text string, name int) []int {
	var hits []int
	for _, w := range q.words {
		if w.rank(text, name) == 0 {
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
		if p.among(part) {
			p.letters(part, func(i int) { hits = append(hits, from+i) })
			return hits
		}
	}
	return hits
}
