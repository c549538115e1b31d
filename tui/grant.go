package tui

import (
	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/outline"
	"flakewalk/tui/pager"
	"flakewalk/tui/theme"
)

// refused is what a row was refused that the user may allow, or 0.
func (o *outputsTab) refused(id outline.ID) model.Grant {
	if o.f.trouble != nil {
		if o.f.flake == nil {
			return 0
		}
		return o.f.trouble.problem.Cause.Grantable()
	}
	for _, p := range o.store.problems(id) {
		if g := p.Cause.Grantable(); g != 0 {
			return g
		}
	}
	return 0
}

// allow evaluates a row with what it was refused. It asks first, once for each
// flake and run.
func (o *outputsTab) allow(id outline.ID) tea.Cmd {
	g := o.refused(id)
	switch {
	case o.f.recording():
		return nil
	case g == 0 && o.store.problem(id) != nil:
		o.out.say(theme.Dim, "no permission would help here")
		return nil
	case g == 0:
		o.out.say(theme.Dim, "nothing was refused here")
		return nil
	case o.f.granted&g != 0:
		return o.grantRow(id, g)
	}
	title, text := o.grantText(g, o.grantedText(id))
	o.out.ask(question{
		id: dialogQuestion, title: title, text: text, width: 70,
		scopes:  []keymap.Scope{keymap.ScopeQuestion},
		answers: map[keymap.Action]func() tea.Cmd{keymap.Yes: func() tea.Cmd { return o.grantRow(id, g) }},
		no:      "nothing was allowed",
	})
	return nil
}

// grantedText is what an allowance for a row goes for.
func (o *outputsTab) grantedText(id outline.ID) string {
	if o.f.trouble != nil {
		return "all outputs"
	}
	return pathText(o.store.path(id)) + " and all below it"
}

// grantText says in plain words what allowing means.
func (o *outputsTab) grantText(g model.Grant, where string) (title string, text []pager.Block) {
	title = "Let it build?"
	what := "To evaluate this, nix must build something first (import from derivation). " +
		"The builds that the flake asks for then run on this machine, or on the builders that your nix is set up with. They may take long."
	if g == model.GrantImpure {
		title = "Evaluate impurely?"
		what = "The value depends on this machine. The flake may then read your environment variables, the time, " +
			"and any file that you can read. Allow it only if you trust the flake."
	}
	return title, append([]pager.Block{
		{Text: what},
		{},
		{Text: "This goes for " + where + ". You are not asked again for this version of the flake until flakewalk ends."},
		{},
	}, o.env.yesOrNo("allow it", "do not")...)
}

// grantRow evaluates a row, and what failed below it, with an allowance.
func (o *outputsTab) grantRow(id outline.ID, g model.Grant) tea.Cmd {
	o.out.closeDialog(dialogError)
	o.f.granted |= g
	if o.f.trouble != nil {
		o.nix.Grant(nil, g)
		o.f.trouble = nil
		return o.listChildren(outline.Root)
	}
	path := o.store.path(id)
	o.nix.Grant(path, g)
	o.out.say(theme.Good, "allowed for "+pathText(path))
	var cmds []tea.Cmd
	for row := range o.store.known {
		if o.refused(row) == g && o.store.path(row).HasPrefix(path) {
			cmds = append(cmds, o.again(row))
		}
	}
	return tea.Batch(cmds...)
}
