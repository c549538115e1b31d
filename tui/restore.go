package tui

import (
	"maps"
	"slices"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/outline"
	"flakewalk/tui/theme"
)

// wish is what shall be open: the tree as it was before a reload, or the way
// to the attribute that the user asked for. It is met step by step, as the
// names come.
type wish struct {
	open bool
	kids map[model.Step]*wish
}

// add wishes that the row at a path be open.
func (w *wish) add(p model.AttrPath) {
	for _, s := range p {
		if w.kids == nil {
			w.kids = map[model.Step]*wish{}
		}
		if w.kids[s] == nil {
			w.kids[s] = &wish{}
		}
		w = w.kids[s]
	}
	w.open = true
}

// at is the part of the wish below a path, or nil.
func (w *wish) at(p model.AttrPath) *wish {
	for _, s := range p {
		if w == nil {
			return nil
		}
		w = w.kids[s]
	}
	return w
}

// remember wishes for the tree as it is now.
func (m *Model) remember() {
	if m.tree.Len() == 0 {
		return // an earlier wish stands
	}
	m.wish = &wish{open: true}
	for id := outline.ID(1); int(id) <= m.tree.Len(); id++ {
		if m.tree.IsOpen(id) {
			m.wish.add(m.store.path(id))
		}
	}
	if id, ok := m.tree.Cursor(); ok && !m.seeking {
		m.target, m.seeking = m.store.path(id), true
	}
}

// reveal wishes for the way to a path and the cursor on it.
func (m *Model) reveal(p model.AttrPath) tea.Cmd {
	if len(p) == 0 {
		return nil
	}
	if m.wish == nil {
		m.wish = &wish{open: true}
	}
	for i := range p {
		m.wish.add(p[:i])
	}
	m.target, m.seeking, m.search.due = p, true, false
	return m.grant(outline.Root)
}

// grant opens what is wished for below a row whose children are listed, and
// brings the cursor nearer to its target.
func (m *Model) grant(id outline.ID) tea.Cmd {
	if _, ok := m.store.kids[id]; !ok {
		return nil // comes again with the names
	}
	path := m.store.path(id)
	cmds := []tea.Cmd{m.seek(id, path)}
	w := m.wish.at(path)
	if w == nil {
		return tea.Batch(append(cmds, m.openSystem(id, path))...)
	}
	// In the order of the rows, so that what is asked first is at the top.
	var below []outline.ID
	for _, s := range slices.Collect(maps.Keys(w.kids)) {
		if child, ok := m.store.child(id, s); ok {
			below = append(below, child)
		}
	}
	slices.Sort(below)
	for _, child := range below {
		cmds = append(cmds, m.openWished(child, w.kids[m.store.step(child)]))
	}
	return tea.Batch(cmds...)
}

// openWished opens a row as wished, once: who closes it later wants it closed.
func (m *Model) openWished(id outline.ID, w *wish) tea.Cmd {
	var opened tea.Cmd
	if w.open && !m.tree.IsOpen(id) {
		if !(rows{m}).Branch(id) {
			m.lose(m.store.path(id), "there is nothing below ")
			return nil
		}
		opened = m.meet(m.tree.Open(id))
	}
	w.open = false
	if !m.tree.IsOpen(id) {
		return opened
	}
	return tea.Batch(opened, m.grant(id))
}

// lose gives the target up that a path leads to.
func (m *Model) lose(path model.AttrPath, why string) {
	if m.seeking && len(m.target) > len(path) && m.target.HasPrefix(path) {
		m.seeking = false
		m.say(theme.Warn, why+pathText(path))
	}
}

// seek puts the cursor on the child of a row that leads to the target.
func (m *Model) seek(id outline.ID, path model.AttrPath) tea.Cmd {
	if !m.seeking || len(m.target) <= len(path) || !m.target.HasPrefix(path) {
		return nil
	}
	child, ok := m.store.child(id, m.target[len(path)])
	if !ok {
		m.seeking = false
		m.say(theme.Warn, "there is no "+pathText(m.target[:len(path)+1]))
		return nil
	}
	if m.hideOthers && foreign(m.store.path(child), m.system()) {
		m.showSystems(true)
	}
	if len(m.target) > len(path)+1 {
		m.tree.Select(child)
		return nil
	}
	m.seeking = false
	m.selectInSight(child)
	return nil
}

// openSystem opens the user's own system where a row with systems was opened:
// nobody opens `packages` to see the names of systems. Below `formatter` and the
// like there is a derivation in that place, which stays closed.
func (m *Model) openSystem(id outline.ID, path model.AttrPath) tea.Cmd {
	if m.flake == nil || len(path) == 0 {
		return nil
	}
	step := model.Attr(m.flake.System)
	here := path.Child(step)
	if model.SystemAt(here) == "" || model.ExpectedKind(here).Leaf() {
		return nil
	}
	if child, ok := m.store.child(id, step); ok {
		return m.meet(m.tree.Open(child))
	}
	return nil
}
