package tui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/outline"
)

// asked holds the rows that the running questions are about, so that they are
// only asked anew when the screen shows others.
type asked struct {
	heads  []outline.ID
	briefs []outline.ID
	detail outline.ID

	source     outline.ID
	derivation outline.ID
}

// onScreen lists the rows on screen that want is true for, the selected one first.
func (o *outputsTab) onScreen(want func(outline.ID) bool) []outline.ID {
	var ids []outline.ID
	if o.selected != outline.Root && want(o.selected) {
		ids = append(ids, o.selected)
	}
	for _, id := range o.tree.OnScreen() {
		if id != o.selected && want(id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// needsHead tells whether nothing is known of a row but its name.
func (o *outputsTab) needsHead(id outline.ID) bool {
	if _, ok := o.store.known[id]; ok || o.store.left(id) > 0 {
		return false
	}
	return !foreign(o.store.path(id), o.f.flake.System)
}

// askHeads asks for the kinds of the rows on screen. A question for other rows
// is superseded: nix drops what it has not begun with, and keeps the rest.
func (o *outputsTab) askHeads() tea.Cmd {
	return o.askAbout(jobHeads, &o.asked.heads, o.needsHead, o.nix.Heads)
}

// ask is Nix.Heads or Nix.Briefs.
type ask func(context.Context, []model.AttrPath) ([]model.Node, error)

// askAbout keeps one job running for the rows on screen that want is true for.
func (o *outputsTab) askAbout(key string, running *[]outline.ID, want func(outline.ID) bool, f ask) tea.Cmd {
	ids := o.onScreen(want)
	switch {
	case len(ids) == 0:
		o.f.jobs.Cancel(key)
		*running = nil
		return nil
	case o.f.jobs.Running(key) && slices.Equal(ids, *running):
		return nil
	}
	*running = ids
	paths := make([]model.AttrPath, len(ids))
	for i, id := range ids {
		paths[i] = o.store.path(id)
	}
	return o.f.jobs.Start(key, func(ctx context.Context) tea.Msg {
		nodes, err := f(ctx, paths)
		return nodesMsg{o: o, ids: ids, paths: paths, nodes: nodes, err: err}
	})
}

// nodesMsg is the answer of Nix.Heads and Nix.Briefs: some of the nodes that
// were asked for.
type nodesMsg struct {
	o     *outputsTab
	ids   []outline.ID
	paths []model.AttrPath
	nodes []model.Node
	err   error
}

func (a nodesMsg) apply() tea.Cmd {
	o := a.o
	byPath := make(map[string]outline.ID, len(a.ids))
	for i, p := range a.paths {
		byPath[p.Key()] = a.ids[i]
	}
	news := false
	for _, n := range a.nodes {
		id, ok := byPath[n.Path.Key()]
		if !ok {
			continue
		}
		if o.store.learn(id, n) {
			news = true
			o.f.tried(n.Path, n.Problem)
		}
	}
	if news {
		return nil // settle asks for the rest
	}
	// Asking again would give the same: these rows must end somewhere.
	p := model.Problem{Cause: model.CauseGarbage, Message: "nix answered without an answer"}
	if a.err != nil {
		p = problemOf(a.err)
	}
	for _, id := range a.ids {
		if e, ok := o.store.known[id]; !ok || e.node.NeedsBrief() {
			o.store.fail(id, p)
		}
	}
	return nil
}

// learn puts a node in its row. It reports whether that is one step further,
// so that nobody asks for ever.
func (s *store) learn(id outline.ID, n model.Node) bool {
	old, ok := s.known[id]
	if !ok {
		s.known[id] = &entry{node: n}
		return true
	}
	if old.node.NeedsBrief() && !n.NeedsBrief() {
		old.node = n
		return true
	}
	return false
}
