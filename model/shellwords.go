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
		r.rest = strings.TrimLeft(r.rest, " \t\n")
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
	case c == '"':
		return r.doubleQuoted(b)
	case strings.HasPrefix(r.rest, "$'"):
		return r.dollarQuoted(b)
	case c == '\\':
		if len(r.rest) < 2 {
			return ErrUnclosedWord
		}
		b.WriteByte(r.rest[1])
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
			if s[0] != '\n' { // a line that goes on
				b.WriteByte(s[0])
			}
		default:
			b.WriteByte(c)
		}
	}
	return ErrUnclosedWord
}

// dollarQuoted reads the escapes of $'...' that ShellQuote writes, and the usual
// letters (POSIX 2024, "Dollar-Single-Quotes").
func (r *wordReader) dollarQuoted(b *strings.Builder) error {
	for s := r.rest[2:]; s != ""; {
		switch {
		case s[0] == '\'':
			r.rest = s[1:]
			return nil
		case s[0] != '\\' || len(s) < 2:
			b.WriteByte(s[0])
			s = s[1:]
		default:
			c, n := dollarEscape(s[1:])
			b.WriteString(c)
			s = s[1+n:]
		}
	}
	return ErrUnclosedWord
}

// dollarEscape is what the text after a backslash stands for, and its length.
func dollarEscape(s string) (c string, n int) {
	for n < 3 && n < len(s) && s[n] >= '0' && s[n] <= '7' {
		n++
	}
	if octal, err := strconv.ParseUint(s[:n], 8, 16); err == nil {
		return string([]byte{byte(octal)}), n
	}
	if i := strings.IndexByte(`abefnrtv`, s[0]); i >= 0 {
		return "\a\b\x1b\f\n\r\t\v"[i : i+1], 1
	}
	if s[0] == 'x' && len(s) > 2 {
		if hex, err := strconv.ParseUint(s[1:3], 16, 8); err == nil {
			return string([]byte{byte(hex)}), 3
		}
	}
	return s[:1], 1
}
