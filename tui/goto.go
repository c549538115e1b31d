package tui

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/model/words"
	"flakewalk/tui/keymap"
	"flakewalk/tui/match"
	"flakewalk/tui/outline"
	"flakewalk/tui/prompt"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// goTo opens the line in which one types an attribute path.
func (o *outputsTab) goTo() tea.Cmd {
	if !o.f.expectsNames() {
		o.out.say(theme.Dim, "there is nothing to go to")
		return nil
	}
	g := &going{o: o, line: o.env.newPrompt(prompt.Options{Label: ": ", Empty: "an attribute path", Height: promptHeight})}
	return o.out.typeInBox("Go to a path", g.line, g)
}

// going asks for an attribute path and offers the names that it can go on with.
type going struct {
	plainAsker
	o       *outputsTab
	line    *prompt.Model
	below   below     // the names below what is typed before the last dot
	results completed // of the last name
	tab     bool      // waits for these results
}

// below are the names below a path, as far as somebody asked for them.
type below struct {
	asked   bool
	path    model.AttrPath
	known   bool
	names   catalogued
	problem string // why there are none
}

// is tells whether these are the names below a path.
func (b *below) is(p model.AttrPath) bool { return b.asked && b.path.Equal(p) }

// completed are the names that what is typed can go on with.
type completed struct {
	ranked
	parent model.AttrPath
	start  string // how those that begin as it is typed go on together
	whole  bool   // there is only one
}

func (g *going) changed() tea.Cmd {
	o := g.o
	g.tab = false
	o.f.jobs.Cancel(jobRank)
	if !g.below.is(g.typed().parent) {
		o.f.jobs.Cancel(jobBelow)
		g.below = below{}
		g.line.SetResults(completedRows{o, &completed{}}, 0)
	}
	return nil
}

func (g *going) typed() typedPath { return readPath(g.line.Value()) }

// ask gets the names below what is typed before the last dot, and then those of
// them that match the rest.
func (g *going) ask() tea.Cmd {
	o := g.o
	defer g.tell()
	t := g.typed()
	if t.err != nil || o.f.opening {
		return nil
	}
	if !g.below.is(t.parent) {
		g.below = below{asked: true, path: t.parent}
		if id, ok := o.store.rowAt(t.parent); ok {
			if c, ok := o.store.kids[id]; ok {
				g.below.take(c)
			}
		}
	}
	switch {
	case g.below.problem != "" || o.f.jobs.Running(jobBelow) || o.f.jobs.Running(jobRank):
		return nil
	case !g.below.known:
		return g.askBelow(t.parent)
	case g.current(t):
		return nil
	}
	names, last := g.below.names, t.last
	return o.f.jobs.Start(jobRank, func(ctx context.Context) tea.Msg {
		return completedMsg{o, g, complete(ctx, names, last)}
	})
}

// current tells whether the results are those of what is typed.
func (g *going) current(t typedPath) bool {
	return g.results.done && g.results.of.text == t.last && g.results.parent.Equal(t.parent)
}

// askBelow asks nix for names. Those of rows that are listed need no question.
func (g *going) askBelow(path model.AttrPath) tea.Cmd {
	o := g.o
	nix := o.nix
	return o.f.jobs.Start(jobBelow, func(ctx context.Context) tea.Msg {
		c, err := nix.Children(ctx, path)
		return belowMsg{o, g, path, c, err}
	})
}

// belowMsg is the answer of Nix.Children to somebody who types a path.
type belowMsg struct {
	o        *outputsTab
	g        *going
	path     model.AttrPath
	children model.Children
	err      error
}

func (a belowMsg) apply() tea.Cmd {
	o, g := a.o, a.g
	if a.err != nil {
		g.below.problem = text.First(problemOf(a.err).Message)
		return nil
	}
	o.catalog.add(a.path, a.children, o.f.system())
	g.below.take(systemFirst(a.path, a.children, o.f.system()))
	return nil
}

// take keeps names to complete with; elements of a list are called by their numbers.
func (b *below) take(c model.Children) {
	b.known = true
	b.names = catalogued{path: b.path, names: c.Names, list: c.List}
	if !c.List {
		return
	}
	b.names.names = make([]string, min(c.Len, maxElements))
	for i := range b.names.names {
		b.names.names[i] = strconv.Itoa(i)
	}
}

// complete finds the names that match what is typed. It runs off the event loop.
func complete(ctx context.Context, names catalogued, typed string) completed {
	c := completed{parent: names.path}
	c.ranked = rankNames(ctx, []catalogued{names}, rankedFor{text: typed, inOrder: true})
	c.start, c.whole = commonStart(names.names, match.NewPattern(typed).Prefix)
	return c
}

// completedMsg are the names that what was typed can go on with.
type completedMsg struct {
	o         *outputsTab
	g         *going
	completed completed
}

func (a completedMsg) apply() tea.Cmd {
	o, g := a.o, a.g
	if !a.completed.done {
		return nil
	}
	g.results = a.completed
	g.line.ToTop()
	g.line.SetResults(completedRows{o, &g.results}, 0)
	if g.tab {
		return g.complete()
	}
	return nil
}

// do moves in the names, or completes what is typed.
func (g *going) do(a keymap.Action) tea.Cmd {
	if a == keymap.Complete {
		return g.complete()
	}
	g.line.Do(a)
	return nil
}

// complete writes what all names that fit have in common, then the selected one,
// then a dot. It waits for the names where they are not there yet.
func (g *going) complete() tea.Cmd {
	t := g.typed()
	if g.tab = !g.current(t); g.tab {
		return nil
	}
	text := g.line.Value()
	head, last := text[:t.at], text[t.at:]
	chosen, ok := g.chosen()
	switch {
	case len(g.results.start) > len(t.last) && !g.line.Moved():
		last = unfinished(g.results.start)
		if g.results.whole {
			last = chosen.Last().String()
		}
	case !ok:
		return nil
	case last == chosen.Last().String():
		last += "."
	default:
		last = chosen.Last().String()
	}
	g.line.SetValue(head + last)
	return g.changed()
}

// chosen is the path of the selected name.
func (g *going) chosen() (model.AttrPath, bool) {
	i, ok := g.line.Chosen()
	if !ok {
		return nil, false
	}
	return g.results.path(i), true
}

// ready lets Enter wait for names that are being compared, but not for nix: the
// way to the path says what is missing.
func (g *going) ready() bool {
	t := g.typed()
	return t.err != nil || !g.below.is(t.parent) || !g.below.known || g.current(t)
}

func (g *going) accept() tea.Cmd {
	o := g.o
	t := g.typed()
	path, ok := g.chosen()
	if !ok || !g.current(t) || (t.last == "" && !g.line.Moved()) {
		p, err := literalPath(g.line.Value())
		if err != nil {
			o.out.say(theme.Bad, pathProblem(err))
			return nil
		}
		if len(p) > 0 && g.searched(p) {
			o.out.focusOn(focusTree)
			o.way.fragment = g.line.Value()
			return o.resolve()
		}
		path = p
	}
	if len(path) == 0 {
		return nil
	}
	o.out.focusOn(focusTree)
	return o.reveal(path)
}

// searched tells whether a path is none in the flake, but may be what nix finds in the
// outputs that it searches, as `nix build .#hello` does.
func (g *going) searched(p model.AttrPath) bool {
	c, listed := g.o.store.kids[outline.Root]
	return listed && !slices.Contains(c.Names, p[0].Name)
}

func (g *going) closed() {
	g.o.f.jobs.Cancel(jobBelow)
	g.o.f.jobs.Cancel(jobRank)
}

// tell says how many names there are, or why there are none.
func (g *going) tell() {
	t := g.typed()
	count, message, tone := "", "", theme.Dim
	switch {
	case t.err != nil:
		message, tone = pathProblem(t.err), theme.Warn
	case g.below.problem != "":
		message, tone = g.below.problem, theme.Warn
	case !g.below.known:
		count = "asking nix"
	case g.current(t):
		all := len(g.below.names.names)
		count = words.Count(all, "name")
		if g.results.total < all {
			count = words.Number(g.results.total) + " of " + count
		}
		message = "no name here is like this"
		if len(t.parent) == 0 {
			message = "no output has such a name; " + g.o.env.key(keymap.Accept, keymap.ScopePrompt) + " looks where nix build looks"
		}
		if all == 0 {
			message = "there is nothing below this"
		}
	}
	g.line.SetCount(count)
	g.line.SetMessage(tone, message)
}

func (g *going) words() []typingWord {
	return []typingWord{{keymap.Accept, "go there"}, {keymap.Dismiss, "back"}, {keymap.Complete, "complete"}}
}

// completedRows draws the names that what is typed can go on with.
type completedRows struct {
	o *outputsTab
	*completed
}

// Len implements prompt.Results.
func (r completedRows) Len() int { return len(r.best) }

// Result implements prompt.Results.
func (r completedRows) Result(i int) prompt.Result {
	p := r.path(i)
	out := prompt.Result{Text: text.Step(p.Last())}
	out.Hits = r.query.Hits(out.Text, 0)
	out.Mark, out.MarkTone = r.o.store.pathMark(r.o.env.theme, p)
	if id, ok := r.o.store.rowAt(p); ok && id != outline.Root {
		row := rows{r.o}.Row(id)
		out.Note = cmp.Or(row.Note, row.Extra)
	}
	return out
}
