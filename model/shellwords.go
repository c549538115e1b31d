package model

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Errors of ShellSplit.
var (
	// ErrUnclosedWord reports a quotation that does not end.
	ErrUnclosedWord = errors.New("a quotation does not end")
	// ErrNeedsShell reports what only a shell can do.
	ErrNeedsShell = errors.New("no shell runs this command: quote what is meant as it stands")
)

// ShellSplit reads a command line as a POSIX shell does and returns its words: the
// opposite of ShellQuote, for a line that was edited. There is no shell: what one
// would expand, redirect or run is ErrNeedsShell, unless it is quoted; a quotation
// that does not end is ErrUnclosedWord.
func ShellSplit(line string) ([]string, error) {
	r := wordReader{rest: line}
	var words []string
	for {
		r.rest = trimBlanks(r.rest)
		if r.rest == "" {
			return words, nil
		}
		word, err := r.word()
		if err != nil {
			return nil, err
		}
		words = append(words, word)
	}
}

// trimBlanks is s without the blanks at its beginning, one of which is a line that
// goes on.
func trimBlanks(s string) string {
	for {
		trimmed := strings.TrimPrefix(strings.TrimLeft(s, " \t\n"), "\\\n")
		if trimmed == s {
			return s
		}
		s = trimmed
	}
}

// wordReader reads words off the beginning of a line.
type wordReader struct{ rest string }

// word reads one word, up to a blank or the end.
func (r *wordReader) word() (string, error) {
	var b strings.Builder
	for first := true; r.rest != "" && !strings.ContainsRune(" \t\n", rune(r.rest[0])); first = false {
		if err := r.part(&b, first); err != nil {
			return "", err
		}
	}
	return b.String(), nil
}

// part reads a quotation, an escaped character or a plain one.
func (r *wordReader) part(b *strings.Builder, first bool) error {
	c := r.rest[0]
	switch {
	case c == '\'':
		return r.quoted(b)
	case strings.HasPrefix(r.rest, printfBegin):
		return r.printed(b)
	case c == '"':
		return r.doubleQuoted(b)
	case c == '\\':
		if len(r.rest) < 2 {
			return ErrUnclosedWord
		}
		if r.rest[1] != '\n' { // the line goes on
			b.WriteByte(r.rest[1])
		}
		r.rest = r.rest[2:]
		return nil
	case strings.IndexByte("$`|&;<>()*?[{}", c) >= 0, first && strings.IndexByte("~#!", c) >= 0:
		return fmt.Errorf("%q: %w", string(c), ErrNeedsShell)
	}
	b.WriteByte(c)
	r.rest = r.rest[1:]
	return nil
}

func (r *wordReader) quoted(b *strings.Builder) error {
	text, rest, ok := strings.Cut(r.rest[1:], "'")
	if !ok {
		return ErrUnclosedWord
	}
	b.WriteString(text)
	r.rest = rest
	return nil
}

func (r *wordReader) doubleQuoted(b *strings.Builder) error {
	for s := r.rest[1:]; s != ""; s = s[1:] {
		switch c := s[0]; {
		case c == '"':
			r.rest = s[1:]
			return nil
		case c == '$', c == '`':
			return fmt.Errorf("%q: %w", string(c), ErrNeedsShell)
		case c == '\\' && len(s) > 1 && strings.IndexByte("$`\"\\\n", s[1]) >= 0:
			s = s[1:]
			if s[0] != '\n' { // the line goes on
				b.WriteByte(s[0])
			}
		default:
			b.WriteByte(c)
		}
	}
	return ErrUnclosedWord
}

// printed reads what printfQuote writes: "$(printf '...')" with octal escapes.
func (r *wordReader) printed(b *strings.Builder) error {
	s := r.rest[len(printfBegin):]
	for !strings.HasPrefix(s, printfEnd) {
		n := 1
		switch {
		case s == "":
			return ErrUnclosedWord
		case s[0] == '\\' && len(s) > 3:
			octal, err := strconv.ParseUint(s[1:4], 8, 8)
			if err != nil {
				return ErrNeedsShell
			}
			b.WriteByte(byte(octal))
			n = 4
		case strings.IndexByte(printfSafe, s[0]) < 0:
			return ErrNeedsShell
		default:
			b.WriteByte(s[0])
		}
		s = s[n:]
	}
	r.rest = s[len(printfEnd):]
	return nil
}
