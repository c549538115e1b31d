package outline

import "slices"

// maxPinned bounds the ancestors that stay on the screen.
const maxPinned = 3

// pins tells how many ancestors of the first row on screen are pinned above it,
// when the screen begins with the row at top. They take the place of as many
// rows, which is why `of`, the row they are the ancestors of, may be further down.
func (m *Model) pins(top int) (n int, of ID) {
	limit := min(maxPinned, m.height/3)
	for k := 0; top+k < len(m.rows); k++ {
		of = m.rows[top+k]
		if n = min(limit, m.shownDepth(of)-1); n <= k {
			return n, of
		}
	}
	return 0, Root
}

// pinned are the ancestors at the top of the screen, the nearest last.
func (m *Model) pinned() []ID {
	n, id := m.pins(m.top)
	ids := make([]ID, n)
	for i := range ids {
		id = m.above(id)
		ids[n-1-i] = id
	}
	return ids
}

// scroll keeps the cursor among the rows, on the screen, and clear of what is
// pinned there.
func (m *Model) scroll() {
	m.cursor = max(0, min(m.cursor, len(m.rows)-1))
	m.top = min(m.top, m.cursor)
	m.top = max(m.top, m.cursor-m.height+1)
	m.top = max(0, min(m.top, len(m.rows)-m.height))
	for m.top > 0 {
		if n, _ := m.pins(m.top); m.cursor >= m.top+n {
			return
		}
		m.top--
	}
}

// Scroll moves what is seen by a number of rows. The cursor stays where it is
// as long as that is on the screen.
func (m *Model) Scroll(by int) {
	m.top = max(0, min(m.top+by, len(m.rows)-m.height))
	n, _ := m.pins(m.top)
	m.cursor = max(m.top+n, min(m.cursor, m.top+m.height-1))
	m.scroll()
}

// Line is the line of the screen that the cursor is on, from 0.
func (m *Model) Line() int { return m.cursor - m.top }

// SetLine scrolls so that the cursor is on a line of the screen, or near it where
// there are not enough rows.
func (m *Model) SetLine(line int) {
	m.top = m.cursor - line
	m.scroll()
}

// Spot is what is at a place of the tree's part of the screen.
type Spot struct {
	// ID is the row.
	ID ID
	// Mark is set at the row's mark, where a click opens and closes it.
	Mark bool
	// Pinned is set where the row is seen because it is an ancestor.
	Pinned bool
}

// At tells what is at a column and a line, counted from 0; ok is false where
// there is no row.
func (m *Model) At(x, y int) (s Spot, ok bool) {
	if x < 0 || x >= m.width || y < 0 || y >= m.height {
		return Spot{}, false
	}
	pinned := m.pinned()
	switch {
	case y < len(pinned):
		s.ID, s.Pinned = pinned[y], true
	case m.top+y < len(m.rows):
		s.ID = m.rows[m.top+y]
	default:
		return Spot{}, false
	}
	at := 1 + m.indent(s.ID)
	s.Mark = x >= at-1 && x <= at+1
	return s, true
}

// SetHidden hides rows and what is below them, or shows them again. A cursor
// that was there goes to the row above them in the tree.
func (m *Model) SetHidden(ids []ID, hidden bool) {
	for _, id := range ids {
		m.nodes[id].hidden = hidden
	}
	m.relist()
}

// SelectInSight selects a row. One that was off the screen comes with rows around it.
func (m *Model) SelectInSight(id ID) {
	if m.isJoined(id) {
		id = m.above(id)
	}
	seen := slices.Contains(m.OnScreen(), id)
	m.Select(id)
	if !seen {
		m.SetLine(m.height / 3)
	}
}
