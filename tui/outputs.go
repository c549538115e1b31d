package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/outline"
	"flakewalk/tui/pager"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// outputsTab is the tree of outputs, and the details of the selected row.
type outputsTab struct {
	pane
	f      *openFlake
	nix    Evaluator
	act    *actions
	store  store
	detail *pager.Model

	way      way
	unfolded bool // the first screen was thought of
	touched  bool // a key was pressed

	search   treeSearch
	catalog  catalog
	index    index
	asked    asked
	selected outline.ID
	rest     int  // counts the moves of the cursor
	rested   bool // the cursor has stood still for a moment
	lingered bool // and for longer

	stale bool // the details must be written anew
}

func newOutputsTab(f *openFlake, nix Evaluator, act *actions, fragment string) *outputsTab {
	o := &outputsTab{pane: pane{env: f.env, out: f.out}, f: f, nix: nix, act: act, detail: pager.New(f.env.theme)}
	o.way.fragment = fragment
	o.tree = outline.New(rows{o}, f.env.theme)
	o.text = o.detail
	o.store = newStore(o.tree)
	o.search = treeSearch{env: f.env, out: f.out, jobs: f.jobs, tree: o.tree, store: &o.store, way: &o.way}
	return o
}

func (o *outputsTab) shows() keymap.Action { return keymap.ShowOutputs }

func (o *outputsTab) title() string { return "Outputs" }

func (o *outputsTab) available() bool { return o.f.trouble == nil }

func (o *outputsTab) paned() bool { return o.f.flake != nil }

func (o *outputsTab) scopes() []keymap.Scope {
	return []keymap.Scope{o.paneScope(), keymap.ScopeDo, keymap.ScopeMain, keymap.ScopeAlways}
}

// cameBack tells that the flake is on screen again.
func (o *outputsTab) cameBack() {
	o.rest++
	o.stale = true
}

// forget drops all that is known of the rows, and closes the dialogs that speak of them.
// What was open is remembered, and opened again as the names come.
func (o *outputsTab) forget() {
	o.remember()
	o.store.reset()
	o.search.forgetRows()
	o.catalog, o.index = catalog{}, index{}
	o.out.closeDialog(dialogError)
	o.out.closeDialog(dialogMenu)
	o.selected, o.rested, o.lingered = outline.Root, false, false
	o.rest++
}

// begin asks for the first names of a flake that is open now.
func (o *outputsTab) begin() tea.Cmd { return tea.Batch(o.listChildren(outline.Root), o.resolve()) }

// resolve turns the fragment of the reference into a path, once.
func (o *outputsTab) resolve() tea.Cmd {
	if o.way.fragment == "" {
		return nil
	}
	nix, fragment := o.nix, o.way.fragment
	return o.f.jobs.Start(jobResolve, func(ctx context.Context) tea.Msg {
		p, err := nix.Resolve(ctx, fragment)
		return resolvedMsg{o, p, err}
	})
}

// resolvedMsg is the answer of Evaluator.Resolve.
type resolvedMsg struct {
	o    *outputsTab
	path model.AttrPath
	err  error
}

func (a resolvedMsg) apply() tea.Cmd {
	o := a.o
	fragment := o.way.fragment
	o.way.fragment = ""
	if a.err != nil {
		o.out.say(theme.Bad, "#"+fragment+": "+text.First(problemOf(a.err).Message))
		return nil
	}
	return o.reveal(a.path)
}

func (o *outputsTab) draw() []string {
	if o.f.flake == nil {
		return messageLines(o.env.theme, "opening "+text.Line(o.f.ref), o.layout.body)
	}
	if n, ok := o.tree.Count(outline.Root); ok && n == 0 {
		return o.drawOr("this flake has no outputs")
	}
	return o.pane.draw()
}

func (o *outputsTab) place() (row, rows int, text string) {
	row, rows = o.tree.Position()
	if o.selected != outline.Root {
		text = o.placeText()
	}
	return row, rows, text
}

// placeText is the path of the selected row.
func (o *outputsTab) placeText() string {
	if o.store.left(o.selected) > 0 {
		return text.Path(o.store.path(o.store.tree.Parent(o.selected)))
	}
	return text.Path(o.store.path(o.selected))
}

// settle follows the cursor, and asks for what the screen needs.
func (o *outputsTab) settle() tea.Cmd {
	moved := o.follow()
	var cmds []tea.Cmd
	if o.f.flake != nil && !o.f.opening {
		cmds = []tea.Cmd{moved, o.askHeads(), o.askBriefs(), o.askDetails(), o.search.askSearch()}
	}
	if o.stale {
		o.stale = false
		o.writeDetail()
	}
	return tea.Batch(cmds...)
}

func (o *outputsTab) wheel(x, y, by int) tea.Cmd {
	if o.layout.list.has(x, y) {
		o.goesElsewhere()
		o.touched = true
	}
	return o.pane.wheel(x, y, by)
}

func (o *outputsTab) click(x, y int) tea.Cmd {
	if o.layout.list.has(x, y) {
		o.goesElsewhere()
	}
	return o.pane.click(x, y)
}

// goesElsewhere notes that the user moves the cursor: who does wants it elsewhere than
// where it was led.
func (o *outputsTab) goesElsewhere() { o.way.seeking, o.search.due = false, false }

func (o *outputsTab) do(a keymap.Action) (cmd tea.Cmd, handled bool) {
	if cmd, handled = o.doPane(a); handled {
		return cmd, true
	}
	return o.command(a)
}

// doPane carries out the actions of the pane that has the keys.
func (o *outputsTab) doPane(a keymap.Action) (cmd tea.Cmd, handled bool) {
	switch {
	case o.focus == focusDetail && o.leaveText(a):
		return nil, true
	case o.focus == focusDetail && a == keymap.Activate:
		return o.showError(o.selected), true
	case o.focus == focusDetail:
		return nil, o.detail.Do(a)
	case a == keymap.Activate && o.store.bad(o.selected):
		return o.showError(o.selected), true
	case a == keymap.Activate && o.actable() && o.env.opt.Pick != nil:
		return o.pick(), true
	case a == keymap.Activate && o.actable():
		return o.askMenu(), true
	case a == keymap.Systems:
		return o.toggleSystems(), true
	}
	need, handled := o.tree.Do(a)
	if handled {
		o.goesElsewhere()
	}
	return o.meet(need), handled
}

// command carries out the actions that are no pane's, also while a page stands in place
// of the tree.
func (o *outputsTab) command(a keymap.Action) (cmd tea.Cmd, handled bool) {
	if verb, ok := verbOf(a); ok {
		return o.askVerb(verb), true
	}
	switch a {
	case keymap.CopyPath:
		return o.copyPath(), true
	case keymap.CopyCommand:
		return o.copyCommand(), true
	case keymap.Browse:
		return o.browse(), true
	case keymap.Allow:
		return o.allow(o.selected), true
	case keymap.Fetch:
		return o.fetchRow(o.selected), true
	case keymap.Find:
		return o.find(), true
	case keymap.NextHit:
		o.search.nextHit(+1)
	case keymap.PreviousHit:
		o.search.nextHit(-1)
	case keymap.GoTo:
		return o.goTo(), true
	case keymap.Menu:
		return o.askMenu(), true
	case keymap.Dismiss:
		return o.dismiss(), true
	default:
		return nil, false
	}
	return nil, true
}

// dismiss closes the last layer: what was searched for, and then the chooser.
func (o *outputsTab) dismiss() tea.Cmd {
	if o.env.opt.Pick != nil && o.search.pattern.Empty() {
		o.out.want(doing{keymap.Quit})
		return nil
	}
	o.search.endSearch()
	return nil
}

// meet gives the tree what it needs.
func (o *outputsTab) meet(n outline.Need) tea.Cmd {
	for _, id := range n.Dropped {
		o.dropChildren(id)
	}
	switch {
	case n.Children != outline.Root:
		return o.listChildren(n.Children)
	case n.Opened != outline.Root:
		return o.openSystem(n.Opened, o.store.path(n.Opened))
	case n.Stuck != outline.Root:
		o.out.say(theme.Dim, o.stuckText(n.Stuck))
	}
	return nil
}

// stuckText says why a row does not open.
func (o *outputsTab) stuckText(id outline.ID) string {
	enter := o.env.key(keymap.Activate, keymap.ScopeTree)
	switch p := o.store.problem(id); {
	case p != nil && p.Cause == model.CauseCancelled:
		return "this was cancelled: " + enter + " and then " + o.env.key(keymap.Retry, keymap.ScopeError) + " asks again"
	case p != nil:
		return "this failed: " + enter + " shows the whole error"
	}
	return "there is nothing below this: " + o.env.key(keymap.NextPane, keymap.ScopeMain) + " goes to the details"
}

func (o *outputsTab) useful() []keymap.Action {
	var a []keymap.Action
	if o.refusedByNix(o.selected) {
		a = append(a, keymap.Allow)
	}
	if o.f.frame > 0 {
		a = append(a, keymap.Cancel)
	}
	if o.f.flake == nil {
		return append(a, keymap.Help, keymap.Quit)
	}
	if o.focus == focusDetail {
		return append(a, keymap.NextPane, keymap.CopyPath, keymap.CopyCommand, keymap.Help, keymap.Quit)
	}
	if o.actable() && o.env.opt.Pick == nil {
		n, _ := o.store.node(o.selected, o.f.system())
		a = append(a, firstVerbs(n)...)
	}
	if o.store.bad(o.selected) || o.actable() && o.choosable() || o.tree.Branch(o.selected) {
		a = append(a, keymap.Activate)
	}
	if !o.search.pattern.Empty() {
		a = append(a, keymap.NextHit)
	}
	a = append(a, keymap.NextPane, keymap.CopyPath)
	if o.store.amongSystems(o.selected) {
		a = append(a, keymap.Systems)
	}
	return append(a, keymap.Find, keymap.Jump, keymap.Help, keymap.Quit)
}

// firstVerbs do what people do most with a node.
func firstVerbs(n model.Node) []keymap.Action {
	const most = 3
	var all []keymap.Action
	for _, v := range model.Verbs(n) {
		if len(all) < most && v.Way() != model.WayLeave {
			all = append(all, doVerb(v))
		}
	}
	return all
}

func (o *outputsTab) word(a keymap.Action, usual string) string {
	switch {
	case a == keymap.Systems && o.env.hideOthers:
		return "show other systems"
	case a == keymap.Systems:
		return "hide other systems"
	case a == keymap.NextPane && o.focus == focusDetail:
		return "tree"
	case a == keymap.Activate && o.focus == focusTree:
		return o.enterWord(usual)
	}
	return usual
}

// enterWord is word for Enter in the tree.
func (o *outputsTab) enterWord(usual string) string {
	switch {
	case o.store.bad(o.selected):
		return "whole error"
	case o.actable() && o.env.opt.Pick != nil:
		return "choose"
	case o.actable():
		return "more"
	case o.tree.IsOpen(o.selected):
		return "close"
	}
	return usual
}
