package nixlex

import "strings"

// Lines cuts lines from the middle of a file into tokens, each line for itself:
// places count from its beginning. Where in the syntax the first line begins
// nobody knows, but line number known (from 0) is known to begin with code: if it
// would be inside a string, the first line is taken to be inside one. A comment
// that ends without having begun began before.
func Lines(lines []string, known int) [][]Token {
	text := strings.Join(lines, "\n")
	tokens := lexPart(text)
	if known >= 0 && known < len(lines) {
		at := len(strings.Join(lines[:known], "\n")) + min(known, 1)
		at += len(lines[known]) - len(strings.TrimLeft(lines[known], " \t"))
		if within(tokens, at) {
			if other := LexInside(text); !within(other, at) {
				tokens = other
			}
		}
	}
	return split(lines, tokens)
}

// lexPart is Lex for a text that may begin inside a comment: it does if one ends
// in it before one begins.
func lexPart(text string) []Token {
	end := strings.Index(text, "*/")
	if begin := strings.Index(text, "/*"); end < 0 || begin >= 0 && begin < end {
		return Lex(text)
	}
	end += len("*/")
	tokens := []Token{{Comment, 0, end}}
	for _, t := range Lex(text[end:]) {
		tokens = append(tokens, Token{t.Kind, end + t.From, end + t.To})
	}
	return tokens
}

// within tells whether a byte is inside a string or comment.
func within(tokens []Token, at int) bool {
	for _, t := range tokens {
		if t.From <= at && at < t.To {
			return (t.Kind == String || t.Kind == Comment) && t.From < at
		}
	}
	return false
}

// split hands each line its tokens.
func split(lines []string, tokens []Token) [][]Token {
	out := make([][]Token, len(lines))
	from, i := 0, 0
	for n, line := range lines {
		to := from + len(line)
		for ; i < len(tokens) && tokens[i].From < to; i++ {
			t := tokens[i]
			out[n] = append(out[n], Token{t.Kind, max(t.From, from) - from, min(t.To, to) - from})
			if t.To > to {
				break // the rest is the next line's
			}
		}
		for i < len(tokens) && tokens[i].To <= to+1 {
			i++ // nothing but the end of this line is left of it
		}
		from = to + 1
	}
	return out
}
