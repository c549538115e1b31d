package tui

import (
	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
)

// becoming ends the explorer for a command that is to take the program's place. While
// builds run it asks as quitting does, as they end with it.
type becoming struct{ action model.Action }

func (r becoming) meet(m *Model) tea.Cmd {
	m.becomes = &r.action
	return m.quit()
}

// leaveForGood ends the explorer for nothing else: an earlier wish to become something
// was not carried out.
func (m *Model) leaveForGood() tea.Cmd {
	m.becomes = nil
	return m.quit()
}

// Becomes is the action that is to take the program's place after Run; ok is false
// where the explorer has simply ended.
func (m *Model) Becomes() (a model.Action, ok bool) {
	if m.becomes == nil {
		return a, false
	}
	return *m.becomes, true
}
