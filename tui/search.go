package tui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/match"
	"flakewalk/tui/outline"
	"flakewalk/tui/theme"
)

// search is what is searched for in the rows that are listed, shown or folded.
// It stays until another search, or until the user ends it.
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
func (o *outputsTab) searchFor(text string) {
	o.f.jobs.Cancel(jobSearch)
	o.search.text, o.search.pattern = text, match.NewPattern(text)
	o.search.hits, o.search.looked, o.search.asked = nil, 0, 0
	o.search.due = text != ""
	if text == "" {
		o.backToOrigin()
	}
}

// backToOrigin shows the tree as it was before the search began.
func (o *outputsTab) backToOrigin() {
	o.foldOpened()
	o.tree.Select(o.search.origin)
	o.tree.SetLine(o.search.line)
}

// endSearch takes the marks away.
func (o *outputsTab) endSearch() {
	o.f.jobs.Cancel(jobSearch)
	o.search = search{}
}

// askSearch looks in the lists that came since the last time. A running job is
// let run: its hits are better than none.
func (o *outputsTab) askSearch() tea.Cmd {
	s := &o.search
	lists := o.store.lists
	if s.pattern.Empty() || (s.looked == len(lists) && s.without == o.env.hideOthers) || o.f.jobs.Running(jobSearch) {
		return nil
	}
	s.asked, s.without = len(lists), o.env.hideOthers
	pattern, hidden := s.pattern, o.hiddenRows()
	return o.f.jobs.Start(jobSearch, func(ctx context.Context) tea.Msg {
		return foundMsg{o: o, hits: searchLists(ctx, lists, hidden, pattern)}
	})
}

// hiddenRows are the rows that nobody wants to see.
func (o *outputsTab) hiddenRows() map[outline.ID]bool {
	if !o.env.hideOthers {
		return nil
	}
	hidden := map[outline.ID]bool{}
	for _, others := range o.store.others {
		for _, id := range others {
			hidden[id] = true
		}
	}
	return hidden
}

// foundMsg is the answer of a search.
type foundMsg struct {
	o    *outputsTab
	hits []outline.ID
}

func (a foundMsg) apply() tea.Cmd {
	o := a.o
	s := &o.search
	s.hits, s.looked = a.hits, s.asked
	if !s.due {
		return nil
	}
	typing := s.typing
	if len(s.hits) == 0 {
		s.due = typing // names may still come
		if !typing {
			o.sayHit("")
		}
		return nil
	}
	s.due = false
	o.foldOpened()
	i, _ := o.hitAt(s.origin)
	s.opened = o.unveil(s.hits[i%len(s.hits)])
	if !typing {
		s.opened = nil
		o.sayHit("")
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
			if p.Index(stepText(l.children.At(i))) >= 0 {
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
func (o *outputsTab) hitAt(id outline.ID) (i int, exact bool) {
	if id == outline.Root {
		return 0, false
	}
	return slices.BinarySearchFunc(o.search.hits, id, o.store.order)
}

// unveil opens what lies above a row and selects it. It returns what was opened.
func (o *outputsTab) unveil(id outline.ID) (opened []outline.ID) {
	var above []outline.ID
	for p := o.tree.Parent(id); p != outline.Root; p = o.tree.Parent(p) {
		above = append(above, p)
	}
	for _, p := range slices.Backward(above) {
		if !o.tree.IsOpen(p) {
			o.tree.Open(p)
			opened = append(opened, p)
		}
	}
	o.way.seeking = false
	o.selectInSight(id)
	return opened
}

// selectInSight selects a row. One that was off the screen comes with rows around
// it.
func (o *outputsTab) selectInSight(id outline.ID) {
	seen := slices.Contains(o.tree.OnScreen(), id)
	o.tree.Select(id)
	if !seen {
		o.tree.SetLine(o.layout.list.h / 3)
	}
}

// foldOpened closes what was opened for a hit that is not looked at any more.
func (o *outputsTab) foldOpened() {
	for _, id := range slices.Backward(o.search.opened) {
		o.tree.Fold(id)
	}
	o.search.opened = nil
}

// nextHit moves the cursor to the next hit, or to the one before; after the last
// comes the first.
func (o *outputsTab) nextHit(step int) {
	s := &o.search
	id, ok := o.tree.Cursor()
	switch {
	case s.pattern.Empty():
		o.out.say(theme.Dim, "nothing is searched for; type "+o.env.key(keymap.Find, keymap.ScopeMain)+" and a part of a name")
		return
	case len(s.hits) == 0 || !ok:
		o.sayHit("")
		return
	}
	i, exact := o.hitAt(id)
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
	o.unveil(s.hits[i])
	o.sayHit(around)
}

// sayHit says in the status line which of the hits the cursor is on.
func (o *outputsTab) sayHit(more string) {
	if len(o.search.hits) == 0 {
		o.out.say(theme.Warn, "no name here holds "+o.search.text+"; "+o.env.key(keymap.Jump, keymap.ScopeMain)+" looks everywhere")
		return
	}
	o.out.say(theme.Normal, "/"+o.search.text+"  "+o.hitCount()+more)
}

// hitCount is the place of the cursor among the hits, such as 3/17.
func (o *outputsTab) hitCount() string {
	n := len(o.search.hits)
	if id, ok := o.tree.Cursor(); ok {
		if i, exact := o.hitAt(id); exact {
			return grouped(i+1) + "/" + grouped(n)
		}
	}
	return grouped(n) + " found"
}
