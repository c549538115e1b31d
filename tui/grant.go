package tui

import (
	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/outline"
	"flakewalk/tui/pager"
	"flakewalk/tui/theme"
)

// needAllowance asks to evaluate a row with what it was refused.
type needAllowance struct{ id outline.ID }

// needGrant says that the user allows it.
type needGrant struct {
	id    outline.ID
	grant model.Grant
}

// refused is what a row was refused that the user may allow, or 0.
func (m *Model) refused(id outline.ID) model.Grant {
	if m.trouble != nil {
		if m.flake == nil {
			return 0
		}
		return m.trouble.problem.Cause.Grantable()
	}
	for _, p := range m.problems(id) {
		if g := p.Cause.Grantable(); g != 0 {
			return g
		}
	}
	return 0
}

// allow evaluates a row with what it was refused. It asks first, once for each
// flake and run.
func (m *Model) allow(id outline.ID) tea.Cmd {
	g := m.refused(id)
	switch {
	case m.recording():
		return nil
	case g == 0 && m.problem(id) != nil:
		m.say(theme.Dim, "no permission would help here")
		return nil
	case g == 0:
		m.say(theme.Dim, "nothing was refused here")
		return nil
	case m.granted&g != 0:
		return m.grantRow(id, g)
	}
	title, text := grantText(g, m.grantedText(id))
	m.ask(question{
		id: dialogQuestion, title: title, text: text, width: 70,
		scopes:  []keymap.Scope{keymap.ScopeQuestion},
		answers: map[keymap.Action]any{keymap.Yes: needGrant{id, g}},
		no:      "nothing was allowed",
	})
	return nil
}

// grantedText is what an allowance for a row goes for.
func (m *Model) grantedText(id outline.ID) string {
	if m.trouble != nil {
		return "all outputs"
	}
	return pathText(m.store.path(id)) + " and all below it"
}

// grantText says in plain words what allowing means.
func grantText(g model.Grant, where string) (title string, text []pager.Block) {
	title = "Let it build?"
	what := "To evaluate this, nix must build something first (import from derivation). " +
		"The builds that the flake asks for then run on this machine, or on the builders that your nix is set up with. They may take long."
	if g == model.GrantImpure {
		title = "Evaluate impurely?"
		what = "The value depends on this machine. The flake may then read your environment variables, the time, " +
			"and any file that you can read. Allow it only if you trust the flake."
	}
	return title, []pager.Block{
		{Text: what},
		{},
		{Text: "This goes for " + where + ". You are not asked again for this version of the flake until flakewalk ends."},
		{},
		{Label: "y", LabelTone: theme.Accent, Text: "allow it"},
		{Label: "any other key", LabelTone: theme.Accent, Text: "do not"},
	}
}

// grantRow evaluates a row, and what failed below it, with an allowance.
func (m *Model) grantRow(id outline.ID, g model.Grant) tea.Cmd {
	m.dialogs.Drop(dialogError)
	m.granted |= g
	if m.trouble != nil {
		m.nix.Grant(nil, g)
		m.trouble = nil
		return m.listChildren(outline.Root)
	}
	path := m.store.path(id)
	m.nix.Grant(path, g)
	m.say(theme.Good, "allowed for "+pathText(path))
	var cmds []tea.Cmd
	for row := range m.store.known {
		if m.refused(row) == g && m.store.path(row).HasPrefix(path) {
			cmds = append(cmds, m.again(row))
		}
	}
	return tea.Batch(cmds...)
}
