package tui

import (
	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/outline"
	"flakewalk/tui/theme"
)

// copyPath puts the attribute path of the selected row on the clipboard.
func (o *outputsTab) copyPath() tea.Cmd {
	if o.selected == outline.Root || o.store.left(o.selected) > 0 {
		o.out.say(theme.Dim, "nothing to copy")
		return nil
	}
	return o.out.copyText(harmlessPath(o.store.path(o.selected)))
}

// harmlessPath is the path as text. One that would bring control characters
// along is quoted for the shell, so that pasting it does nothing unseen.
func harmlessPath(p model.AttrPath) string {
	s := p.String()
	if model.Printable(s) != s {
		return model.ShellQuote([]string{s})
	}
	return s
}

// copyCommand puts the first command for the selected row on the clipboard.
func (o *outputsTab) copyCommand() tea.Cmd {
	var cmds []model.Command
	if e, ok := o.store.known[o.selected]; ok {
		cmds = o.nix.Commands(e.node)
	}
	if len(cmds) == 0 {
		o.out.say(theme.Dim, "there is no command for this")
		return nil
	}
	return o.out.copyText(cmds[0].String())
}
