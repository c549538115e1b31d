// Package outline is a lazy, virtual tree: it knows which rows are open and
// where the cursor is, and asks its Source for the looks of the rows on screen
// only. It knows nothing of what the rows stand for.
package outline

import (
	"slices"

	"flakewalk/tui/theme"
)

// ID names a row for as long as the tree is not reset. Root is the invisible
// parent of the rows at the top.
type ID int32

// Root is the parent of the rows at the top. It is never shown.
const Root ID = 0

// Row is how one row looks. All texts are single lines that are safe to print.
type Row struct {
	// Mark is the symbol before the label; "" lets the tree draw its own.
	Mark string
	// MarkTone is the tone of Mark.
	MarkTone theme.Tone
	// Label is the row's name.
	Label string
	// LabelTone is the tone of Label.
	LabelTone theme.Tone
	// Match are the bytes of Label, from the first to before the second, that
	// were searched for; none when both are 0.
	Match [2]int
	// Note stands beside the label, in a column with the notes of its siblings.
	Note string
	// NoteTone is the tone of Note.
	NoteTone theme.Tone
	// Extra follows the note, always dim.
	Extra string
	// Tag stands at the right edge, where there is room for it.
	Tag string
	// TagTone is the tone of Tag; Normal is dim here too.
	TagTone theme.Tone
}

// Source says what the rows are. It is asked while drawing and must be quick.
type Source interface {
	// Row is how a row looks.
	Row(id ID) Row
	// Branch tells whether a row can be opened.
	Branch(id ID) bool
}

// Need is what a change of the tree asks of its owner. The zero Need asks for nothing.
type Need struct {
	// Children is the row whose children are needed; answer with SetChildren or Fail.
	Children ID
	// Opened is a row that is open again; its children were known.
	Opened ID
	// Dropped are rows that were closed while they waited for their children.
	Dropped []ID
	// Stuck is the row under the cursor, which has nothing to open.
	Stuck ID
}

// state says how far a row is open.
type state uint8

const (
	folded state = iota
	waiting
	unfolded
)

// node is one row, shown or not. There may be very many: keep it small, and
// keep texts out of it.
type node struct {
	parent ID
	index  int32 // among its siblings
	first  ID    // the first child; the others follow it
	count  int32 // number of children, or unknown
	depth  uint16
	state  state
	hidden bool // not shown, nor what is below it
}

// unknown is the count of children that were not listed yet.
const unknown int32 = -1

// Model is the tree. Make one with New.
type Model struct {
	source Source
	theme  *theme.Theme
	nodes  []node // by ID; children lie side by side
	// joined are rows that the row above them stands for, by that row: what is below
	// them is shown as if it were below that.
	joined map[ID]ID
	rows   []ID // what is shown when all is scrolled through
	cursor int  // index into rows
	top    int  // index of the first row on screen
	width  int
	height int
	focus  bool
	frame  int // of the spinner; 0 while nothing takes long
}

// New returns an empty tree whose root waits for its children.
func New(s Source, t *theme.Theme) *Model {
	m := &Model{source: s, theme: t, focus: true}
	m.Reset()
	return m
}

// Reset forgets every row; the root waits for its children again.
func (m *Model) Reset() {
	m.nodes = append(m.nodes[:0], node{count: unknown, state: waiting})
	m.joined = nil
	m.rows = m.rows[:0]
	m.cursor, m.top = 0, 0
}

// SetTheme changes the looks.
func (m *Model) SetTheme(t *theme.Theme) { m.theme = t }

// SetSize gives the tree its place on the screen.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = max(0, width), max(0, height)
	m.scroll()
}

// SetFocus tells the tree whether it has the keys.
func (m *Model) SetFocus(on bool) { m.focus = on }

// SetFrame moves the spinner of the rows that wait; at frame 0 they stand still.
func (m *Model) SetFrame(n int) { m.frame = n }

// Cursor is the row under the cursor; ok is false while there are no rows.
func (m *Model) Cursor() (id ID, ok bool) {
	if len(m.rows) == 0 {
		return Root, false
	}
	return m.rows[m.cursor], true
}

// Position is the cursor's row from 1 and the number of rows.
func (m *Model) Position() (n, total int) {
	if len(m.rows) == 0 {
		return 0, 0
	}
	return m.cursor + 1, len(m.rows)
}

// OnScreen are the rows that are drawn, from top to bottom, without those that
// are pinned. The slice is only good until the next change.
func (m *Model) OnScreen() []ID {
	pinned, _ := m.pins(m.top)
	return m.rows[min(m.top+pinned, len(m.rows)):min(m.top+m.height, len(m.rows))]
}

// Parent is the row that a row lies below.
func (m *Model) Parent(id ID) ID { return m.nodes[id].parent }

// Index is the row's place among its siblings, from 0.
func (m *Model) Index(id ID) int { return int(m.nodes[id].index) }

// Depth is the number of rows above it; the rows at the top have 1.
func (m *Model) Depth(id ID) int { return int(m.nodes[id].depth) }

// Count is the number of children of a row; ok is false while they are unknown.
func (m *Model) Count(id ID) (n int, ok bool) {
	c := m.nodes[id].count
	return int(max(0, c)), c != unknown
}

// Child is child number i of a row whose children are known.
func (m *Model) Child(id ID, i int) ID { return m.nodes[id].first + ID(i) }

// IsOpen tells whether a row is open, or will be when its children come.
func (m *Model) IsOpen(id ID) bool { return m.nodes[id].state != folded }

// Waits tells whether a row waits for its children.
func (m *Model) Waits(id ID) bool { return m.nodes[id].state == waiting }

// Label is the label of the row under the cursor; "" while there are no rows.
func (m *Model) Label() string {
	id, ok := m.Cursor()
	if !ok {
		return ""
	}
	return m.source.Row(id).Label
}

// Branch tells whether a row can be opened.
func (m *Model) Branch(id ID) bool { return m.source.Branch(id) }

// Len is the number of rows the tree knows, shown or not.
func (m *Model) Len() int { return len(m.nodes) - 1 }

// SetChildren gives a row that waits its n children. It reports false, and
// changes nothing, when the row does not wait any more.
func (m *Model) SetChildren(id ID, n int) bool {
	if int(id) >= len(m.nodes) || m.nodes[id].state != waiting {
		return false
	}
	first := ID(len(m.nodes))
	m.nodes = slices.Grow(m.nodes, n)
	for i := range n {
		m.nodes = append(m.nodes, node{parent: id, index: int32(i), count: unknown, depth: m.nodes[id].depth + 1})
	}
	m.nodes[id].first, m.nodes[id].count, m.nodes[id].state = first, int32(n), unfolded
	m.insert(id)
	return true
}

// Fail ends the waiting of a row without children: it is closed again.
func (m *Model) Fail(id ID) {
	if int(id) < len(m.nodes) && m.nodes[id].state == waiting {
		m.nodes[id].state = folded
	}
}

// Open opens a row. It needs the children when they are not known.
func (m *Model) Open(id ID) Need {
	n := &m.nodes[id]
	if n.state != folded {
		return Need{}
	}
	if n.count == unknown {
		n.state = waiting
		return Need{Children: id}
	}
	n.state = unfolded
	m.insert(id)
	return Need{Opened: id}
}

// Fold closes a row; what is open below it stays so and comes back with it.
func (m *Model) Fold(id ID) Need {
	n := &m.nodes[id]
	was := n.state
	n.state = folded
	switch was {
	case waiting:
		return Need{Dropped: []ID{id}}
	case unfolded:
		m.remove(id)
	case folded:
	}
	return Need{}
}

// Forget makes the children of a row unknown again and closes it.
func (m *Model) Forget(id ID) Need {
	need := m.Fold(id)
	delete(m.joined, id)
	m.nodes[id].count = unknown
	return need
}

// Select moves the cursor to a row, or to the one that stands for it, if that is shown.
func (m *Model) Select(id ID) bool {
	if m.isJoined(id) {
		id = m.above(id)
	}
	i := m.row(id)
	if i < 0 {
		return false
	}
	m.cursor = i
	m.scroll()
	return true
}

// row is the place of a row among those shown, or -1.
func (m *Model) row(id ID) int { return slices.Index(m.rows, id) }

// insert shows what lies below a row that is open now. The row under the
// cursor stays where it is on the screen.
func (m *Model) insert(id ID) {
	if m.isJoined(id) {
		m.insertJoined(id)
		return
	}
	at := 0
	if id != Root {
		i := m.row(id)
		if i < 0 {
			return // closed further up
		}
		at = i + 1
	}
	add := m.below(nil, id)
	m.rows = slices.Insert(m.rows, at, add...)
	switch {
	case at <= m.cursor && len(m.rows) > len(add):
		m.cursor += len(add)
		m.top += len(add)
	case at == m.cursor+1 && m.focus:
		m.peek(len(add))
	}
	m.scroll()
}

// insertJoined does the same for a row that another stands for.
func (m *Model) insertJoined(id ID) {
	before := len(m.rows)
	at, ok := m.Cursor()
	m.relist()
	if ok && at == m.above(id) && m.focus {
		m.peek(len(m.rows) - before)
		m.scroll()
	}
}

// peek scrolls so that some of the n rows that opened below the cursor are seen.
func (m *Model) peek(n int) {
	want := min(n, m.height/2)
	m.top = max(m.top, min(m.cursor, m.cursor+want-m.height+1))
}

// below appends the rows that show below id, in order.
func (m *Model) below(rows []ID, id ID) []ID {
	n := m.nodes[id]
	if n.state != unfolded || n.count <= 0 {
		return rows
	}
	rows = slices.Grow(rows, int(n.count))
	for c := n.first; c < n.first+ID(n.count); c++ {
		if m.nodes[c].hidden {
			continue
		}
		if !m.isJoined(c) {
			rows = append(rows, c)
		}
		rows = m.below(rows, c)
	}
	return rows
}

// remove takes away what showed below a row that is closed now. A cursor that
// was there goes to the row itself.
func (m *Model) remove(id ID) {
	if m.isJoined(id) {
		m.relist()
		return
	}
	i := m.row(id)
	if i < 0 {
		return
	}
	end := i + 1
	for end < len(m.rows) && m.nodes[m.rows[end]].depth > m.nodes[id].depth {
		end++
	}
	m.rows = slices.Delete(m.rows, i+1, end)
	gone := end - i - 1
	switch {
	case m.cursor >= end:
		m.cursor -= gone
		m.top -= gone
	case m.cursor > i:
		m.cursor = i
	}
	m.scroll()
}
