package model

import (
	"fmt"
	"strings"
)

// ShellQuote writes a command line that means the same in every POSIX shell, and in
// fish. Whatever could do something to a terminal is written so that it can be seen,
// by printf: "$(printf 'a\033b')". Only a newline at the end of a word stands for
// itself, in quotes, since a command substitution loses it.
func ShellQuote(argv []string) string {
	words := make([]string, len(argv))
	for i, a := range argv {
		words[i] = shellWord(a)
	}
	return strings.Join(words, " ")
}

func shellWord(s string) string {
	switch {
	case Printable(s) != s:
		text := strings.TrimRight(s, "\n")
		end := s[len(text):]
		if text != "" && Printable(text) == text {
			text = shellWord(text)
		} else if text != "" {
			text = printfQuote(text)
		}
		if end != "" {
			text += "'" + end + "'"
		}
		return text
	case s == "" || strings.Trim(s, shellSafe) != "" || strings.IndexByte("=%", s[0]) >= 0:
		return singleQuote(s)
	}
	return s
}

// shellSafe are the characters that no shell treats specially inside a word. At its
// beginning zsh does so with = and older fish with %.
const shellSafe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=:,./@%"

// singleQuote writes a word in single quotes. In fish a backslash before another or
// before a quote is an escape there, so these stand outside.
func singleQuote(s string) string {
	if s == "" {
		return "''"
	}
	var b strings.Builder
	in := false
	quote := func(want bool) {
		if in != want {
			b.WriteByte('\'')
			in = want
		}
	}
	for i := range len(s) {
		c := s[i]
		if outside := c == '\'' || c == '\\' && (i+1 == len(s) || s[i+1] == '\'' || s[i+1] == '\\'); outside {
			quote(false)
			b.WriteByte('\\')
		} else {
			quote(true)
		}
		b.WriteByte(c)
	}
	quote(false)
	return b.String()
}

// Around the format of printfQuote.
const (
	printfBegin = `"$(printf '`
	printfEnd   = `')"`
)

// printfSafe are the characters that stand for themselves in the format of printf,
// and mean nothing to the history of an interactive shell.
const printfSafe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=:,./@ "

// printfQuote writes a word as the output of printf, whose octal escapes are the same
// in all shells. The word does not end in a newline.
func printfQuote(s string) string {
	var b strings.Builder
	b.WriteString(printfBegin)
	for i := range len(s) {
		if c := s[i]; strings.IndexByte(printfSafe, c) < 0 || c == '-' && i == 0 { // an option
			fmt.Fprintf(&b, `\%03o`, c)
		} else {
			b.WriteByte(c)
		}
	}
	b.WriteString(printfEnd)
	return b.String()
}
