package prompt

import (
	"slices"
	"strings"

	"flakewalk/tui/theme"
)

// ruled is the height from which a line parts the input from the list.
const ruled = 6

// gap parts the texts of a line.
const gap = 2

// above is the number of lines above the list.
func (m *Model) above() int {
	if m.height >= ruled {
		return 2
	}
	return 1
}

func (m *Model) listHeight() int { return max(0, m.height-m.above()) }

// View draws the prompt: as many lines as it is high, each exactly as wide.
func (m *Model) View() []string {
	lines := make([]string, 0, m.height)
	if m.height == 0 {
		return lines
	}
	lines = append(lines, m.Line(m.width))
	if m.above() == 2 {
		lines = append(lines, m.theme.Render(theme.Dim, strings.Repeat(m.theme.Rule, m.width)))
	}
	for i := m.top; i < min(m.results.Len(), m.top+m.listHeight()); i++ {
		lines = append(lines, m.row(m.results.Result(i), i == m.chosen))
	}
	if m.results.Len() == 0 && len(lines) < m.height {
		p := pen{theme: m.theme, left: m.width}
		p.space(gap)
		p.put(m.tone, m.message)
		lines = append(lines, p.line())
	}
	for len(lines) < m.height {
		lines = append(lines, strings.Repeat(" ", m.width))
	}
	return lines
}

// Line draws the line of input, exactly width cells wide.
func (m *Model) Line(width int) string {
	p := pen{theme: m.theme, left: width}
	before, after := m.typed(width)
	p.put(theme.Accent, m.opt.Label)
	w := m.countWidth(width)
	if w > 0 {
		p.left -= w + gap
	}
	if m.Value() == "" {
		p.space(1) // the cursor stands before the words, not on them
		p.put(theme.Dim, m.opt.Empty)
	} else {
		p.put(theme.Normal, before+after)
	}
	if w > 0 {
		p.left += w + gap
		p.space(p.left - w)
		p.put(theme.Dim, m.count)
	}
	return p.line()
}

// inputMin is the room for the input below which the count gives way.
const inputMin = 8

// countWidth is the width of the count, or 0 where there is no room for it.
func (m *Model) countWidth(width int) int {
	w := m.theme.Width(m.count)
	if width-m.theme.Width(m.opt.Label)-w-gap < inputMin {
		return 0
	}
	return w
}

// Cursor is the column of the cursor in the line of input.
func (m *Model) Cursor(width int) int {
	before, _ := m.typed(width)
	return max(0, min(m.theme.Width(m.opt.Label)+m.theme.Width(before), width-1))
}

// typed is what is typed before the cursor and after it, as it is shown. Of a
// text that is too long the part before the cursor is seen.
func (m *Model) typed(width int) (before, after string) {
	runes := []rune(m.Value())
	at := m.input.Position()
	before, after = m.opt.Show(string(runes[:at])), m.opt.Show(string(runes[at:]))
	room := width - m.theme.Width(m.opt.Label) - 1
	if w := m.countWidth(width); w > 0 {
		room -= w + gap
	}
	if over := m.theme.Width(before) - room; over > 0 {
		before = m.theme.CutLeft(before, over+1, m.theme.Ellipsis)
	}
	return before, after
}

// row draws one result.
func (m *Model) row(r Result, selected bool) string {
	p := pen{theme: m.theme, left: m.width, selected: selected}
	if selected {
		p.put(theme.Accent, m.theme.Cursor)
	} else {
		p.space(1)
	}
	if r.Mark != "" {
		p.put(r.MarkTone, r.Mark)
		p.space(1)
	}
	free := p.left - m.theme.Width(r.Text) - gap - 1
	note := m.theme.Cut(r.Note, max(m.width/3, free), m.theme.Ellipsis)
	room := p.left - 1
	if note != "" {
		room -= m.theme.Width(note) + gap
	}
	p.text(r, room)
	if note != "" {
		p.space(p.left - m.theme.Width(note) - 1)
		p.put(theme.Dim, note)
	}
	return p.line()
}

// pen writes the pieces of one line and never more than fits.
type pen struct {
	strings.Builder
	theme    *theme.Theme
	left     int
	selected bool
}

// put writes a text, cut to what is left.
func (p *pen) put(t theme.Tone, s string) {
	if s == "" || p.left <= 0 {
		return
	}
	w := p.theme.Width(s)
	if w > p.left {
		s = p.theme.Cut(s, p.left, p.theme.Ellipsis)
		w = p.theme.Width(s)
	}
	p.left -= w
	if p.selected {
		p.WriteString(p.theme.RenderSelected(t, s))
	} else {
		p.WriteString(p.theme.Render(t, s))
	}
}

// space writes n blanks, or as many as fit.
func (p *pen) space(n int) {
	if n = min(n, p.left); n > 0 {
		p.put(theme.Normal, strings.Repeat(" ", n))
	}
}

// line is what was written, filled up with blanks.
func (p *pen) line() string {
	p.space(p.left)
	return p.String()
}

// text writes the text of a result with its matches, at most room cells of it:
// the end, as that is what tells results apart.
func (p *pen) text(r Result, room int) {
	text, from := r.Text, 0
	if over := p.theme.Width(text) - room; over > 0 {
		if room < 2 {
			return
		}
		text = p.theme.CutLeft(text, over+1, "")
		from = len(r.Text) - len(text)
		p.put(theme.Dim, p.theme.Ellipsis)
	}
	run, tone := 0, theme.Normal // the part that is not written yet
	for at := 0; at < len(text); {
		size, _ := p.theme.Cluster(text[at:])
		t := r.tone(from+at, from+at+size)
		if t != tone {
			p.put(tone, text[run:at])
			run, tone = at, t
		}
		at += max(1, size)
	}
	p.put(tone, text[run:])
}

// tone is the tone of the character at the bytes from begin to end.
func (r Result) tone(begin, end int) theme.Tone {
	i, _ := slices.BinarySearch(r.Hits, begin)
	switch {
	case i < len(r.Hits) && r.Hits[i] < end:
		return theme.Match
	case begin < r.Name:
		return theme.Dim
	}
	return theme.Normal
}
