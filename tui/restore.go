package tui

import (
	"maps"
	"slices"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/outline"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// wish is what shall be open: the tree as it was before a reload, or the way
// to the attribute that the user asked for. It is met step by step, as the
// names come.
type wish struct {
	open bool
	kids map[model.Step]*wish
}

// way is where the tree is to be led, as the names come.
type way struct {
	wish     *wish          // what shall be open
	target   model.AttrPath // where the cursor shall go
	seeking  bool
	fragment string // of the reference, still to be resolved
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
func (o *outputsTab) remember() {
	if o.tree.Len() == 0 {
		return // an earlier wish stands
	}
	o.way.wish = &wish{open: true}
	for id := outline.ID(1); int(id) <= o.tree.Len(); id++ {
		if o.tree.IsOpen(id) {
			o.way.wish.add(o.store.path(id))
		}
	}
	if id, ok := o.tree.Cursor(); ok && !o.way.seeking {
		o.way.target, o.way.seeking = o.store.path(id), true
	}
}

// reveal wishes for the way to a path and the cursor on it.
func (o *outputsTab) reveal(p model.AttrPath) tea.Cmd {
	if len(p) == 0 {
		return nil
	}
	if o.way.wish == nil {
		o.way.wish = &wish{open: true}
	}
	for i := range p {
		o.way.wish.add(p[:i])
	}
	o.way.target, o.way.seeking, o.search.due = p, true, false
	return o.grant(outline.Root)
}

// grant opens what is wished for below a row whose children are listed, and
// brings the cursor nearer to its target.
func (o *outputsTab) grant(id outline.ID) tea.Cmd {
	if _, ok := o.store.kids[id]; !ok {
		return nil // comes again with the names
	}
	path := o.store.path(id)
	cmds := []tea.Cmd{o.seek(id, path)}
	w := o.way.wish.at(path)
	if w == nil {
		return tea.Batch(append(cmds, o.openSystem(id, path))...)
	}
	// In the order of the rows, so that what is asked first is at the top.
	var below []outline.ID
	for _, s := range slices.Collect(maps.Keys(w.kids)) {
		if child, ok := o.store.child(id, s); ok {
			below = append(below, child)
		}
	}
	slices.Sort(below)
	for _, child := range below {
		cmds = append(cmds, o.openWished(child, w.kids[o.store.step(child)]))
	}
	if _, joined := o.tree.Joined(id); joined {
		cmds = append(cmds, o.openSystem(id, path)) // nobody sees that it is not open
	}
	return tea.Batch(cmds...)
}

// openWished opens a row as wished, once: who closes it later wants it closed.
func (o *outputsTab) openWished(id outline.ID, w *wish) tea.Cmd {
	var opened tea.Cmd
	if w.open && !o.tree.IsOpen(id) {
		if !o.tree.Branch(id) {
			why := "there is nothing below "
			if p := o.store.problem(id); p != nil {
				why = p.Cause.Advice().Sentence + " This is so of "
			}
			o.lose(o.store.path(id), why)
			return nil
		}
		opened = o.meet(o.tree.Open(id))
	}
	w.open = false
	if !o.tree.IsOpen(id) {
		return opened
	}
	return tea.Batch(opened, o.grant(id))
}

// lose gives the target up that a path leads to.
func (o *outputsTab) lose(path model.AttrPath, why string) {
	if o.way.seeking && len(o.way.target) > len(path) && o.way.target.HasPrefix(path) {
		o.way.seeking = false
		o.out.say(theme.Warn, why+text.Path(path))
	}
}

// seek puts the cursor on the child of a row that leads to the target.
func (o *outputsTab) seek(id outline.ID, path model.AttrPath) tea.Cmd {
	if !o.way.seeking || len(o.way.target) <= len(path) || !o.way.target.HasPrefix(path) {
		return nil
	}
	child, ok := o.store.child(id, o.way.target[len(path)])
	if !ok {
		o.way.seeking = false
		o.out.say(theme.Warn, "there is no "+text.Path(o.way.target[:len(path)+1]))
		return nil
	}
	var shown tea.Cmd
	if o.env.hideOthers && foreign(o.store.path(child), o.f.system()) {
		shown = o.showSystems(true)
	}
	if len(o.way.target) > len(path)+1 {
		o.tree.Select(child)
		return shown
	}
	o.way.seeking = false
	o.tree.SelectInSight(child)
	return shown
}

// openSystem opens the user's own system where a row with systems was opened:
// nobody opens `packages` to see the names of systems. Below `formatter` and the
// like there is a derivation in that place, which stays closed.
func (o *outputsTab) openSystem(id outline.ID, path model.AttrPath) tea.Cmd {
	if o.f.flake == nil || len(path) == 0 {
		return nil
	}
	step := model.Attr(o.f.flake.System)
	here := path.Child(step)
	if model.SystemAt(here) == "" || model.ExpectedKind(here).Leaf() {
		return nil
	}
	if child, ok := o.store.child(id, step); ok {
		return o.meet(o.tree.Open(child))
	}
	return nil
}
