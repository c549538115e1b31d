package outline

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"flakewalk/tui/theme"
)

// Bounds of the column of labels.
const (
	columnStep = 4  // its width is a multiple of it, so that it seldom moves
	columnMax  = 32 // wider labels push their own note only
	indentStep = 2
)

// View draws the rows on screen: as many lines as the tree is high, each
// exactly as wide as the tree.
func (m *Model) View() []string {
	lines := make([]string, 0, m.height)
	if m.width == 0 {
		return append(lines, make([]string, m.height)...)
	}
	ids := m.OnScreen()
	rows := make([]Row, len(ids))
	for i, id := range ids {
		rows[i] = m.source.Row(id)
	}
	columns := m.columns(ids, rows)
	for i, id := range ids {
		lines = append(lines, m.line(id, rows[i], columns[m.nodes[id].parent]))
	}
	blank := strings.Repeat(" ", m.width)
	for len(lines) < m.height {
		lines = append(lines, blank)
	}
	return lines
}

// columns is for each parent on screen the width of its children's labels.
func (m *Model) columns(ids []ID, rows []Row) map[ID]int {
	limit := max(columnStep, min(columnMax, m.width/2))
	all := map[ID]int{}
	for i, id := range ids {
		if rows[i].Note == "" && rows[i].Extra == "" {
			continue
		}
		w := ansi.StringWidth(rows[i].Label)
		w = (w + columnStep - 1) / columnStep * columnStep
		p := m.nodes[id].parent
		if w <= limit {
			all[p] = max(all[p], w)
		}
	}
	return all
}

// line draws one row.
func (m *Model) line(id ID, r Row, column int) string {
	l := pen{theme: m.theme, left: m.width, selected: m.isSelected(id)}
	switch {
	case !l.selected:
		l.put(theme.Normal, " ")
	case m.focus:
		l.put(theme.Accent, m.theme.Cursor)
	default:
		l.put(theme.Dim, m.theme.Away)
	}
	indent := (m.Depth(id) - 1) * indentStep
	l.space(min(indent, max(0, m.width/2-4)))
	mark, tone := m.mark(id, r)
	l.put(tone, mark)
	l.space(1)
	used := l.label(r)
	if r.Note != "" || r.Extra != "" {
		l.space(max(0, column-used) + 2)
		l.put(r.NoteTone, r.Note)
		if r.Note != "" && r.Extra != "" {
			l.space(2)
		}
		l.put(theme.Dim, r.Extra)
	}
	l.space(l.left)
	return l.String()
}

func (m *Model) isSelected(id ID) bool {
	return m.rows[m.cursor] == id
}

// mark is the symbol before the label and its tone.
func (m *Model) mark(id ID, r Row) (string, theme.Tone) {
	switch m.nodes[id].state {
	case waiting:
		if m.frame > 0 {
			return m.theme.Spinner[m.frame%len(m.theme.Spinner)], theme.Accent
		}
		return m.theme.Unfolded, theme.Dim
	case unfolded:
		return m.theme.Unfolded, theme.Dim
	case folded:
	}
	if r.Mark != "" {
		return r.Mark, r.MarkTone
	}
	if m.source.Branch(id) {
		return m.theme.Folded, theme.Dim
	}
	return " ", theme.Normal
}

// pen writes the pieces of one line and never more than fits.
type pen struct {
	strings.Builder
	theme    *theme.Theme
	left     int
	selected bool
}

// strong is the tone of a label: in the selected row it stands out without colours too.
func (p *pen) strong(t theme.Tone) theme.Tone {
	if p.selected && t == theme.Normal {
		return theme.Strong
	}
	return t
}

// label writes the label of a row, with its match, and returns its width.
func (p *pen) label(r Row) int {
	tone := p.strong(r.LabelTone)
	from, to := r.Match[0], r.Match[1]
	if from == to || ansi.StringWidth(r.Label) > p.left { // a cut label is drawn in one piece
		return p.put(tone, r.Label)
	}
	return p.put(tone, r.Label[:from]) + p.put(theme.Match, r.Label[from:to]) + p.put(tone, r.Label[to:])
}

// put writes a text, cut to what is left, and returns its width.
func (p *pen) put(t theme.Tone, s string) int {
	if s == "" || p.left <= 0 {
		return 0
	}
	w := ansi.StringWidth(s)
	if w > p.left {
		s = ansi.Truncate(s, p.left, p.theme.Ellipsis)
		w = ansi.StringWidth(s)
	}
	p.left -= w
	if p.selected {
		p.WriteString(p.theme.RenderSelected(t, s))
	} else {
		p.WriteString(p.theme.Render(t, s))
	}
	return w
}

// space writes n blanks, or as many as fit.
func (p *pen) space(n int) {
	if n = min(n, p.left); n > 0 {
		p.put(theme.Normal, strings.Repeat(" ", n))
	}
}
