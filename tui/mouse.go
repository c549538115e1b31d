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
			m.note = note{}
			m.visit.outputs.touched = true
			return m.click(at.X, at.Y)
		}
	case tea.MouseMotionMsg:
		if m.layout.held {
			m.drag(at.X, at.Y)
		}
	case tea.MouseReleaseMsg:
		if m.layout.held {
			m.hold(false)
		}
	}
	return nil
}

// covered tells whether a dialog or a prompt lies over the rest.
func (m *Model) covered() bool { return m.dialogOpen() || m.typing != nil }

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
	if !m.covered() {
		return m.view().wheel(at.X, at.Y, by)
	}
	var cmds []tea.Cmd
	for range wheelLines {
		cmds = append(cmds, m.do(a))
	}
	return tea.Batch(cmds...)
}

// click chooses a tab, takes hold of the divider, or does what it does in the body. Of
// the dialogs only a prompt takes clicks; none lets them through.
func (m *Model) click(x, y int) tea.Cmd {
	show, tab := m.tabAt(x, y)
	v := m.view()
	switch {
	case m.typing != nil:
		return m.clickTyping(x, y)
	case m.dialogOpen():
	case !v.paned():
		return v.click(x, y)
	case tab:
		return m.do(show)
	case m.layout.divider.has(x, y):
		m.hold(true)
	default:
		return v.click(x, y)
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
