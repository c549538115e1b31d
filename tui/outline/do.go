package outline

import "flakewalk/tui/keymap"

// Do carries out an action. It returns what the tree needs for it, and whether the
// action is one of its own.
func (m *Model) Do(a keymap.Action) (need Need, handled bool) {
	if m.move(a) {
		return Need{}, true
	}
	id, ok := m.Cursor()
	switch a {
	case keymap.Open:
		if !ok {
			return Need{}, true
		}
		return m.enter(id), true
	case keymap.Close:
		if !ok {
			return Need{}, true
		}
		return m.leave(id), true
	case keymap.Toggle, keymap.Activate:
		if !ok {
			return Need{}, true
		}
		return m.toggle(id), true
	case keymap.FoldAll:
		return m.foldAll(), true
	}
	return Need{}, false
}

// move carries out the actions that only move the cursor.
func (m *Model) move(a keymap.Action) bool {
	pinned, _ := m.pins(m.top)
	page := max(1, m.height-pinned-1)
	switch a {
	case keymap.Up:
		m.cursor--
	case keymap.Down:
		m.cursor++
	case keymap.HalfUp:
		m.cursor -= max(1, m.height/2)
	case keymap.HalfDown:
		m.cursor += max(1, m.height/2)
	case keymap.PageUp:
		m.cursor -= page
	case keymap.PageDown:
		m.cursor += page
	case keymap.Top:
		m.cursor = 0
	case keymap.Bottom:
		m.cursor = len(m.rows) - 1
	default:
		return false
	}
	m.scroll()
	return true
}

// enter opens a row; an open one is entered: the cursor goes to its first child.
func (m *Model) enter(id ID) Need {
	n := m.nodes[id]
	if child, shut := m.shut(id); shut {
		return m.Open(child)
	}
	switch {
	case n.state == unfolded:
		m.descend()
		return Need{}
	case n.state != folded:
		return Need{}
	case !m.source.Branch(id):
		return Need{Stuck: id}
	}
	return m.Open(id)
}

// descend moves the cursor to the first row below it, if that is one of its children.
func (m *Model) descend() {
	if next := m.cursor + 1; next < len(m.rows) && m.above(m.rows[next]) == m.rows[m.cursor] {
		m.cursor = next
		m.scroll()
	}
}

// leave closes a row; from a closed one the cursor goes to the parent.
func (m *Model) leave(id ID) Need {
	if m.nodes[id].state != folded {
		return m.Fold(id)
	}
	if p := m.above(id); p != Root {
		m.Select(p)
	}
	return Need{}
}

func (m *Model) toggle(id ID) Need {
	if child, shut := m.shut(id); shut {
		return m.Open(child)
	}
	if m.nodes[id].state != folded {
		return m.Fold(id)
	}
	if !m.source.Branch(id) {
		return Need{Stuck: id}
	}
	return m.Open(id)
}

// foldAll closes every row, the hidden ones too; the cursor goes to the row at
// the top that it was below.
func (m *Model) foldAll() Need {
	id, ok := m.Cursor()
	for ok && m.nodes[id].parent != Root {
		id = m.nodes[id].parent
	}
	var dropped []ID
	for i := range m.nodes[1:] {
		n := &m.nodes[i+1]
		if n.state == waiting {
			dropped = append(dropped, ID(i+1))
		}
		n.state = folded
	}
	m.rows = m.below(m.rows[:0], Root)
	m.cursor = m.row(id)
	m.scroll()
	return Need{Dropped: dropped}
}
