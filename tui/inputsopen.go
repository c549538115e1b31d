package tui

import (
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/theme"
)

// openInput opens the input under the cursor as this flake sees it: with its
// follows applied, and without fetching anything that this flake does not need.
func (m *Model) openInput() tea.Cmd {
	it, ok := m.openable()
	if !ok {
		return nil
	}
	if !it.Node.Flake {
		return m.listFiles(it)
	}
	nix, err := m.opt.Flakes.OpenInput(*m.flake, it.Path)
	if err != nil {
		h, _ := m.keys.Hint(keymap.OpenAlone, m.scopes()...)
		m.say(theme.Warn, firstLine(problemOf(err).Message)+"; "+h.Key+" opens it on its own")
		return nil
	}
	name := m.ref + " " + model.InputPathText(it.Path)
	cmd := m.enterOpened(nix, inputRefText(*it.Node), "")
	m.memory = m.memoryOf(name) // it is another flake than the one of that reference
	return cmd
}

// openAlone opens the input under the cursor by its own locked reference.
func (m *Model) openAlone() tea.Cmd {
	it, ok := m.openable()
	if !ok {
		return nil
	}
	switch link := it.Node.Ref().URL(); {
	case !it.Node.Flake:
		return m.listFiles(it)
	case link == "" || it.Node.Ref().Relative():
		m.say(theme.Dim, "it has no reference of its own")
		return nil
	default:
		before := m.visit
		cmd := m.enter(link)
		m.alone = m.visit != before
		return cmd
	}
}

// openable is the input under the cursor, if it is one that can be opened.
func (m *Model) openable() (it *inputItem, ok bool) {
	it = m.inputs.item()
	switch {
	case it == nil || it.Node == nil:
		m.say(theme.Dim, "there is no input here to open")
	case it.Node.Key == m.inputs.known.Graph.Root():
		m.say(theme.Dim, "it is the flake itself")
	case !m.canOpen():
		m.say(theme.Dim, "no other flake can be opened here")
	default:
		return it, true
	}
	return nil, false
}

// named is what the header calls the flake, and before all other facts how an input
// is seen that was opened: the two ways can differ, so that this is always said.
func (m *Model) named(ref string, width int) (name string, facts []string) {
	var seen string
	switch {
	case m.flake.Via != nil:
		seen = "as " + clean(m.flake.Via.Root) + " sees it"
		if ansi.StringWidth(ref)+ansi.StringWidth(seen)+len("   ") > width {
			seen = "with follows"
		}
	case m.alone:
		seen = "on its own"
	default:
		return ref, nil
	}
	return ansi.Truncate(ref, max(0, width-ansi.StringWidth(seen)-len("   ")), m.theme.Ellipsis), []string{seen}
}
