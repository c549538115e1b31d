package tui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/outline"
	"flakewalk/tui/pager"
	"flakewalk/tui/theme"
)

// Jobs of what is done with a row.
const (
	jobActions = "actions"
	jobFill    = "fill"
)

// needMenu asks for the menu of what can be done with the selected row.
type needMenu struct{}

// needAct asks to do something.
type needAct struct{ action model.Action }

// needTrust says that the programs of an attribute may run.
type needTrust struct{ action model.Action }

// meetAct fulfils these.
func (m *Model) meetAct(need any) tea.Cmd {
	switch n := need.(type) {
	case needMenu:
		return m.askActions("")
	case needAct:
		return m.want(wanted{n.action, false})
	case needEdit:
		return m.want(wanted{n.action, true})
	case needPlan:
		return m.planAgain()
	case needConsent:
		return m.consented(n)
	case needTrust:
		return m.trust(n.action)
	case needUpdate:
		return m.update(n)
	case needUpdateAgain:
		m.dialogs.Drop(dialogUpdated)
		return m.askUpdate(n.input)
	}
	return m.meetQuit(need)
}

// actable tells whether Enter on the selected row leads to the menu.
func (m *Model) actable() bool {
	e, ok := m.store.known[m.selected]
	return ok && e.node.State == model.StateReady && e.node.Kind.Leaf() && !m.tree.IsOpen(m.selected)
}

// askActions asks what can be done with the selected row: to do at once what the
// letter stands for, or for the menu where there is none.
func (m *Model) askActions(letter string) tea.Cmd {
	if m.flake == nil || m.opening || m.selected == outline.Root || m.store.left(m.selected) > 0 {
		m.say(theme.Dim, "there is nothing to be done with this")
		return nil
	}
	nix, id := m.nix, m.selected
	n, _ := m.store.node(id, m.system())
	var known *model.Detail
	if e, ok := m.store.known[id]; ok {
		known = e.detail
	}
	var menu *actMenu
	if letter == "" {
		menu = m.showMenu(n)
	}
	from, consent := m.spot(), m.consent()
	return m.jobs.Start(jobActions, func(ctx context.Context) tea.Msg {
		here := whereabouts(ctx, nix, n, known)
		all, err := nix.Actions(ctx, n, here, consent)
		return actionsMsg{from, letter, menu, offered{n, here}, all, err}
	})
}

// whereabouts is what the details tell of a node that matters for what can be done
// with it. Details that cannot be had say nothing.
func whereabouts(ctx context.Context, nix Nix, n model.Node, d *model.Detail) model.Here {
	if d == nil && n.State == model.StateReady {
		if asked, err := nix.Detail(ctx, n.Path); err == nil {
			d = &asked
		}
	}
	var h model.Here
	e := entry{detail: d}
	if at, ok := e.position(); ok {
		h.Position = editable(ctx, nix, at.Position)
	}
	if d != nil {
		h.MainProgram = d.Get("main program")
		h.NoMainProgram = h.MainProgram == ""
	}
	return h
}

// editable is the file to open for a place: that of the work tree of a local
// flake, else the copy in the store. It is empty where there is neither.
func editable(ctx context.Context, nix Nix, at model.Position) model.Position {
	s, err := nix.Source(ctx, at)
	if err != nil {
		return model.Position{}
	}
	if s.Local != "" {
		at.File = s.Local
	}
	return at
}

// actionsMsg is the answer of Nix.Actions.
type actionsMsg struct {
	from   spot
	letter string
	menu   *actMenu // that waits for it; nil where a letter does
	of     offered
	all    []model.Action
	err    error
}

func (a actionsMsg) apply(m *Model) tea.Cmd {
	if a.err != nil {
		m.closeMenu(a.menu)
		m.say(theme.Bad, firstLine(problemOf(a.err).Message))
		return nil
	}
	m.offered = a.of
	all := m.prepared(a.all)
	if a.menu != nil {
		a.menu.fill(all)
		m.dialogs.Refit()
		return nil
	}
	for _, one := range all {
		switch {
		case one.Verb.Letter() != a.letter:
		case m.gone(a.from, one.Verb):
			return nil
		default:
			return m.want(wanted{one, false})
		}
	}
	m.say(theme.Dim, "this cannot be done here")
	return nil
}

// prepared are the actions as they are offered. Those of an input that was opened by
// the reference in a lock file ask as a stranger's do, also where it lies on this
// machine: the user did not name that place.
func (m *Model) prepared(all []model.Action) []model.Action {
	all = m.doable(m.withEdits(all))
	if m.alone {
		for i := range all {
			all[i].Local, all[i].Confirm = false, all[i].Verb.RunsCode()
		}
	}
	return all
}

// doable are the actions without those that need a background where there is none, or
// a flake that outlives us.
func (m *Model) doable(all []model.Action) []model.Action {
	return slices.DeleteFunc(all, func(a model.Action) bool {
		way := a.Verb.Way()
		return way == model.WayJob && !m.canBuild() && !m.opt.Recorded || way == model.WayLeave && m.opt.Stay
	})
}

// act does something, after the questions that come before it.
func (m *Model) act(a model.Action) tea.Cmd {
	switch {
	case !a.Possible():
		m.say(theme.Warn, a.Verb.String()+": "+a.Reason)
		return nil
	case m.opt.Recorded:
		m.showUnrun(a)
		return nil
	case a.Asks != model.AskNothing:
		return m.askFor(a)
	case a.Confirm && !m.opt.RunUnasked && !m.memory.trusted[a.About()]:
		m.askTrust(a)
		return nil
	}
	m.dialogs.Drop(dialogMenu)
	switch a.Verb.Way() { //nolint:exhaustive // the others get the terminal
	case model.WayJob:
		return m.startBuild(a)
	case model.WayLeave:
		return m.become(a)
	}
	return m.handOver(a)
}

// askTrust asks whether code of a flake that is not the user's own may run.
func (m *Model) askTrust(a model.Action) {
	m.ask(question{
		id: dialogTrust, title: model.TrustTitle(a.Verb), text: trustText(a), width: 84,
		scopes:  []keymap.Scope{keymap.ScopeQuestion},
		answers: map[keymap.Action]any{keymap.Yes: needTrust{a}},
		no:      "nothing was run",
	})
}

// trustText says what is asked.
func trustText(a model.Action) []pager.Block {
	return []pager.Block{
		{Text: model.TrustWords(a.Verb)},
		{},
		{Text: cleanUpTo(a.String(), textMax), Tone: theme.Strong, Hang: 2},
		{},
		{Text: "You are not asked again for " + pathText(a.Path) + " until flakewalk ends."},
		{},
		{Label: "y", LabelTone: theme.Accent, Text: "run it"},
		{Label: "any other key", LabelTone: theme.Accent, Text: "do not"},
	}
}

// trust does what was asked about, and remembers the answer.
func (m *Model) trust(a model.Action) tea.Cmd {
	m.memory.trusted[a.About()] = true
	return m.act(a)
}
