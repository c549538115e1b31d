package tui

import (
	tea "charm.land/bubbletea/v2"

	"flakewalk/tui/keymap"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// scopes are where keys come from at the moment, innermost first.
func (m *Model) scopes() []keymap.Scope {
	if m.typing != nil {
		return []keymap.Scope{keymap.ScopePrompt}
	}
	if d, ok := m.dialogs.Top(); ok {
		return append(append([]keymap.Scope{}, d.Scopes...), keymap.ScopeAlways)
	}
	return m.view().scopes()
}

// press carries out what a key asks for.
func (m *Model) press(k tea.KeyPressMsg) tea.Cmd {
	a, ok := m.env.keys.Resolve(k, m.scopes()...)
	if b := m.questionOnTop(); b != nil {
		defer b.pressed()
	}
	if m.typing != nil && (!ok || a == keymap.Edit) {
		return m.typeKey(k)
	}
	if !ok {
		if m.decline(); !m.dialogOpen() {
			m.say(theme.Dim, m.env.unknown(text.Line(k.String())))
		}
		return nil
	}
	m.note = note{}
	m.visit.outputs.touched = true
	return m.do(a)
}

// do carries out an action: the prompt, else the dialog on top, else what fills the
// body, else the explorer itself.
func (m *Model) do(a keymap.Action) tea.Cmd {
	if m.typing != nil {
		return m.typingDo(a)
	}
	if cmd, ok := m.dialogs.Do(a); ok {
		return cmd
	}
	if !m.dialogOpen() {
		if cmd, handled := m.view().do(a); handled {
			return cmd
		}
	}
	return m.globalDo(a)
}

// globalDo carries out the actions that mean the same everywhere.
func (m *Model) globalDo(a keymap.Action) tea.Cmd {
	switch a {
	case keymap.NextPane:
		m.nextPane()
	case keymap.Runs:
		m.showRuns()
	case keymap.Reload:
		return m.visit.reopen()
	case keymap.Explain:
		m.explain()
	case keymap.Cancel:
		return m.visit.cancel()
	case keymap.Back:
		return m.back()
	case keymap.Jump:
		return m.visit.outputs.jump()
	case keymap.Card:
		return m.visit.showCard()
	case keymap.OpenFlake:
		return m.visit.chooseFlake()
	case keymap.Help:
		m.help()
	case keymap.Suspend:
		return m.suspend
	case keymap.Quit, keymap.Interrupt:
		if a == keymap.Quit && m.dialogOpen() {
			return m.do(keymap.Dismiss)
		}
		return m.leaveForGood()
	default:
		return m.elsewhere(a)
	}
	return nil
}

// textStep is how far the details scroll from the list, in lines.
const textStep = 3

// elsewhere scrolls the details from the list, shows the tab that is asked for, or says
// that a key does something on another.
func (m *Model) elsewhere(a keymap.Action) tea.Cmd {
	at := m.layout.detail
	switch {
	case a == keymap.TextDown:
		return m.view().wheel(at.x, at.y, textStep)
	case a == keymap.TextUp:
		return m.view().wheel(at.x, at.y, -textStep)
	case !m.showTab(beside(m.choices(), m.visit.tab, a)) && !m.dialogOpen() && m.visit.tab != keymap.ShowOutputs:
		m.say(theme.Dim, "this key is for the outputs: "+m.env.key(keymap.ShowOutputs, keymap.ScopeMain)+" shows them")
	}
	return nil
}

func (m *Model) nextPane() {
	switch {
	case !m.view().paned():
	case m.focus == focusTree:
		m.setFocus(focusDetail)
	default:
		m.setFocus(focusTree)
	}
}

// setFocus gives the keys to a pane.
func (m *Model) setFocus(f focus) {
	m.focus = f
	for _, t := range m.tabs() {
		t.setFocus(f)
	}
	m.resize(m.layout.width, m.layout.height) // a tiny screen shows the pane with the keys
}
