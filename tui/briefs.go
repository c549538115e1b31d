package tui

import (
	tea "charm.land/bubbletea/v2"

	"flakewalk/tui/outline"
)

// askBriefs asks for the names and descriptions of the rows on screen whose
// kind is known. The answer is that of Heads: whole nodes.
func (m *Model) askBriefs() tea.Cmd {
	return m.askAbout(jobBriefs, &m.asked.briefs, m.needsBrief, m.nix.Briefs)
}

func (m *Model) needsBrief(id outline.ID) bool {
	e, ok := m.store.known[id]
	return ok && e.node.NeedsBrief()
}
