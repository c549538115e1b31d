package tui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/prompt"
	"flakewalk/tui/theme"
)

// jump opens the list of all names, in which one types parts of a path.
func (m *Model) jump() tea.Cmd {
	if !m.expectsNames() {
		m.say(theme.Dim, "there is nothing to jump to")
		return nil
	}
	m.index.problem = "" // worth another try
	j := &jumping{line: m.newPrompt(prompt.Options{Label: "> ", Empty: "parts of a path", Height: promptHeight})}
	return m.typeInBox("Jump to a name", j.line, j)
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
	line    *prompt.Model
	results ranked
}

func (j *jumping) changed(m *Model) tea.Cmd {
	m.jobs.Cancel(jobRank)
	return nil
}

func (j *jumping) do(_ *Model, a keymap.Action) tea.Cmd {
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
func (j *jumping) ready(*Model) bool {
	return j.results.done && j.results.of.text == j.line.Value()
}

func (j *jumping) accept(m *Model) tea.Cmd {
	path, ok := j.chosen()
	if !ok {
		m.say(theme.Warn, "no name is like "+j.line.Value())
		return nil
	}
	m.topic = topicOutputs
	m.setFocus(focusTree)
	return m.reveal(path)
}

// chosen is the path of the selected result.
func (j *jumping) chosen() (model.AttrPath, bool) {
	i, ok := j.line.Chosen()
	if !ok {
		return nil, false
	}
	return j.results.path(i), true
}

func (j *jumping) abandon(*Model) {}

func (j *jumping) jobs() []string { return []string{jobIndex, jobRank} }

// ask keeps the listing going, and ranks when another text is typed or more
// names are known. Ranking for more names does not end one that is running:
// they would never come to an end while names pour in.
func (j *jumping) ask(m *Model) tea.Cmd {
	j.tell(m)
	want := rankedFor{text: j.line.Value(), lists: len(m.catalog.lists)}
	listing := m.listNames()
	if m.jobs.Running(jobRank) || (j.results.done && j.results.of == want) {
		return listing
	}
	lists := m.catalog.lists
	return tea.Batch(listing, m.jobs.Start(jobRank, func(ctx context.Context) tea.Msg {
		return rankedMsg{rankNames(ctx, lists, want)}
	}))
}

// listNames asks for the next names of the listing in the background.
func (m *Model) listNames() tea.Cmd {
	if m.index.done || m.index.problem != "" || m.opening || m.jobs.Running(jobIndex) {
		return nil
	}
	nix, after := m.nix, m.index.after
	return m.jobs.Start(jobIndex, func(ctx context.Context) tea.Msg {
		x, err := nix.Index(ctx, after)
		return indexMsg{x, err}
	})
}

// indexMsg is the answer of Nix.Index.
type indexMsg struct {
	index model.Index
	err   error
}

func (a indexMsg) apply(m *Model) tea.Cmd {
	if a.err != nil {
		m.index.problem = firstLine(problemOf(a.err).Message)
		return nil
	}
	for _, l := range a.index.Listings {
		m.catalog.add(l.Path, l.Children, m.system())
	}
	m.index.after += len(a.index.Listings)
	m.index.done = a.index.Done || len(a.index.Listings) == 0
	m.index.cut = clean(a.index.Cut)
	return nil
}

// tell says how many names there are, and what the list says without results.
func (j *jumping) tell(m *Model) {
	all := plural(m.catalog.names, "name", "names")
	switch {
	case !m.index.done && m.index.problem == "":
		all = "listing, " + all
	case j.results.total < m.catalog.names && j.ready(m):
		all = grouped(j.results.total) + " of " + all
	}
	j.line.SetCount(all)
	switch {
	case !j.ready(m):
		j.line.SetMessage(theme.Dim, "")
	case m.index.done:
		j.line.SetMessage(theme.Dim, "no name is like this")
	default:
		j.line.SetMessage(theme.Dim, "no name is like this so far")
	}
}

func (j *jumping) status(m *Model) (string, theme.Tone) {
	switch {
	case m.index.problem != "":
		return "not all names: " + m.index.problem, theme.Bad
	case m.index.done && m.index.cut != "":
		return m.index.cut, theme.Dim
	}
	return "", theme.Normal
}

func (j *jumping) words() []typingWord {
	return []typingWord{{keymap.Accept, "show in the tree"}, {keymap.Dismiss, "back"}, {keymap.Complete, "complete"}}
}

// rankedMsg is the answer of a ranking.
type rankedMsg struct{ ranked ranked }

func (a rankedMsg) apply(m *Model) tea.Cmd {
	j, ok := m.asker().(*jumping)
	if !ok || !a.ranked.done {
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
	j.line.SetResults(rankedRows{m, &j.results}, max(0, chosen))
	return nil
}
