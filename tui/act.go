package tui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/outline"
	"flakewalk/tui/pager"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// Jobs of what is done with a row.
const (
	jobActions = "actions"
	jobFill    = "fill"
)

// actions do what can be done with the outputs of a flake, after the questions that come
// before it.
type actions struct {
	env     *env
	out     *outbox
	f       *openFlake
	nix     Actor
	config  nixConfig
	offered offered
	menu    *actMenu // the last that was opened
}

// forget drops what is known of the flake as it was.
func (ac *actions) forget() { ac.config, ac.offered = nixConfig{}, offered{} }

// doVerb is the action of doing a verb.
func doVerb(v model.Verb) keymap.Action { return keymap.Do(v.Name()) }

// verbOf is the verb that an action does; ok is false for all others.
func verbOf(a keymap.Action) (v model.Verb, ok bool) {
	name, ok := a.Verb()
	if !ok {
		return 0, false
	}
	return model.VerbNamed(name)
}

// acting does something with what the flake on screen is asked for.
type acting struct{ action model.Action }

func (r acting) meet(m *Model) tea.Cmd {
	a := m.visit.actions
	return a.act(a.withEdits([]model.Action{r.action})[0])
}

// actable tells whether Enter on the selected row leads to the menu.
func (o *outputsTab) actable() bool {
	e, ok := o.store.known[o.selected]
	return ok && e.node.State == model.StateReady && e.node.Kind.Leaf() && !o.tree.IsOpen(o.selected)
}

// askMenu opens the menu of what can be done with the selected row, and asks for the
// commands.
func (o *outputsTab) askMenu() tea.Cmd {
	if !o.hasActions() {
		return nil
	}
	n, _ := o.store.node(o.selected, o.f.system())
	return o.askActions(actionsMsg{menu: o.act.showMenu(n)})
}

// askVerb does a verb with the selected row, once its command is known.
func (o *outputsTab) askVerb(verb model.Verb) tea.Cmd {
	if !o.hasActions() {
		return nil
	}
	return o.askActions(actionsMsg{verb: verb})
}

// hasActions tells whether there is a row with which something can be done.
func (o *outputsTab) hasActions() bool {
	if o.f.flake == nil || o.f.opening || o.selected == outline.Root || o.store.left(o.selected) > 0 {
		o.out.say(theme.Dim, "there is nothing to be done with this")
		return false
	}
	return true
}

// askActions asks what can be done with the selected row; the answer says what for.
func (o *outputsTab) askActions(a actionsMsg) tea.Cmd {
	n, _ := o.store.node(o.selected, o.f.system())
	var known *model.Detail
	if e, ok := o.store.known[o.selected]; ok {
		known = e.detail
	}
	nix, act := o.nix, o.act.nix
	a.ac, a.from = o.act, o.env.spot()
	consent := a.ac.consent()
	return o.f.jobs.Start(jobActions, func(ctx context.Context) tea.Msg {
		a.of = offered{n, whereabouts(ctx, nix, n, known)}
		a.all, a.err = act.Actions(ctx, n, a.of.here, consent)
		return a
	})
}

// whereabouts is what the details tell of a node that matters for what can be done
// with it. Details that cannot be had say nothing.
func whereabouts(ctx context.Context, nix Evaluator, n model.Node, d *model.Detail) model.Here {
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
func editable(ctx context.Context, nix Evaluator, at model.Position) model.Position {
	s, err := nix.Source(ctx, at)
	if err != nil {
		return model.Position{}
	}
	if s.Local != "" {
		at.File = s.Local
	}
	return at
}

// actionsMsg is the answer of Actor.Actions.
type actionsMsg struct {
	ac   *actions
	from spot
	verb model.Verb
	menu *actMenu // that waits for it; nil where a verb does
	of   offered
	all  []model.Action
	err  error
}

func (a actionsMsg) apply() tea.Cmd {
	ac := a.ac
	if a.err != nil {
		if a.menu != nil {
			ac.out.want(closingMenu{a.menu})
		}
		ac.out.say(theme.Bad, text.First(problemOf(a.err).Message))
		return nil
	}
	ac.offered = a.of
	all := ac.prepared(a.all)
	if a.menu != nil {
		cmd := a.menu.fill(all)
		ac.out.refit()
		return cmd
	}
	i := slices.IndexFunc(all, func(one model.Action) bool { return one.Verb == a.verb })
	if i < 0 {
		ac.out.say(theme.Dim, "this cannot be done here")
		return nil
	}
	ac.unlessGone(a.from, a.verb, func() tea.Cmd { return ac.want(wanted{all[i], false}) })
	return nil
}

// unlessGone goes on with a verb unless the user has gone on to something else. Another
// tab is nothing else for what runs in the background.
func (ac *actions) unlessGone(from spot, verb model.Verb, then func() tea.Cmd) {
	ac.out.want(late{from: from, then: then, anyTab: verb.Way() == model.WayJob})
}

// prepared are the actions as they are offered. Those of an input that was opened by
// the reference in a lock file ask as a stranger's do, also where it lies on this
// machine: the user did not name that place.
func (ac *actions) prepared(all []model.Action) []model.Action {
	all = ac.doable(ac.withEdits(all))
	if ac.f.alone {
		for i := range all {
			all[i].Local, all[i].Confirm = false, all[i].Verb.RunsCode()
		}
	}
	return all
}

// doable are the actions without those that need a background where there is none, or
// a flake that outlives us.
func (ac *actions) doable(all []model.Action) []model.Action {
	return slices.DeleteFunc(all, func(a model.Action) bool {
		way := a.Verb.Way()
		return way == model.WayJob && !ac.env.canBuild() && !ac.env.opt.Recorded || way == model.WayLeave && ac.env.opt.Stay
	})
}

// act does something, after the questions that come before it.
func (ac *actions) act(a model.Action) tea.Cmd {
	switch {
	case !a.Possible():
		ac.out.say(theme.Warn, a.Verb.String()+": "+a.Reason)
		return nil
	case ac.env.opt.Recorded:
		ac.showUnrun(a)
		return nil
	case a.Asks != model.AskNothing:
		return ac.askFor(a, "")
	case a.Confirm && !ac.env.opt.RunUnasked && !ac.f.memory.trusted[a.About()]:
		ac.askTrust(a)
		return nil
	}
	ac.out.closeDialog(dialogMenu)
	if a.Verb == model.VerbSwitch {
		return ac.askMachines(a)
	}
	return ac.carryOut(a)
}

// carryOut does something that nothing stands before any more.
func (ac *actions) carryOut(a model.Action) tea.Cmd {
	switch a.Verb.Way() {
	case model.WayJob:
		ac.out.want(starting{a})
	case model.WayText:
		return ac.showText(a)
	case model.WayLeave:
		ac.out.want(becoming{a})
	default:
		ac.out.want(handingOver{a})
	}
	return nil
}

// askTrust asks whether code of a flake that is not the user's own may run.
func (ac *actions) askTrust(a model.Action) {
	ac.out.ask(question{
		id: dialogTrust, title: model.TrustTitle(a.Verb), text: ac.trustText(a), width: 84,
		scopes:  []keymap.Scope{keymap.ScopeQuestion},
		answers: map[keymap.Action]func() tea.Cmd{keymap.Yes: func() tea.Cmd { return ac.trust(a) }},
		no:      "nothing was run",
	})
}

// trustText says what is asked.
func (ac *actions) trustText(a model.Action) []pager.Block {
	return append([]pager.Block{
		{Text: model.TrustWords(a.Verb)},
		{},
		{Text: text.LinesUpTo(a.String(), text.Max), Tone: theme.Strong, Hang: 2},
		{},
		{Text: "You are not asked again for " + text.Path(a.Path) + " until flakewalk ends."},
		{},
	}, ac.env.yesOrNo("run it", "do not")...)
}

// trust does what was asked about, and remembers the answer.
func (ac *actions) trust(a model.Action) tea.Cmd {
	ac.f.memory.trusted[a.About()] = true
	return ac.act(a)
}
