package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/outline"
	"flakewalk/tui/pager"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// permits are what the user has allowed for this version of the flake.
type permits struct {
	granted model.Grant // of that nothing is asked again
	allowed []allowance
	trial   *trial // is under way
}

// allowance is what the user has allowed for a path and all below it.
type allowance struct {
	path  model.AttrPath
	grant model.Grant
}

// allows is what a path may be evaluated with.
func (f *openFlake) allows(p model.AttrPath) model.Grant {
	var g model.Grant
	for _, a := range f.permits.allowed {
		if p.HasPrefix(a.path) {
			g |= a.grant
		}
	}
	if f.flake != nil && slices.Contains(f.flake.Notes, "impure") {
		g |= model.GrantImpure
	}
	return g
}

// refused is what a row was refused that the user may allow, or what may help it and was
// not tried; else 0.
func (o *outputsTab) refused(id outline.ID) model.Grant {
	if o.f.trouble != nil {
		if o.f.flake == nil {
			return 0
		}
		return o.f.trouble.problem.Cause.Grantable() &^ o.f.allows(nil)
	}
	problems := o.store.problems(id)
	if len(problems) == 0 {
		return 0
	}
	allows := o.f.allows(o.store.path(id))
	for _, p := range problems {
		if g := p.Cause.Grantable() &^ allows; g != 0 {
			return g
		}
	}
	return 0
}

// refusedByNix tells whether nix itself refused a row something, which is worth a hint.
func (o *outputsTab) refusedByNix(id outline.ID) bool {
	p := o.problem(id)
	return p != nil && !p.Cause.GaveUp() && o.refused(id) != 0
}

// trial is an attempt to evaluate impurely what failed for a reason of its own.
type trial struct {
	path   model.AttrPath
	before model.Problem
}

// tried says what came of a trial, if that is what a path was evaluated for.
func (f *openFlake) tried(path model.AttrPath, p *model.Problem) {
	t := f.permits.trial
	if t == nil || !t.path.Equal(path) {
		return
	}
	f.permits.trial = nil
	switch {
	case p == nil:
		f.out.say(theme.Good, "with --impure it evaluates")
	case p.Cause == model.CauseCancelled:
	case p.Cause == t.before.Cause && p.Message == t.before.Message:
		f.out.say(theme.Warn, "with --impure it "+sameFailure(p.Cause))
	default:
		f.out.say(theme.Warn, "with --impure it fails in another way: "+text.First(p.Message))
	}
}

// sameFailure says that a failure is as it was.
func sameFailure(c model.Cause) string {
	if c == model.CauseThrow {
		return "throws the same"
	}
	return "fails the same way"
}

// allow evaluates a row with what it was refused. It asks first, once for each
// flake and run.
func (o *outputsTab) allow(id outline.ID) tea.Cmd {
	g := o.refused(id)
	switch {
	case o.f.recording():
		return nil
	case g == 0 && o.problem(id) != nil:
		o.out.say(theme.Dim, o.f.helpless(o.placeOf(id), *o.problem(id)))
		return nil
	case g == 0:
		o.out.say(theme.Dim, "nothing was refused here")
		return nil
	case o.f.permits.granted&g != 0:
		return o.grantRow(id, g)
	}
	title, text := o.grantText(g, o.problem(id), o.grantedText(id))
	o.out.ask(question{
		id: dialogQuestion, title: title, text: text, width: 70,
		scopes:  []keymap.Scope{keymap.ScopeQuestion},
		answers: map[keymap.Action]func() tea.Cmd{keymap.Yes: func() tea.Cmd { return o.grantRow(id, g) }},
		no:      "nothing was allowed",
	})
	return nil
}

// problem is what went wrong with a row, or with all, or nil.
func (o *outputsTab) problem(id outline.ID) *model.Problem {
	if o.f.trouble != nil {
		return &o.f.trouble.problem
	}
	return o.store.problem(id)
}

// placeOf is the path that an allowance for a row goes for: of all outputs while they fail.
func (o *outputsTab) placeOf(id outline.ID) model.AttrPath {
	if o.f.trouble != nil {
		return nil
	}
	return o.store.path(id)
}

// helpless says why there is nothing to allow where something failed.
func (f *openFlake) helpless(path model.AttrPath, p model.Problem) string {
	if p.Cause.Grantable()&f.allows(path)&model.GrantImpure != 0 {
		return "with --impure it " + sameFailure(p.Cause)
	}
	return "no permission would help here"
}

// grantedText is what an allowance for a row goes for.
func (o *outputsTab) grantedText(id outline.ID) string {
	if o.f.trouble != nil {
		return "all outputs"
	}
	return text.Path(o.store.path(id)) + " and all below it"
}

// grantText says in plain words what allowing means.
func (o *outputsTab) grantText(g model.Grant, p *model.Problem, where string) (title string, text []pager.Block) {
	title = "Let it build?"
	what := "To evaluate this, nix must build something first (import from derivation). " +
		"The builds that the flake asks for then run on this machine, or on the builders that your nix is set up with. They may take long."
	if g == model.GrantImpure {
		title = "Evaluate impurely?"
		what = "The value depends on this machine. "
		if p != nil && p.Cause.GaveUp() {
			what = "The flake gives up by itself; some do so only because pure evaluation hides this machine from them. "
		}
		what += "The flake may then read your environment variables, the time, " +
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
	o.f.permits.granted |= g
	path := o.placeOf(id)
	var rows []outline.ID
	for row := range o.store.known {
		if o.refused(row) == g && o.store.path(row).HasPrefix(path) {
			rows = append(rows, row)
		}
	}
	if p := o.problem(id); g == model.GrantImpure && p != nil && p.Cause.GaveUp() && (o.f.trouble != nil || o.store.known[id].node.Problem != nil) {
		o.f.permits.trial = &trial{path, *p}
	}
	o.f.permits.allowed = append(o.f.permits.allowed, allowance{path, g})
	o.nix.Grant(path, g)
	if o.f.trouble != nil {
		o.f.trouble = nil
		return o.listChildren(outline.Root)
	}
	o.out.say(theme.Good, "allowed for "+text.Path(path))
	var cmds []tea.Cmd
	for _, row := range rows {
		cmds = append(cmds, o.again(row))
	}
	return tea.Batch(cmds...)
}
