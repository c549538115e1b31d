// Package nixlex tells the tokens of Nix text apart, for drawing it in tones and for
// finding comments and attributes in it. It takes any text, whole or cut off anywhere,
// also the values that nix prints, and looks at every byte once.
package nixlex

import (
	"slices"
	"strings"
)

// Kind is what a token is.
type Kind uint8

// The kinds. White space and operators are Plain.
const (
	Plain     Kind = iota
	Name           // an identifier that is used
	Attribute      // a name that is being defined: in a set, by let, or as an argument
	Keyword        // let, in, if, with and the like
	Constant       // true, false, null
	Number
	String // with its quotes
	Escape // a character written as an escape inside a string
	Splice // the ${ and } around an expression in a string, path or name
	Path   // ./file, /file, <nixpkgs>, ~/file
	Comment
	Opaque // what nix prints in place of a value: «lambda», «repeated»
)

// Token is a part of the text, from byte From up to To. Tokens follow each other
// without gaps.
type Token struct {
	// Kind is what it is.
	Kind Kind
	// From and To are its place in the text, in bytes.
	From, To int
}

// Lex cuts a text into its tokens.
func Lex(text string) []Token { return lex(text, nil) }

// LexInside is Lex for a text that begins inside an indented string, as a part
// of a file may.
func LexInside(text string) []Token { return lex(text, []mode{code, indented}) }

// Comments are the comments of a text that end in it. The line break behind one that
// begins with # is not of it.
func Comments(text string) []Token {
	tokens := Lex(text)
	return slices.DeleteFunc(tokens, func(t Token) bool {
		ends := t.To < len(text) || text[t.From] == '/' && t.To-t.From >= len("/**/") && text[t.To-len("*/"):t.To] == "*/"
		return t.Kind != Comment || !ends
	})
}

// mode is where the lexer is: in code, or in one of the two kinds of strings.
type mode uint8

const (
	code mode = iota
	quoted
	indented
)

// lexer is the state between two tokens.
type lexer struct {
	text   string
	at     int
	modes  []mode  // what is open, the innermost last; code below them all
	open   []brace // the braces that are open
	fresh  bool    // nothing but blanks and comments since a { or a comma
	tokens []Token
}

// brace is one that is open. The } of a splice looks like any other.
type brace struct {
	splice bool
	names  []int // tokens that are arguments if the set turns out to be one of them
}

func lex(text string, modes []mode) []Token {
	l := &lexer{text: text, modes: modes, tokens: make([]Token, 0, len(text)/4)}
	if len(modes) == 0 {
		l.modes = []mode{code}
	}
	for l.at < len(l.text) {
		if l.modes[len(l.modes)-1] == code {
			l.code()
		} else {
			l.inside()
		}
	}
	return l.tokens
}

// emit makes the next n bytes a token. One of the same kind as the token before
// joins it, where that means the same.
func (l *lexer) emit(k Kind, n int) {
	from := l.at
	l.at = min(l.at+n, len(l.text))
	if last := len(l.tokens) - 1; last >= 0 && l.tokens[last].Kind == k && (k == String || k == Opaque) {
		l.tokens[last].To = l.at
		return
	}
	l.tokens = append(l.tokens, Token{k, from, l.at})
}

func (l *lexer) rest() string { return l.text[l.at:] }

func (l *lexer) push(m mode) { l.modes = append(l.modes, m) }

func (l *lexer) pop() {
	if len(l.modes) > 1 {
		l.modes = l.modes[:len(l.modes)-1]
	}
}

// code takes one token of an expression.
func (l *lexer) code() {
	s := l.rest()
	c := s[0]
	if l.blanks(s) {
		return
	}
	switch {
	case c == '"':
		l.emit(String, 1)
		l.push(quoted)
	case strings.HasPrefix(s, "''"):
		l.emit(String, 2)
		l.push(indented)
	case strings.HasPrefix(s, "${"):
		l.splice()
	case strings.HasPrefix(s, "«"):
		l.emit(Opaque, until(s, "»", len("»")))
	case c == '{':
		l.emit(Plain, 1)
		l.open, l.fresh = append(l.open, brace{}), true
	case c == '}':
		l.closing()
	case pathLen(s) > 0:
		l.emit(Path, pathLen(s))
	case digit(c) || c == '.' && len(s) > 1 && digit(s[1]):
		l.emit(Number, numberLen(s))
	case letter(c):
		l.name(nameLen(s))
	default:
		l.operator(s)
	}
}

// blanks takes what means nothing: white space and comments.
func (l *lexer) blanks(s string) bool {
	switch blank := len(s) - len(strings.TrimLeft(s, " \n\t\r")); {
	case blank > 0:
		l.emit(Plain, blank)
	case s[0] == '#':
		l.emit(Comment, until(s, "\n", 0))
	case strings.HasPrefix(s, "/*"):
		l.emit(Comment, until(s[2:], "*/", 2)+2)
	default:
		return false
	}
	return true
}

// until is the number of bytes up to an end, and the end's own; all if there is none.
func until(s, end string, own int) int {
	if i := strings.Index(s, end); i >= 0 {
		return i + own
	}
	return len(s)
}

func (l *lexer) splice() {
	l.emit(Splice, 2)
	l.push(code)
	l.open = append(l.open, brace{splice: true})
}

// closing takes a closing brace: of a set, of a set of arguments, of a splice.
func (l *lexer) closing() {
	var b brace
	if last := len(l.open) - 1; last >= 0 {
		b, l.open = l.open[last], l.open[:last]
	}
	if b.splice {
		l.emit(Splice, 1)
		l.pop()
		return
	}
	l.emit(Plain, 1)
	if next := strings.TrimLeft(l.rest(), " "); strings.HasPrefix(next, ":") || strings.HasPrefix(next, "@") {
		for _, i := range b.names {
			l.tokens[i].Kind = Attribute
		}
	}
}

// operator takes an operator or whatever else is left. Some of them tell that
// the name before them is being defined.
func (l *lexer) operator(s string) {
	n := operatorLen(s)
	switch s[:n] {
	case "=":
		l.defined(true)
	case ":", "@":
		l.defined(false)
	}
	l.emit(Plain, n)
	l.fresh = s[0] == ','
}

// name takes a name or keyword.
func (l *lexer) name(n int) {
	switch word := l.rest()[:n]; {
	case keyword(word):
		l.emit(Keyword, n)
	case word == "true", word == "false", word == "null":
		l.emit(Constant, n)
	default:
		if last := len(l.open) - 1; l.fresh && last >= 0 {
			l.open[last].names = append(l.open[last].names, len(l.tokens))
		}
		l.emit(Name, n)
	}
	l.fresh = false
}

// inside takes a piece of a string.
func (l *lexer) inside() {
	s := l.rest()
	in := l.modes[len(l.modes)-1]
	switch {
	case strings.HasPrefix(s, "${"):
		l.splice()
	case in == quoted && s[0] == '"':
		l.emit(String, 1)
		l.pop()
	case in == quoted && s[0] == '\\':
		l.emit(Escape, 1+runeLen(s[1:]))
	case in == indented && strings.HasPrefix(s, "''"):
		l.twoQuotes(s)
	default:
		l.emit(String, max(1, plainLen(s, in)))
	}
}

// twoQuotes ends an indented string, or is the beginning of an escape in it.
func (l *lexer) twoQuotes(s string) {
	switch {
	case strings.HasPrefix(s, "'''"):
		l.emit(Escape, 3)
	case strings.HasPrefix(s, `''\`):
		l.emit(Escape, 3+runeLen(s[3:]))
	case strings.HasPrefix(s, "''$"):
		l.emit(Escape, 3)
	default:
		l.emit(String, 2)
		l.pop()
	}
}

// plainLen is the number of bytes of a string up to what means something in it.
// A dollar doubled is two dollars and opens nothing.
func plainLen(s string, in mode) int {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '$' && strings.HasPrefix(s[i+1:], "{"):
			return i
		case c == '$' && strings.HasPrefix(s[i+1:], "$"):
			i++
		case in == quoted && (c == '"' || c == '\\'):
			return i
		case in == indented && c == '\'' && strings.HasPrefix(s[i+1:], "'"):
			return i
		}
	}
	return len(s)
}
