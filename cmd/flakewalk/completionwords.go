package main

import (
	"net/url"
	"strings"

	"flakewalk/model"
)

// orHere is a reference, or the current folder where there is none.
func orHere(ref string) string {
	if ref == "" {
		return "."
	}
	return ref
}

// plainWord tells whether a word means itself to every shell, without quotes, and
// cannot be taken for a flag. What is offered for completion must be one.
func plainWord(s string) bool {
	const inner = "_./:@%+,=#-"
	for i := range len(s) {
		if c := s[i]; !alphanumeric(c) && (i == 0 && c != '.' && c != '/' && c != '_' || strings.IndexByte(inner, c) < 0) {
			return false
		}
	}
	return s != ""
}

func alphanumeric(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// fragmentName is a name in an attribute path as a plain word. Quotes stand around it
// only where it needs them.
func fragmentName(name string) string {
	if name == "" || strings.ContainsAny(name, `."`) {
		name = model.Path(name).String()
	}
	return escapeFragment(name)
}

// escapeFragment writes what is part of an attribute path so that it is a plain
// word: as in every fragment of a URL, a character may be a percent sign and its code.
func escapeFragment(s string) string { return model.PercentEncode(s, "_.+-") }

// unescapeFragment reads the fragment of a flake reference as nix does. One that is
// not escaped as a whole is taken as it stands.
func unescapeFragment(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return s
}

// cutFragment cuts a fragment that is being typed behind its last dot: head is all
// before the name, and parent that without the dot. Dots in quotes are part of names.
func cutFragment(s string) (head, parent string) {
	quoted, last := false, -1
	for i := range len(s) {
		switch {
		case s[i] == '"' || strings.HasPrefix(s[i:], "%22"):
			quoted = !quoted
		case s[i] == '.' && !quoted:
			last = i
		}
	}
	if last < 0 {
		return "", ""
	}
	return s[:last+1], s[:last]
}

// prefixed are the words that begin with what was typed, each once.
func prefixed(words []string, typed string) []string {
	var fit []string
	seen := map[string]bool{}
	for _, word := range words {
		if strings.HasPrefix(word, typed) && !seen[word] {
			seen[word] = true
			fit = append(fit, word)
		}
	}
	return fit
}
