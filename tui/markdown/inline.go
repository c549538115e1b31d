package markdown

import (
	"strings"

	"flakewalk/tui/pager"
	"flakewalk/tui/theme"
)

// inline takes the marks out of a paragraph: code, emphasis, links, escapes.
func inline(s string) (string, []pager.Mark) {
	w := inliner{s: s}
	for w.at < len(s) {
		w.next()
	}
	return w.out.String(), w.marks
}

type inliner struct {
	s     string
	at    int
	out   strings.Builder
	marks []pager.Mark
}

// write adds text of a tone, and goes on behind the next n bytes.
func (w *inliner) write(text string, tone theme.Tone, n int) {
	if tone != theme.Normal && text != "" {
		w.marks = append(w.marks, pager.Mark{From: w.out.Len(), To: w.out.Len() + len(text), Tone: tone})
	}
	w.out.WriteString(text)
	w.at += n
}

func (w *inliner) next() {
	s := w.s[w.at:]
	var ok bool
	switch s[0] {
	case '`':
		w.code(s)
		return
	case '{':
		ok = w.role(s)
	case '*':
		ok = w.emphasis(s)
	case '[':
		ok = w.link(s)
	case '<':
		ok = w.address(s)
	case '\\':
		if len(s) > 1 && strings.IndexByte("\\`*_{}[]()<>#+-.!|", s[1]) >= 0 {
			w.write(s[1:2], theme.Normal, 2)
			return
		}
	}
	if !ok {
		n := strings.IndexAny(s[1:], "`{*[<\\") + 1
		if n == 0 {
			n = len(s)
		}
		w.write(s[:n], theme.Normal, n)
	}
}

// code is text between as many backticks at both ends.
func (w *inliner) code(s string) {
	ticks := s[:len(s)-len(strings.TrimLeft(s, "`"))]
	end := strings.Index(s[len(ticks):], ticks)
	if end < 0 {
		w.write(ticks, theme.Normal, len(ticks))
		return
	}
	text := strings.TrimSpace(s[len(ticks) : len(ticks)+end])
	w.write(text, theme.Accent, end+2*len(ticks))
}

// role is a word in braces that says what the code behind it names.
func (w *inliner) role(s string) bool {
	const longest = 20
	end := strings.IndexByte(s[:min(len(s), longest)], '}')
	if end < 2 || end+1 >= len(s) || s[end+1] != '`' {
		return false
	}
	w.at += end + 1
	return true
}

// emphasis is text between stars; two at each end make it strong.
func (w *inliner) emphasis(s string) bool {
	stars, tone := "*", theme.Normal
	if strings.HasPrefix(s, "**") {
		stars, tone = "**", theme.Strong
	}
	rest := s[len(stars):]
	end := strings.Index(rest[:min(len(rest), maxSpan)], stars)
	if end <= 0 || rest[0] == ' ' || rest[end-1] == ' ' || strings.ContainsAny(rest[:end], "`[") {
		return false
	}
	w.write(rest[:end], tone, end+2*len(stars))
	return true
}

// maxSpan bounds how far the end of emphasis and links is looked for, so that a
// text of stars and brackets does not cost the square of its length.
const maxSpan = 1000

// link is [text](target); a target inside the same document is left out.
func (w *inliner) link(s string) bool {
	s = s[:min(len(s), maxSpan)]
	middle := strings.Index(s, "](")
	if middle < 0 {
		return false
	}
	end := strings.IndexByte(s[middle:], ')')
	if end < 0 {
		return false
	}
	text, target := strings.ReplaceAll(s[1:middle], "`", ""), s[middle+2:middle+end]
	name, inside := strings.CutPrefix(target, "#")
	switch {
	case text == "" && inside:
		text = strings.TrimPrefix(name, "opt-")
	case text == "":
		text = target
	}
	w.write(text, theme.Accent, middle+end+1)
	if !inside && target != text {
		w.write(" ("+target+")", theme.Dim, 0)
	}
	return true
}

// address is <https://host/path>.
func (w *inliner) address(s string) bool {
	end := strings.IndexByte(s[:min(len(s), maxSpan)], '>')
	if end < 0 || !strings.HasPrefix(s[1:], "http://") && !strings.HasPrefix(s[1:], "https://") {
		return false
	}
	w.write(s[1:end], theme.Accent, end+1)
	return true
}
