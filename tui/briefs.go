package tui

import (
	tea "charm.land/bubbletea/v2"

	"flakewalk/tui/outline"
)

// askBriefs asks for the names and descriptions of the rows on screen whose
// kind is known. The answer is that of Heads: whole nodes.
func (o *outputsTab) askBriefs() tea.Cmd {
	return o.askAbout(jobBriefs, &o.asked.briefs, o.needsBrief, o.nix.Briefs)
}

func (o *outputsTab) needsBrief(id outline.ID) bool {
	e, ok := o.store.known[id]
	return ok && e.node.NeedsBrief()
}
