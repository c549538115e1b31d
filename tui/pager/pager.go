// Package pager shows text that scrolls: the details of a row, a whole error,
// the help. It is given blocks of text that are safe to print, and wraps them
// once for each width.
package pager

import (
	"slices"
	"sort"
	"strings"

	"flakewalk/tui/keymap"
	"flakewalk/tui/theme"
)

// Block is a piece of text of one look. A block without label and text is a
// blank line.
type Block struct {
	// Label stands before the text, in a column with the labels of the blocks
	// around; blanks at its end make the column wider.
	Label string
	// LabelTone is the tone of Label.
	LabelTone theme.Tone
	// Text is one or more lines.
	Text string
	// Tone is the tone of Text.
	Tone theme.Tone
	// Marks are the parts of Text that have tones of their own, in order.
	Marks []Mark
	// Aside stands at the right end of the first line, where there is room for it.
	Aside string
	// AsideTone is the tone of Aside.
	AsideTone theme.Tone
	// Indent is the number of blanks before all lines, label included.
	Indent int
	// Hang is how much further in than a line stands what goes on with it, where it
	// is too long.
	Hang int
	// Pre keeps spaces as they are, for code and traces.
	Pre bool
	// Clip cuts lines that are too long, instead of going on with them below.
	Clip bool
}

// Mark gives a part of a text, from byte From up to To, a tone of its own.
type Mark struct {
	// From and To are in bytes of the text.
	From, To int
	// Tone is how the part looks.
	Tone theme.Tone
}

// labelMax bounds the column of labels.
const labelMax = 22

// line is one line after wrapping: a part of a block's text.
type line struct {
	block        *Block
	part         piece
	label, aside bool // are on this line
	cut          bool // something is missing at the end
	text         int  // where the text begins: behind indent, labels and hang
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
func (m *Model) SetTheme(t *theme.Theme) {
	m.theme = t
	m.wrap() // the same text may take other cells
	m.scroll(0)
}

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
// see ToTop. The blocks must not be changed afterwards.
func (m *Model) SetBlocks(b []Block) {
	if slices.EqualFunc(m.blocks, b, same) {
		return
	}
	m.blocks = b
	m.wrap()
	m.scroll(0)
}

// same tells whether two blocks look the same.
func same(a, b Block) bool {
	return a.Text == b.Text && a.Tone == b.Tone && a.Label == b.Label && a.LabelTone == b.LabelTone &&
		a.Aside == b.Aside && a.AsideTone == b.AsideTone && a.Indent == b.Indent && a.Hang == b.Hang && a.Pre == b.Pre && a.Clip == b.Clip &&
		slices.Equal(a.Marks, b.Marks)
}

// ToTop scrolls to the first line.
func (m *Model) ToTop() { m.top = 0 }

// Height is the number of lines the whole text has at the present width.
func (m *Model) Height() int { return len(m.lines) }

// AtEnd tells whether the last line is on screen.
func (m *Model) AtEnd() bool { return m.top+m.height >= len(m.lines) }

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
	for i := range m.blocks {
		b := &m.blocks[i]
		switch {
		case b.Label == "":
			column = 0
		case column == 0:
			column = labelColumn(m.theme, m.blocks[i:], width)
		}
		m.wrapBlock(b, width, column)
	}
}

// labelColumn is the width of the column of labels for the blocks that begin
// here and have one.
func labelColumn(t *theme.Theme, blocks []Block, width int) int {
	column := 0
	for _, b := range blocks {
		if b.Label == "" {
			break
		}
		column = max(column, min(t.Width(b.Label), labelMax, width/2-2)+2)
	}
	return max(0, column)
}

func (m *Model) wrapBlock(b *Block, width, column int) {
	text := min(b.Indent, width/4) + column
	room, aside := width-text, m.theme.Width(b.Aside)
	fits := m.theme.Width(b.Text)+2+aside <= room
	beside := aside > 0 && (fits || room >= 2*aside+2)
	if beside {
		room -= aside + 2
	}
	if b.Clip {
		m.clipBlock(b, room, text)
		return
	}
	for i, p := range wrap(m.theme, b.Text, room, b.Hang, b.Pre) {
		m.lines = append(m.lines, line{block: b, part: p, label: i == 0, aside: i == 0 && beside, text: text + p.blanks})
	}
	if aside > 0 && !beside {
		m.lines = append(m.lines, line{block: b, aside: true, text: text})
	}
}

// clipBlock cuts the lines of a block where they reach the edge.
func (m *Model) clipBlock(b *Block, room, text int) {
	for from := 0; from <= len(b.Text); {
		end := from + lineLen(b.Text[from:])
		n, _ := fit(m.theme, b.Text[from:end], room, true)
		l := line{block: b, part: piece{from: from, to: from + n}, label: from == 0, text: text, cut: from+n < end}
		if l.cut {
			n, _ = fit(m.theme, b.Text[from:end], max(1, room-1), true)
			l.part.to = from + n
		}
		m.lines = append(m.lines, l)
		from = end + 1
	}
}

// View draws the lines on screen: as many as the pager is high, each exactly
// as wide as it is.
func (m *Model) View() []string { return m.view(m.thumb()) }

// view is View with the place and length of the scroll bar's thumb.
func (m *Model) view(at, size int) []string {
	out := make([]string, m.height)
	nothing := line{block: &Block{}}
	for i := range out {
		l := nothing
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
	p := pen{theme: m.theme, width: m.textWidth()}
	if l.label && l.block.Label != "" {
		p.blanks(min(l.block.Indent, p.width/4))
		p.write(l.block.LabelTone, m.theme.Cut(strings.TrimRight(l.block.Label, " "), max(0, l.text-2-p.used), m.theme.Ellipsis))
	}
	p.blanks(l.text - p.used)
	l.block.spans(l.part, p.write)
	if l.cut {
		p.write(theme.Dim, m.theme.Ellipsis)
	}
	if l.aside {
		aside := l.block.Aside
		if over := m.theme.Width(aside) - (p.width - p.used); over > 0 { // its end says more
			aside = m.theme.CutLeft(aside, over+1, m.theme.Ellipsis)
		}
		p.blanks(p.width - p.used - m.theme.Width(aside))
		p.write(l.block.AsideTone, aside)
	}
	p.blanks(p.width - p.used)
	if p.width < m.width {
		p.out.WriteString(" " + bar)
	}
	return p.out.String()
}

// spans hands on the spans of one tone that a part of the text consists of.
func (b *Block) spans(p piece, to func(theme.Tone, string)) {
	at := p.from
	first := sort.Search(len(b.Marks), func(i int) bool { return b.Marks[i].To > p.from })
	for _, mark := range b.Marks[first:] {
		if mark.From >= p.to {
			break
		}
		from, end := max(mark.From, at), min(mark.To, p.to)
		to(b.Tone, b.Text[at:from])
		to(mark.Tone, b.Text[from:end])
		at = end
	}
	to(b.Tone, b.Text[at:p.to])
}

// pen writes a line that never gets wider than it may.
type pen struct {
	theme *theme.Theme
	width int
	used  int
	out   strings.Builder
}

func (p *pen) write(tone theme.Tone, text string) {
	w := p.theme.Width(text)
	if p.used+w > p.width { // a single character wider than the pane
		text = p.theme.Cut(text, max(0, p.width-p.used), "")
		w = p.theme.Width(text)
	}
	p.out.WriteString(p.theme.Render(tone, text))
	p.used += w
}

func (p *pen) blanks(n int) {
	if n = min(n, p.width-p.used); n > 0 {
		p.out.WriteString(strings.Repeat(" ", n))
		p.used += n
	}
}
