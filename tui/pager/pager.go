// Package pager shows text that scrolls: the details of a row, a whole error,
// the help. It is given blocks of text that are safe to print, and wraps them
// once for each width.
package pager

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"flakewalk/tui/keymap"
	"flakewalk/tui/theme"
)

// Block is a piece of text of one look. A block without label and text is a
// blank line.
type Block struct {
	// Label stands before the text, in a column with the labels of the blocks around.
	Label string
	// LabelTone is the tone of Label.
	LabelTone theme.Tone
	// Text is one or more lines.
	Text string
	// Tone is the tone of Text.
	Tone theme.Tone
	// Pre keeps spaces as they are, for code and traces.
	Pre bool
}

// labelMax bounds the column of labels.
const labelMax = 22

// line is one line after wrapping.
type line struct {
	label, text         string
	labelTone, textTone theme.Tone
	indent              int // blanks before the text, in place of a label
}

// Model is the text and how far it is scrolled. Make one with New.
type Model struct {
	theme  *theme.Theme
	blocks []Block
	lines  []line
	width  int
	height int
	top    int
}

// New returns an empty pager.
func New(t *theme.Theme) *Model { return &Model{theme: t} }

// SetTheme changes the looks.
func (m *Model) SetTheme(t *theme.Theme) { m.theme = t }

// SetSize gives the text its place on the screen.
func (m *Model) SetSize(width, height int) {
	width, height = max(0, width), max(0, height)
	if width != m.width {
		m.width = width
		m.wrap()
	}
	m.height = height
	m.scroll(0)
}

// SetBlocks changes the text. How far it is scrolled stays as far as possible;
// see ToTop.
func (m *Model) SetBlocks(b []Block) {
	m.blocks = b
	m.wrap()
	m.scroll(0)
}

// ToTop scrolls to the first line.
func (m *Model) ToTop() { m.top = 0 }

// Height is the number of lines the whole text has at the present width.
func (m *Model) Height() int { return len(m.lines) }

// Do carries out an action; handled is false when it is not one of the pager's.
func (m *Model) Do(a keymap.Action) (handled bool) {
	page := max(1, m.height-1)
	switch a {
	case keymap.Up:
		m.scroll(-1)
	case keymap.Down:
		m.scroll(1)
	case keymap.HalfUp:
		m.scroll(-max(1, m.height/2))
	case keymap.HalfDown:
		m.scroll(max(1, m.height/2))
	case keymap.PageUp:
		m.scroll(-page)
	case keymap.PageDown:
		m.scroll(page)
	case keymap.Top:
		m.scroll(-len(m.lines))
	case keymap.Bottom:
		m.scroll(len(m.lines))
	default:
		return false
	}
	return true
}

func (m *Model) scroll(by int) {
	m.top = max(0, min(m.top+by, len(m.lines)-m.height))
}

// textWidth leaves two columns at the right for the scroll bar.
func (m *Model) textWidth() int {
	if m.width < 8 {
		return m.width
	}
	return m.width - 2
}

// wrap cuts the blocks into lines.
func (m *Model) wrap() {
	m.lines = m.lines[:0]
	width := m.textWidth()
	if width <= 0 {
		return
	}
	column := 0 // of labels and their gap; blocks that follow each other share one
	for i, b := range m.blocks {
		switch {
		case b.Label == "":
			column = 0
		case column == 0:
			column = labelColumn(m.blocks[i:], width)
		}
		m.wrapBlock(b, width, column)
	}
}

// labelColumn is the width of the column of labels for the blocks that begin
// here and have one.
func labelColumn(blocks []Block, width int) int {
	column := 0
	for _, b := range blocks {
		if b.Label == "" {
			break
		}
		column = max(column, min(ansi.StringWidth(b.Label), labelMax, width/2-2)+2)
	}
	return max(0, column)
}

func (m *Model) wrapBlock(b Block, width, indent int) {
	label := b.Label
	for _, text := range Wrap(b.Text, width-indent, b.Pre) {
		m.lines = append(m.lines, line{
			label: label, labelTone: b.LabelTone, text: text, textTone: b.Tone, indent: indent,
		})
		label = ""
	}
}

// View draws the lines on screen: as many as the pager is high, each exactly
// as wide as it is.
func (m *Model) View() []string {
	out := make([]string, m.height)
	at, size := m.thumb()
	for i := range out {
		var l line
		if m.top+i < len(m.lines) {
			l = m.lines[m.top+i]
		}
		bar := " "
		if i >= at && i < at+size {
			bar = m.theme.Render(theme.Dim, m.theme.Thumb)
		}
		out[i] = m.draw(l, bar)
	}
	return out
}

// thumb is the place and length of the scroll bar's thumb; the length is 0
// when the whole text is on screen.
func (m *Model) thumb() (at, size int) {
	n := len(m.lines)
	if n <= m.height || m.height == 0 || m.textWidth() == m.width {
		return 0, 0
	}
	size = max(1, m.height*m.height/n)
	return (m.height - size) * m.top / (n - m.height), size
}

func (m *Model) draw(l line, bar string) string {
	var b strings.Builder
	width := m.textWidth()
	used := 0
	if l.indent > 0 {
		label := ansi.Truncate(l.label, max(0, l.indent-2), m.theme.Ellipsis)
		b.WriteString(m.theme.Render(l.labelTone, label))
		used = ansi.StringWidth(label)
		b.WriteString(strings.Repeat(" ", max(0, l.indent-used)))
		used = max(used, l.indent)
	}
	text := l.text
	if ansi.StringWidth(text) > width-used { // a single character wider than the pane
		text = ansi.Truncate(text, max(0, width-used), "")
	}
	b.WriteString(m.theme.Render(l.textTone, text))
	used += ansi.StringWidth(text)
	b.WriteString(strings.Repeat(" ", max(0, width-used)))
	if width < m.width {
		b.WriteString(" " + bar)
	}
	return b.String()
}
