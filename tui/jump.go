package tui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/model/words"
	"flakewalk/tui/keymap"
	"flakewalk/tui/prompt"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// jump opens the list of all names, in which one types parts of a path.
func (o *outputsTab) jump() tea.Cmd {
	if !o.f.expectsNames() {
		o.out.say(theme.Dim, "there is nothing to jump to")
		return nil
	}
	o.index.problem = "" // worth another try
	j := &jumping{o: o, line: o.env.newPrompt(prompt.Options{Label: "> ", Empty: "parts of a path", Height: promptHeight})}
	return o.out.typeInBox("Jump to a name", j.line, j)
}

// index is how far the listing in the background has come.
type index struct {
	after   int // listings that were answered
	done    bool
	cut     string // what was left out
	problem string // why it ended before
}

// jumping asks for parts of a path and ranks all names by them.
type jumping struct {
	plainAsker
	o       *outputsTab
	line    *prompt.Model
	results ranked
}

func (j *jumping) changed() tea.Cmd {
	o := j.o
	o.f.jobs.Cancel(jobRank)
	return nil
}

func (j *jumping) do(a keymap.Action) tea.Cmd {
	if a == keymap.Complete {
		if r, ok := j.chosen(); ok {
			j.line.SetValue(r.String())
		}
		return nil
	}
	j.line.Do(a)
	return nil
}

// ready tells whether the results are those of what is typed.
func (j *jumping) ready() bool {
	return j.results.done && j.results.of.text == j.line.Value()
}

func (j *jumping) accept() tea.Cmd {
	o := j.o
	path, ok := j.chosen()
	if !ok && j.line.Value() == "" {
		o.out.say(theme.Warn, "there is no name to jump to")
		return nil
	}
	if !ok {
		o.out.say(theme.Warn, "no name is like "+j.line.Value())
		return nil
	}
	o.out.showTab(keymap.ShowOutputs)
	o.out.focusOn(focusTree)
	return o.reveal(path)
}

// chosen is the path of the selected result.
func (j *jumping) chosen() (model.AttrPath, bool) {
	i, ok := j.line.Chosen()
	if !ok {
		return nil, false
	}
	return j.results.path(i), true
}

func (j *jumping) closed() {
	j.o.f.jobs.Cancel(jobIndex)
	j.o.f.jobs.Cancel(jobRank)
}

// ask keeps the listing going, and ranks when another text is typed or more
// names are known. Ranking for more names does not end one that is running:
// they would never come to an end while names pour in.
func (j *jumping) ask() tea.Cmd {
	o := j.o
	j.tell()
	want := rankedFor{text: j.line.Value(), lists: len(o.catalog.lists)}
	listing := o.listNames()
	if o.f.jobs.Running(jobRank) || (j.results.done && j.results.of == want) {
		return listing
	}
	lists := o.catalog.lists
	return tea.Batch(listing, o.f.jobs.Start(jobRank, func(ctx context.Context) tea.Msg {
		return rankedMsg{o, j, rankNames(ctx, lists, want)}
	}))
}

// listNames asks for the next names of the listing in the background.
func (o *outputsTab) listNames() tea.Cmd {
	if o.index.done || o.index.problem != "" || o.f.opening || o.f.jobs.Running(jobIndex) {
		return nil
	}
	nix, after := o.nix, o.index.after
	return o.f.jobs.Start(jobIndex, func(ctx context.Context) tea.Msg {
		x, err := nix.Index(ctx, after)
		return indexMsg{o, x, err}
	})
}

// indexMsg is the answer of Nix.Index.
type indexMsg struct {
	o     *outputsTab
	index model.Index
	err   error
}

func (a indexMsg) apply() tea.Cmd {
	o := a.o
	if a.err != nil {
		o.index.problem = text.First(problemOf(a.err).Message)
		return nil
	}
	for _, l := range a.index.Listings {
		o.catalog.add(l.Path, l.Children, o.f.system())
	}
	o.index.after += len(a.index.Listings)
	o.index.done = a.index.Done || len(a.index.Listings) == 0
	o.index.cut = text.Line(a.index.Cut)
	return nil
}

// tell says how many names there are, and what the list says without results.
func (j *jumping) tell() {
	o := j.o
	all := words.Count(o.catalog.names, "name")
	switch {
	case !o.index.done && o.index.problem == "":
		all = "listing, " + all
	case j.results.total < o.catalog.names && j.ready():
		all = words.Number(j.results.total) + " of " + all
	}
	j.line.SetCount(all)
	switch {
	case !j.ready():
		j.line.SetMessage(theme.Dim, "")
	case o.index.done:
		j.line.SetMessage(theme.Dim, "no name is like this")
	default:
		j.line.SetMessage(theme.Dim, "no name is like this so far")
	}
}

func (j *jumping) status() (string, theme.Tone) {
	o := j.o
	switch {
	case o.index.problem != "":
		return "not all names: " + o.index.problem, theme.Bad
	case o.index.done && o.index.cut != "":
		return o.index.cut, theme.Dim
	}
	return "", theme.Normal
}

func (j *jumping) words() []typingWord {
	return []typingWord{{keymap.Accept, "show in the tree"}, {keymap.Dismiss, "back"}, {keymap.Complete, "complete"}}
}

// rankedMsg is the answer of a ranking.
type rankedMsg struct {
	o      *outputsTab
	j      *jumping
	ranked ranked
}

func (a rankedMsg) apply() tea.Cmd {
	o, j := a.o, a.j
	if !a.ranked.done {
		return nil
	}
	chosen := 0
	if i, ok := j.line.Chosen(); ok && j.line.Moved() && a.ranked.of.text == j.results.of.text {
		was := j.results.best[i]
		chosen = slices.IndexFunc(a.ranked.best, func(c candidate) bool { return c.list == was.list && c.name == was.name })
	}
	j.results = a.ranked
	if chosen <= 0 {
		j.line.ToTop()
	}
	j.line.SetResults(rankedRows{o, &j.results}, max(0, chosen))
	return nil
}
