package outline

import (
	"strings"

	"flakewalk/tui/theme"
)

// Bounds of what stands in a row.
const (
	columnStep = 4  // the column of labels is a multiple of it, so that it seldom moves
	columnMax  = 32 // wider labels push their own note only
	indentStep = 2
	gap        = 2  // between the texts of a row
	noteMin    = 8  // a note that has less is worth no part of a label
	noteLeft   = 14 // what a tag leaves of a note
	extraMin   = 8  // an extra text that has less says nothing
	tagsFrom   = 52 // width from which tags matter more than the end of an extra text
)

// View draws the rows on screen: as many lines as the tree is high, each
// exactly as wide as the tree.
func (m *Model) View() []string {
	lines := make([]string, 0, m.height)
	if m.width == 0 {
		return append(lines, make([]string, m.height)...)
	}
	pinned := m.pinned()
	for i, id := range pinned {
		lines = append(lines, m.pinnedLine(id, i == len(pinned)-1))
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
		w := m.theme.Width(rows[i].Label)
		w = (w + columnStep - 1) / columnStep * columnStep
		p := m.nodes[id].parent
		if w <= limit {
			all[p] = max(all[p], w)
		}
	}
	return all
}

// trim takes away what there is no room for beside a label, in a column of that
// width. What goes first depends on the width of the tree and not on the other
// rows, so that nothing comes and goes while one scrolls.
func (m *Model) trim(id ID, r Row, column int) Row {
	label, note := m.theme.Width(r.Label), m.theme.Width(r.Note)
	extra, tag := m.theme.Width(r.Extra), m.theme.Width(r.Tag)
	if note > 0 || extra > 0 {
		label = max(label, column)
	}
	room := m.width - m.indent(id) - 3 - label
	if tag > 0 {
		tag += gap
	}
	if note > 0 && extra == 0 {
		note = min(note, noteLeft) // which may be cut
	}
	if note > 0 {
		room -= gap + note
	}
	least := 0
	if extra > 0 {
		least = gap + min(extra, extraMin)
		if room < least || m.width >= tagsFrom && room < least+tag {
			r.Extra, extra, least = "", 0, 0
		}
	}
	if room < least+tag || extra > 0 && m.width < tagsFrom && room < gap+extra+tag {
		r.Tag = ""
	}
	return r
}

// indent is the number of blanks before a row's mark, beside the cursor's cell.
func (m *Model) indent(id ID) int {
	return min((m.shownDepth(id)-1)*indentStep, max(0, m.width/2-4))
}

// pinnedLine draws an ancestor that has been scrolled away; a line below the
// last of them parts them from the rows.
func (m *Model) pinnedLine(id ID, last bool) string {
	l := pen{theme: m.theme, render: m.theme.Render, left: m.width}
	if last {
		l.render = m.theme.RenderLined
	}
	l.put(theme.Dim, strings.Repeat(" ", 1+m.indent(id))+m.theme.Unfolded+" "+m.source.Row(id).Label)
	l.put(theme.Dim, strings.Repeat(" ", l.left))
	return l.String()
}

// line draws one row.
func (m *Model) line(id ID, r Row, column int) string {
	l := pen{theme: m.theme, render: m.theme.Render, left: m.width}
	switch {
	case m.rows[m.cursor] != id:
		l.space(1)
	case m.focus:
		l.render = m.theme.RenderSelected
		r.LabelTone = strong(r.LabelTone)
		l.put(theme.Accent, m.theme.Cursor)
	default:
		l.render = m.theme.RenderSelected
		r.LabelTone = strong(r.LabelTone)
		l.put(theme.Dim, m.theme.Away)
	}
	l.space(m.indent(id))
	mark, tone := m.mark(id, r)
	l.put(tone, mark)
	l.space(1)
	used := l.label(labelRoom(m.theme.Width(r.Note), l.left), r)
	l.beside(m.trim(id, r, column), max(0, column-used)+gap)
	return l.String()
}

// strong is the tone of a label in the selected row, which stands out without
// colours too.
func strong(t theme.Tone) theme.Tone {
	if t == theme.Normal {
		return theme.Strong
	}
	return t
}

// labelRoom is how much of the room a label may take: a very long one leaves
// some of it to its note, which is so wide.
func labelRoom(note, room int) int {
	keep := min(note, room/4)
	if keep < noteMin {
		return room
	}
	return room - keep - gap
}

// mark is the symbol before the label and its tone.
func (m *Model) mark(id ID, r Row) (string, theme.Tone) {
	state := m.nodes[id].state
	if child, ok := m.joined[id]; ok && state == unfolded {
		state = m.nodes[child].state
	}
	switch state {
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
	theme  *theme.Theme
	render func(theme.Tone, string) string
	left   int
}

// put writes a text, cut to what is left.
func (p *pen) put(t theme.Tone, s string) { p.putUpTo(p.left, t, s) }

// label writes the label of a row, with its match, in at most that room, and
// returns its width.
func (p *pen) label(room int, r Row) int {
	from, to := r.Match[0], r.Match[1]
	if from == to || p.theme.Width(r.Label) > min(room, p.left) { // a cut label is drawn in one piece
		return p.putUpTo(room, r.LabelTone, r.Label)
	}
	return p.putUpTo(room, r.LabelTone, r.Label[:from]) + p.putUpTo(room, theme.Match, r.Label[from:to]) + p.putUpTo(room, r.LabelTone, r.Label[to:])
}

// putUpTo is put with a bound of its own; it returns the width of what was written.
func (p *pen) putUpTo(room int, t theme.Tone, s string) int {
	room = min(room, p.left)
	if s == "" || room <= 0 {
		return 0
	}
	w := p.theme.Width(s)
	if w > room {
		s = p.theme.Cut(s, room, p.theme.Ellipsis)
		w = p.theme.Width(s)
	}
	p.left -= w
	p.WriteString(p.render(t, s))
	return w
}

// space writes n blanks, or as many as fit.
func (p *pen) space(n int) {
	if n = min(n, p.left); n > 0 {
		p.put(theme.Normal, strings.Repeat(" ", n))
	}
}

// beside writes what stands beside the label, after n blanks, and fills the line.
func (p *pen) beside(r Row, n int) {
	tag := p.theme.Width(r.Tag)
	room := p.left
	if tag > 0 {
		room -= tag + gap
	}
	for _, s := range []struct {
		tone theme.Tone
		text string
	}{{r.NoteTone, r.Note}, {theme.Dim, r.Extra}} {
		if s.text != "" {
			p.space(min(n, room))
			room -= n
			room -= p.putUpTo(room, s.tone, s.text)
			n = gap
		}
	}
	p.space(p.left - tag)
	p.put(tagTone(r.TagTone), r.Tag)
}

// tagTone is the tone in which a tag is drawn.
func tagTone(t theme.Tone) theme.Tone {
	if t == theme.Normal {
		return theme.Dim
	}
	return t
}
