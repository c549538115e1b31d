package tui

import tea "charm.land/bubbletea/v2"

// askBriefs asks for the names and descriptions of the rows on screen whose
// kind is known. The answer is that of Heads: whole nodes.
func (o *outputsTab) askBriefs() tea.Cmd {
	return o.askAbout(jobBriefs, &o.asked.briefs, o.store.needsBrief, o.nix.Briefs)
}
