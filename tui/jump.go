package tui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/match"
	"flakewalk/tui/prompt"
	"flakewalk/tui/theme"
)

// jump opens the list of all names, in which one types parts of a path.
func (m *Model) jump() tea.Cmd {
	if m.flake == nil {
		m.say(theme.Dim, "there is nothing to jump to yet")
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

// rankedFor is what a ranking is of: what was typed, and how many listings there were.
type rankedFor struct {
	text  string
	lists int
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
	return j.results.of.text == j.line.Value() && j.results.lists != nil
}

func (j *jumping) accept(m *Model) tea.Cmd {
	path, ok := j.chosen()
	if !ok {
		m.say(theme.Warn, "no name is like "+j.line.Value())
		return nil
	}
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
	want := rankedFor{j.line.Value(), len(m.catalog.lists)}
	listing := m.listNames()
	if m.jobs.Running(jobRank) || (j.results.done && j.results.of == want) {
		return listing
	}
	lists := m.catalog.lists
	return tea.Batch(listing, m.jobs.Start(jobRank, func(ctx context.Context) tea.Msg {
		return rankNames(ctx, lists, want)
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
		return "not all names: " + m.index.cut, theme.Warn
	}
	return "", theme.Normal
}

func (j *jumping) words() []typingWord {
	return []typingWord{{keymap.Accept, "show in the tree"}, {keymap.Dismiss, "back"}, {keymap.Complete, "complete"}}
}

// Bounds of a ranking.
const (
	rankMost    = 1000  // results that are kept
	foreignCost = 50_00 // what a name of another system loses, in points of match.Query
)

// candidate is one name in a ranking.
type candidate struct{ list, name, score int32 }

// ranked are the best names for what is typed. It implements prompt.Results by
// way of rankedRows.
type ranked struct {
	of    rankedFor
	done  bool
	query match.Query
	lists []catalogued
	best  []candidate
	total int
	full  bool // worse ones than the best so far need not be kept
}

// path is the path of result i.
func (r *ranked) path(i int) model.AttrPath {
	c := r.best[i]
	return r.lists[c.list].at(int(c.name))
}

// rankNames ranks all names. It runs off the event loop.
func rankNames(ctx context.Context, lists []catalogued, of rankedFor) tea.Msg {
	r := ranked{of: of, query: match.NewQuery(of.text), lists: lists}
	for i := range lists {
		l := &lists[i]
		for n, name := range l.names {
			if n%1024 == 0 && ctx.Err() != nil {
				return nil
			}
			score, ok := r.query.Score(l.before, name)
			if !ok {
				continue
			}
			if r.query.Empty() {
				score = 0 // in the order in which they were found
			}
			if l.foreign {
				score -= foreignCost
			}
			r.total++
			r.add(candidate{int32(i), int32(n), int32(score)})
		}
	}
	r.cut()
	r.done = true
	return rankedMsg{r}
}

// add keeps a candidate; now and then those that are not among the best are dropped.
func (r *ranked) add(c candidate) {
	if r.full && c.score <= r.best[rankMost-1].score {
		return
	}
	r.best = append(r.best, c)
	if len(r.best) == 4*rankMost {
		r.cut()
		r.full = true
	}
}

// cut keeps the best, in their order; of equals the ones found first.
func (r *ranked) cut() {
	slices.SortStableFunc(r.best, func(a, b candidate) int { return int(b.score - a.score) })
	r.best = r.best[:min(len(r.best), rankMost)]
}

// rankedMsg is the answer of a ranking.
type rankedMsg struct{ ranked ranked }

func (a rankedMsg) apply(m *Model) tea.Cmd {
	j, ok := m.asker().(*jumping)
	if !ok {
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

// rankedRows draws ranked names.
type rankedRows struct {
	m *Model
	*ranked
}

// Len implements prompt.Results.
func (r rankedRows) Len() int { return len(r.best) }

// Result implements prompt.Results.
func (r rankedRows) Result(i int) prompt.Result {
	c := r.best[i]
	l := &r.lists[c.list]
	out := prompt.Result{Text: l.before + stepText(model.Attr(l.names[c.name])), Name: len(l.before)}
	out.Hits = r.query.Hits(out.Text, out.Name)
	out.Mark, out.MarkTone = r.m.pathMark(r.path(i))
	return out
}
