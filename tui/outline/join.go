package outline

// Join lets the row above a row stand for it, or gives it a line of its own again. Of
// the children of a row one can be joined.
func (m *Model) Join(id ID, on bool) {
	parent := m.nodes[id].parent
	switch {
	case on == m.isJoined(id):
		return
	case !on:
		delete(m.joined, parent)
	case m.joined == nil:
		m.joined = map[ID]ID{parent: id}
	default:
		m.joined[parent] = id
	}
	m.relist()
}

// isJoined tells whether the row above a row stands for it.
func (m *Model) isJoined(id ID) bool { return id != Root && m.joined[m.nodes[id].parent] == id }

// Joined is the row that a row stands for; ok is false where it is only itself.
func (m *Model) Joined(id ID) (child ID, ok bool) {
	child, ok = m.joined[id]
	return child, ok
}

// shut is the row that an open row stands for, where that is not open itself.
func (m *Model) shut(id ID) (child ID, ok bool) {
	child, ok = m.joined[id]
	return child, ok && m.nodes[id].state == unfolded && m.nodes[child].state == folded
}

// above is the row under which a row is shown.
func (m *Model) above(id ID) ID {
	id = m.nodes[id].parent
	for m.isJoined(id) {
		id = m.nodes[id].parent
	}
	return id
}

// shownDepth is the number of rows above a row that are shown, and itself.
func (m *Model) shownDepth(id ID) int {
	depth := m.Depth(id)
	for ; id != Root; id = m.nodes[id].parent {
		if m.isJoined(id) {
			depth--
		}
	}
	return depth
}

// relist finds anew what is shown. The row under the cursor stays where it is on the
// screen; from one that is shown no more the cursor goes to the nearest above it.
func (m *Model) relist() {
	at, ok := m.Cursor()
	line := m.cursor - m.top
	m.rows = m.below(m.rows[:0], Root)
	for ok && at != Root && m.row(at) < 0 {
		at = m.nodes[at].parent
	}
	m.cursor = m.row(at)
	m.top = m.cursor - line
	m.scroll()
}
