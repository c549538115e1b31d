package tui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model/lock"
	"flakewalk/model/words"
	"flakewalk/tui/keymap"
	"flakewalk/tui/prompt"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// goToInput opens the line in which one types the path of an input.
func (p *inputsTab) goToInput() tea.Cmd {
	if !p.expectsInputs() {
		p.out.say(theme.Dim, "there is nothing to go to")
		return nil
	}
	g := &goingToInput{p: p, line: p.env.newPrompt(prompt.Options{Label: ": ", Empty: "names with / between them", Height: promptHeight})}
	return p.out.typeInBox("Go to an input", g.line, g)
}

// expectsInputs tells whether the inputs are there or on their way.
func (p *inputsTab) expectsInputs() bool {
	return p.problem == nil && (p.f.flake != nil || p.f.trouble != nil || p.f.opening)
}

// goingToInput asks for the path of an input and offers the inputs that it can go
// on with. All of them are in memory.
type goingToInput struct {
	plainAsker
	p       *inputsTab
	line    *prompt.Model
	graph   *lock.Graph // in which the results were looked up
	text    string      // for which they were
	typed   typedInput
	node    lock.Node // the one that has the results
	results completed
	problem string // why there are none
}

// ask looks for the names below what is typed, when that is something else or the
// lock file was read.
func (g *goingToInput) ask() tea.Cmd {
	p := g.p
	switch {
	case p.problem != nil:
		g.line.SetCount("")
		g.line.SetMessage(theme.Warn, text.First(p.problem.Message))
		return nil
	case p.known == nil:
		g.line.SetCount("reading the lock file")
		return nil
	}
	graph, text := p.known.Graph, g.line.Value()
	if g.graph == graph && g.text == text {
		return nil
	}
	g.graph, g.text, g.typed = graph, text, readInput(text)
	g.look()
	g.line.ToTop()
	g.line.SetResults(inputResults{p.env.theme, g}, 0)
	g.tell()
	return nil
}

// look finds the names that what is typed can go on with.
func (g *goingToInput) look() {
	g.results, g.problem = completed{}, ""
	if g.typed.err != nil {
		g.problem = g.typed.err.Error()
		return
	}
	node, ok := g.graph.At(g.typed.parent)
	if !ok {
		g.problem = g.graph.Chain(g.typed.parent).Problem
		return
	}
	g.node = node
	names := make([]string, len(node.Inputs))
	for i, e := range node.Inputs {
		names[i] = e.Input
	}
	g.results = complete(context.Background(), catalogued{names: names}, g.typed.last)
}

// tell says how many names there are, or why there are none.
func (g *goingToInput) tell() {
	if g.problem != "" {
		g.line.SetCount("")
		g.line.SetMessage(theme.Warn, text.First(g.problem))
		return
	}
	all := len(g.node.Inputs)
	count := words.Count(all, "input")
	if g.results.total < all {
		count = words.Number(g.results.total) + " of " + count
	}
	message := "no input here is like this"
	if all == 0 {
		message = "it has no inputs"
	}
	g.line.SetCount(count)
	g.line.SetMessage(theme.Dim, message)
}

// do moves in the names, or completes what is typed.
func (g *goingToInput) do(a keymap.Action) tea.Cmd {
	if a == keymap.Complete {
		g.complete()
		return nil
	}
	g.line.Do(a)
	return nil
}

// complete writes what all names that fit have in common, then the selected one,
// then a separator.
func (g *goingToInput) complete() {
	t := g.typed
	name, ok := g.chosen()
	last := t.written(name)
	switch {
	case !ok:
		return
	case len(g.results.start) > len(t.last) && !g.line.Moved() && !g.results.whole:
		last = t.begun(g.results.start)
	case name == t.last:
		last += t.separator()
	}
	g.line.SetValue(g.text[:t.at] + last)
}

// chosen is the selected name.
func (g *goingToInput) chosen() (string, bool) {
	i, ok := g.line.Chosen()
	if !ok {
		return "", false
	}
	return g.results.path(i).Last().Name, true
}

// ready lets Enter wait for the lock file.
func (g *goingToInput) ready() bool {
	p := g.p
	g.ask()
	return p.known != nil || !p.expectsInputs()
}

func (g *goingToInput) accept() tea.Cmd {
	p := g.p
	switch {
	case p.known == nil:
		return nil
	case g.typed.err != nil:
		p.out.say(theme.Bad, g.typed.err.Error())
		return nil
	}
	if path := g.target(); len(path) > 0 {
		p.out.focusOn(focusTree)
		p.showInput(path)
	}
	return nil
}

// target is the path that is meant: the one that is typed if it is there, else the
// selected one.
func (g *goingToInput) target() []string {
	name, ok := g.chosen()
	_, exact := g.graph.Input(g.node.Key, g.typed.last)
	if !ok || (!g.line.Moved() && (exact || g.typed.last == "")) {
		return g.typed.path()
	}
	return append(slices.Clone(g.typed.parent), name)
}

// showInput moves the cursor to an input in the tree. The inputs of what follows
// another stand below that other.
func (p *inputsTab) showInput(path []string) {
	at, found := p.inTree(path)
	if !found {
		problem := p.known.Graph.Chain(path).Problem
		if problem == "" {
			problem = "it is not in the tree"
		}
		p.out.say(theme.Warn, problem)
		return
	}
	p.show(viewTree)
	p.view().show(at)
	p.out.say(theme.Normal, "this is "+inputPathText(p.view().items[at].Path))
}

// inTree is the row of an input in the tree: below the row of its parent itself.
func (p *inputsTab) inTree(path []string) (item int, ok bool) {
	last := len(path) - 1
	parent, ok := p.known.Graph.At(path[:last])
	if !ok {
		return 0, false
	}
	home, ok := p.known.Graph.Home(parent.Key)
	if !ok {
		return 0, false
	}
	item, ok = p.views[viewTree].byKey[inputKey(append(slices.Clone(home), path[last]))]
	return item, ok
}

func (g *goingToInput) words() []typingWord {
	return []typingWord{{keymap.Accept, "go there"}, {keymap.Dismiss, "back"}, {keymap.Complete, "complete"}}
}

// inputResults draws the inputs that what is typed can go on with.
type inputResults struct {
	theme *theme.Theme
	*goingToInput
}

// Len implements prompt.Results.
func (r inputResults) Len() int { return len(r.results.best) }

// Result implements prompt.Results.
func (r inputResults) Result(i int) prompt.Result {
	name := r.results.path(i).Last().Name
	out := prompt.Result{Text: inputNameText(name)}
	out.Hits = r.results.query.Hits(out.Text, 0)
	e, _ := r.graph.Input(r.node.Key, name)
	if e.To == "" {
		out.Mark, out.MarkTone = r.theme.Failed, theme.Bad
	}
	if n, ok := r.graph.Node(e.To); ok {
		out.Note = inputRefText(n)
	}
	if !e.Direct() {
		out.Note = r.theme.Follows + " " + inputPathText(e.Follows)
	}
	return out
}
