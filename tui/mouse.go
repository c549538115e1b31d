package tui

import (
	tea "charm.land/bubbletea/v2"

	"flakewalk/tui/keymap"
)

// wheelLines is how far one notch of the wheel goes.
const wheelLines = 3

// point carries out what the mouse asks for.
func (m *Model) point(msg tea.MouseMsg) tea.Cmd {
	at := msg.Mouse()
	switch msg.(type) {
	case tea.MouseWheelMsg:
		return m.wheel(at)
	case tea.MouseClickMsg:
		if at.Button == tea.MouseLeft {
			m.note, m.touched = note{}, true
			return m.click(at.X, at.Y)
		}
	case tea.MouseMotionMsg:
		if m.dragging {
			m.drag(at.X, at.Y)
		}
	case tea.MouseReleaseMsg:
		m.dragging = false
	}
	return nil
}

// covered tells whether the panes are out of reach: below a dialog or a prompt,
// or not there at all.
func (m *Model) covered() bool { return m.dialogOpen() || m.typing != nil || m.troubled() }

// dialogOpen tells whether a dialog lies over the rest.
func (m *Model) dialogOpen() bool {
	_, open := m.dialogs.Top()
	return open
}

// wheel scrolls what is under the pointer; with a dialog open, only that.
func (m *Model) wheel(at tea.Mouse) tea.Cmd {
	a, by := keymap.Down, wheelLines
	switch at.Button {
	case tea.MouseWheelDown:
	case tea.MouseWheelUp:
		a, by = keymap.Up, -wheelLines
	default:
		return nil
	}
	switch {
	case m.covered():
		var cmds []tea.Cmd
		for range wheelLines {
			cmds = append(cmds, m.do(a))
		}
		return tea.Batch(cmds...)
	case m.layout.list.has(at.X, at.Y):
		m.seeking, m.search.due, m.touched = false, false, true
		m.list().Scroll(by)
	case m.layout.detail.has(at.X, at.Y):
		for range wheelLines {
			m.text().Do(a)
		}
	}
	return nil
}

// click selects the row under the pointer, takes hold of the divider, or gives
// the keys to a pane. Of the dialogs only a prompt takes clicks; none lets them through.
func (m *Model) click(x, y int) tea.Cmd {
	l := m.layout
	show, tab := m.tabAt(x, y)
	switch {
	case m.typing != nil:
		return m.clickTyping(x, y)
	case m.starting() && !m.dialogOpen():
		return m.clickStart(y)
	case m.covered() || m.flake == nil && !m.onJobs():
	case tab:
		return m.do(show)
	case l.divider.has(x, y):
		m.dragging = true
	case l.detail.has(x, y):
		m.setFocus(focusDetail)
	case l.list.has(x, y):
		return m.clickRow(x-l.list.x, y-l.list.y)
	}
	return nil
}

// clickRow selects the row at a place in the list. A click on its mark opens or
// closes it, and so does one on the row that is selected already, hence a
// double click on any.
func (m *Model) clickRow(x, y int) tea.Cmd {
	had := m.focus == focusTree
	m.setFocus(focusTree)
	list := m.list()
	at, ok := list.At(x, y)
	if !ok {
		return nil
	}
	m.seeking, m.search.due = false, false
	before, _ := list.Cursor()
	list.Select(at.ID)
	switch {
	case at.Pinned: // where it was is not where it is now
	case at.Mark && m.branch(at.ID):
		return m.do(keymap.Toggle)
	case had && before == at.ID:
		return m.do(keymap.Activate)
	}
	return nil
}

// drag moves the divider under the pointer.
func (m *Model) drag(x, y int) {
	l := m.layout
	switch {
	case l.upright():
		m.split.across = portion(x-1-l.body.x, l.body.w-l.divider.w)
	case l.divider.h > 0:
		m.split.down = portion(y-l.body.y, l.body.h-l.divider.h)
	}
	m.resize(l.width, l.height)
}

// portion is a part of a length in thousandths, never none.
func portion(part, whole int) int {
	return max(1, (part*1000+whole-1)/max(1, whole))
}
