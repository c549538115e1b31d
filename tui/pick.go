package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/theme"
)

// Pick makes the explorer a chooser: Enter on a row that fits ends it with that row,
// and nothing can be run.
type Pick struct {
	// What says what is to be chosen, for the header.
	What string
	// Kinds are what can be chosen.
	Kinds []model.Kind
	// Text is what the caller makes of a node; ok is false where it can make nothing.
	// It does not wait.
	Text func(n model.Node) (text string, ok bool)
}

// Picked is what was chosen, as Pick.Text has it; "" when nothing was.
func (m *Model) Picked() string { return m.picked }

// pick ends the explorer with the selected row.
func (o *outputsTab) pick() tea.Cmd {
	n, _ := o.store.node(o.selected, o.f.system())
	if !o.env.opt.Pick.fits(n) {
		o.out.say(theme.Warn, n.Kind.Word()+": this cannot be chosen; wanted: "+o.env.opt.Pick.What)
		return nil
	}
	text, ok := o.env.opt.Pick.Text(n)
	if !ok {
		o.out.say(theme.Warn, "nix has no way to write this attribute path in a command")
		return nil
	}
	o.out.want(picking{text})
	return nil
}

// picking ends the explorer with what was chosen.
type picking struct{ text string }

func (r picking) meet(m *Model) tea.Cmd {
	m.picked = r.text
	return tea.Quit
}

// fits tells whether a node can be chosen; without a choice everything fits.
func (p *Pick) fits(n model.Node) bool {
	return p == nil || slices.Contains(p.Kinds, n.Kind)
}

// beside tells whether a node is nothing to choose, and no way to something: by its
// kind, or by what its place says that it holds.
func (p *Pick) beside(n model.Node) bool {
	held := model.HeldKind(n.Path)
	switch {
	case p == nil || n.State.Bad():
		return false
	case n.Kind.Leaf():
		return !p.fits(n)
	}
	return held != model.KindUnknown && !slices.Contains(p.Kinds, held)
}

// choice says in the header what is to be chosen.
func (m *Model) choice() []span {
	if m.env.opt.Pick == nil {
		return nil
	}
	return []span{{theme.Normal, " "}, {theme.Current, "choose: " + m.env.opt.Pick.What}, {theme.Normal, "  "}}
}

// pickKeys are the keys of a chooser: those that move, look and find.
func pickKeys(all keymap.Map) keymap.Map {
	return all.Changed(func(e keymap.Entry) (keymap.Entry, bool) {
		switch e.Scope { //nolint:exhaustive // the others stay
		case keymap.ScopeDo, keymap.ScopeMenu, keymap.ScopeInputs, keymap.ScopeJobs:
			return e, false
		}
		switch e.Action {
		case keymap.ShowOutputs, keymap.ShowInputs, keymap.ShowJobs, keymap.Card, keymap.OpenFlake, keymap.Back, keymap.Browse:
			return e, false
		case keymap.Activate:
			if e.Scope == keymap.ScopeTree {
				e.Binding.SetHelp("enter", "choose it; open or close a set; on a failed row the whole error")
			}
		case keymap.Quit, keymap.Interrupt:
			e.Binding.SetHelp(e.Binding.Help().Key, "leave without a choice, as esc does in the tree")
		}
		return e, true
	})
}

// choosable tells whether the selected row can be chosen.
func (o *outputsTab) choosable() bool {
	n, _ := o.store.node(o.selected, o.f.system())
	return o.env.opt.Pick.fits(n)
}
