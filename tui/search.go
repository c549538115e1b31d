package tui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"flakewalk/model"
	"flakewalk/model/words"
	"flakewalk/tui/job"
	"flakewalk/tui/keymap"
	"flakewalk/tui/match"
	"flakewalk/tui/outline"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// treeSearch searches the rows of a tree that are listed, shown or folded.
type treeSearch struct {
	search
	env   *env
	out   *outbox
	jobs  *job.Table
	tree  *outline.Model
	store *store
	way   *way
}

// search is what is searched for. It stays until another search, or until the user
// ends it.
type search struct {
	text    string
	pattern match.Pattern
	hits    []outline.ID // in the order of the tree
	looked  int          // the lists in which hits were looked for; 0 is none yet
	asked   int          // those in which a running job looks
	without bool         // other systems were left out, as they are hidden
	origin  outline.ID   // where the cursor was
	line    int          // of the screen
	opened  []outline.ID // what was opened to show a hit while typing
	typing  bool         // it is being typed what to search for
	due     bool         // the cursor shall go to the first hit
}

// known tells whether some answer has come.
func (s *search) known() bool { return s.looked > 0 }

// forgetRows drops all that speaks of rows; the text is searched for again.
func (s *search) forgetRows() {
	s.hits, s.opened = nil, nil
	s.looked, s.asked, s.origin = 0, 0, outline.Root
}

// match is the part of a label that is searched for.
func (s *search) match(label string) [2]int {
	if s.pattern.Empty() {
		return [2]int{}
	}
	from := s.pattern.Index(label)
	if from < 0 {
		return [2]int{}
	}
	return whole(label, from, from+s.pattern.Len())
}

// whole widens a part of a text so that it cuts no character in two.
func whole(text string, from, to int) [2]int {
	out := [2]int{-1, to}
	for at := 0; at < to; {
		cluster, _ := ansi.FirstGraphemeCluster(text[at:], ansi.GraphemeWidth)
		if at+len(cluster) > from && out[0] < 0 {
			out[0] = at
		}
		at += max(1, len(cluster))
		out[1] = at
	}
	return out
}

// searchFor begins a search; the cursor waits where it was.
func (s *treeSearch) searchFor(text string) {
	s.jobs.Cancel(jobSearch)
	s.text, s.pattern = text, match.NewPattern(text)
	s.hits, s.looked, s.asked = nil, 0, 0
	s.due = text != ""
	if text == "" {
		s.backToOrigin()
	}
}

// backToOrigin shows the tree as it was before the search began.
func (s *treeSearch) backToOrigin() {
	s.foldOpened()
	s.tree.Select(s.origin)
	s.tree.SetLine(s.line)
}

// endSearch takes the marks away.
func (s *treeSearch) endSearch() {
	s.jobs.Cancel(jobSearch)
	s.search = search{}
}

// askSearch looks in the lists that came since the last time. A running job is
// let run: its hits are better than none.
func (s *treeSearch) askSearch() tea.Cmd {
	lists := s.store.lists
	if s.pattern.Empty() || (s.looked == len(lists) && s.without == s.env.hideOthers) || s.jobs.Running(jobSearch) {
		return nil
	}
	s.asked, s.without = len(lists), s.env.hideOthers
	pattern, hidden := s.pattern, s.store.hidden(s.env.hideOthers)
	return s.jobs.Start(jobSearch, func(ctx context.Context) tea.Msg {
		return foundMsg{s: s, hits: searchLists(ctx, lists, hidden, pattern)}
	})
}

// foundMsg is the answer of a search.
type foundMsg struct {
	s    *treeSearch
	hits []outline.ID
}

func (a foundMsg) apply() tea.Cmd {
	s := a.s
	s.hits, s.looked = a.hits, s.asked
	if !s.due {
		return nil
	}
	typing := s.typing
	if len(s.hits) == 0 {
		s.due = typing // names may still come
		if !typing {
			s.sayHit("")
		}
		return nil
	}
	s.due = false
	s.foldOpened()
	i, _ := s.hitAt(s.origin)
	s.opened = s.unveil(s.hits[i%len(s.hits)])
	if !typing {
		s.opened = nil
		s.sayHit("")
	}
	return nil
}

// searchLists finds the rows whose label holds the pattern, in the order of the
// tree, but those that are hidden and all below them. It runs off the event loop.
func searchLists(ctx context.Context, lists []listed, hidden map[outline.ID]bool, p match.Pattern) []outline.ID {
	below := make(map[outline.ID]listed, len(lists))
	for _, l := range lists {
		below[l.id] = l
	}
	var hits []outline.ID
	var walk func(id outline.ID)
	walk = func(id outline.ID) {
		l, ok := below[id]
		if !ok {
			return
		}
		for i := range min(rowCount(l.children), maxFound(l.children)) {
			if i%1024 == 0 && ctx.Err() != nil {
				return
			}
			child := l.first + outline.ID(i)
			if hidden[child] {
				continue
			}
			if p.Index(text.Step(l.children.At(i))) >= 0 {
				hits = append(hits, child)
			}
			walk(child)
		}
	}
	walk(outline.Root)
	return hits
}

// maxFound leaves out the row that stands for the rest of a long list.
func maxFound(c model.Children) int {
	if c.List {
		return maxElements
	}
	return len(c.Names)
}

// hitAt is the first hit at a row or after it, and whether it is that row.
func (s *treeSearch) hitAt(id outline.ID) (i int, exact bool) {
	if id == outline.Root {
		return 0, false
	}
	return slices.BinarySearchFunc(s.hits, id, s.store.order)
}

// unveil opens what lies above a row and selects it. It returns what was opened.
func (s *treeSearch) unveil(id outline.ID) (opened []outline.ID) {
	var above []outline.ID
	for p := s.tree.Parent(id); p != outline.Root; p = s.tree.Parent(p) {
		above = append(above, p)
	}
	for _, p := range slices.Backward(above) {
		if !s.tree.IsOpen(p) {
			s.tree.Open(p)
			opened = append(opened, p)
		}
	}
	s.way.seeking = false
	s.tree.SelectInSight(id)
	return opened
}

// foldOpened closes what was opened for a hit that is not looked at any more.
func (s *treeSearch) foldOpened() {
	for _, id := range slices.Backward(s.opened) {
		s.tree.Fold(id)
	}
	s.opened = nil
}

// nextHit moves the cursor to the next hit, or to the one before; after the last
// comes the first.
func (s *treeSearch) nextHit(step int) {
	id, ok := s.tree.Cursor()
	switch {
	case s.pattern.Empty():
		s.out.say(theme.Dim, "nothing is searched for; type "+s.env.key(keymap.Find, keymap.ScopeMain)+" and a part of a name")
		return
	case len(s.hits) == 0 || !ok:
		s.sayHit("")
		return
	}
	i, exact := s.hitAt(id)
	if step < 0 || exact {
		i += step
	}
	around := ""
	switch n := len(s.hits); {
	case i < 0:
		i, around = n-1, ", from the end again"
	case i >= n:
		i, around = 0, ", from the top again"
	}
	s.unveil(s.hits[i])
	s.sayHit(around)
}

// sayHit says in the status line which of the hits the cursor is on.
func (s *treeSearch) sayHit(more string) {
	if len(s.hits) == 0 {
		s.out.say(theme.Warn, "no name here holds "+s.text+"; "+s.env.key(keymap.Jump, keymap.ScopeMain)+" looks everywhere")
		return
	}
	s.out.say(theme.Normal, "/"+s.text+"  "+s.hitCount()+more)
}

// hitCount is the place of the cursor among the hits, such as 3/17.
func (s *treeSearch) hitCount() string {
	n := len(s.hits)
	if id, ok := s.tree.Cursor(); ok {
		if i, exact := s.hitAt(id); exact {
			return words.Number(i+1) + "/" + words.Number(n)
		}
	}
	return words.Number(n) + " found"
}
