package tui

import (
	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/outline"
	"flakewalk/tui/theme"
)

// copyPath puts the attribute path of the selected row on the clipboard.
func (m *Model) copyPath() tea.Cmd {
	if m.selected == outline.Root || m.store.left(m.selected) > 0 {
		m.say(theme.Dim, "nothing to copy")
		return nil
	}
	return m.copyText(harmlessPath(m.store.path(m.selected)))
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
func (m *Model) copyCommand() tea.Cmd {
	var cmds []model.Command
	if e, ok := m.store.known[m.selected]; ok {
		cmds = m.nix.Commands(e.node)
	}
	if len(cmds) == 0 {
		m.say(theme.Dim, "there is no command for this")
		return nil
	}
	return m.copyText(cmds[0].String())
}

// copyText puts text on the clipboard, by the terminal (OSC 52): that works
// over ssh too. No terminal tells whether it did.
func (m *Model) copyText(s string) tea.Cmd {
	m.say(theme.Good, "copied: "+firstLine(s))
	return tea.SetClipboard(s)
}
