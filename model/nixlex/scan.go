package nixlex

import (
	"strings"
	"unicode/utf8"
)

func digit(c byte) bool { return c >= '0' && c <= '9' }

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' }

// NameByte tells whether a byte can stand in an identifier behind its first.
func NameByte(c byte) bool { return letter(c) || digit(c) || c == '\'' || c == '-' }

// Identifier tells whether a name can stand without quotes where Nix takes one: an
// identifier (Nix manual, "Identifier") that is no keyword.
func Identifier(s string) bool {
	return s != "" && letter(s[0]) && nameLen(s) == len(s) && !keyword(s)
}

func keyword(s string) bool {
	switch s {
	case "if", "then", "else", "assert", "with", "let", "in", "rec", "inherit", "or":
		return true
	}
	return false
}

func nameLen(s string) int {
	i := 0
	for i < len(s) && NameByte(s[i]) {
		i++
	}
	return i
}

func numberLen(s string) int {
	i := 0
	for i < len(s) && (digit(s[i]) || s[i] == '.') {
		i++
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		j := i + 1
		if j < len(s) && (s[j] == '+' || s[j] == '-') {
			j++
		}
		for j < len(s) && digit(s[j]) {
			i, j = j+1, j+1
		}
	}
	return i
}

func runeLen(s string) int {
	_, n := utf8.DecodeRuneInString(s)
	return n
}

// pathLen is the length of the path that s begins with, or 0. A path has a slash
// with something behind it, which tells it from a division.
func pathLen(s string) int {
	if s[0] == '<' {
		end := strings.IndexByte(s, '>')
		if end > 1 && letter(s[1]) && steps(s[1:]) == end-1 {
			return end + 1
		}
		return 0
	}
	if s[0] != '.' && s[0] != '/' && s[0] != '~' {
		return 0
	}
	start := len(s) - len(strings.TrimLeft(s, ".~"))
	if start >= len(s)-1 || s[start] != '/' || s[start+1] == '/' || steps(s[start+1:]) == 0 {
		return 0
	}
	return start + steps(s[start:])
}

// steps is the number of bytes that can be part of a path.
func steps(s string) int {
	i := 0
	for i < len(s) && (letter(s[i]) || digit(s[i]) || strings.IndexByte("./-+", s[i]) >= 0) {
		i++
	}
	return i
}

// operatorLen is the length of an operator; a character that is none is one too.
func operatorLen(s string) int {
	for _, op := range []string{"...", "==", "!=", "<=", ">=", "&&", "||", "->", "++", "//"} {
		if strings.HasPrefix(s, op) {
			return len(op)
		}
	}
	return runeLen(s)
}

// defined makes the name before the next token an attribute; with path set all
// names of an attribute path.
func (l *lexer) defined(path bool) {
	i := len(l.tokens) - 1
	if i >= 0 && l.word(i) != "." && strings.Trim(l.word(i), " \n\t\r") == "" {
		i--
	}
	for ; i >= 0; i-- {
		switch t := &l.tokens[i]; {
		case t.Kind == Name:
			t.Kind = Attribute
		case !path || t.Kind != String && l.word(i) != ".":
			return
		}
		if !path {
			return
		}
	}
}

// word is the text of a token.
func (l *lexer) word(i int) string { return l.text[l.tokens[i].From:l.tokens[i].To] }
