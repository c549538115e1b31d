package tui

import (
	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/outline"
	"flakewalk/tui/theme"
)

// Other systems are listed after the user's own, folded and dim: nix need not
// evaluate them. They can be hidden, which holds for all flakes of this run.

// toggleSystems hides the sets of other systems, or shows them again.
func (o *outputsTab) toggleSystems() {
	o.showSystems(o.env.hideOthers)
	if o.env.hideOthers {
		o.out.say(theme.Normal, "other systems are hidden")
		return
	}
	o.out.say(theme.Normal, "other systems are shown")
}

// showSystems shows the sets of other systems, or hides them, and wants it so in every
// flake that is open.
func (o *outputsTab) showSystems(show bool) {
	o.env.hideOthers = !show
	o.hideSystems()
	o.out.want(showingSystems{})
}

// showingSystems shows the sets of other systems, or hides them, in every flake.
type showingSystems struct{}

func (showingSystems) meet(m *Model) tea.Cmd {
	for _, v := range m.visits() {
		v.outputs.hideSystems()
	}
	return nil
}

// hideSystems hides the sets of other systems, or shows them, as the user wants.
func (o *outputsTab) hideSystems() {
	var ids []outline.ID
	for _, others := range o.store.others {
		ids = append(ids, others...)
	}
	o.tree.SetHidden(ids, o.env.hideOthers)
}

// noteOthers notes which of the rows that were listed below a row are those of
// other systems.
func (o *outputsTab) noteOthers(id outline.ID) {
	if id == outline.Root || o.tree.Depth(id) > 2 {
		return // systems stand at the second or third step of a path
	}
	path, c := o.store.path(id), o.store.kids[id]
	var ids []outline.ID
	for i, name := range c.Names {
		if model.IsSystem(name) && foreign(path.Child(model.Attr(name)), o.f.system()) {
			ids = append(ids, o.tree.Child(id, i))
		}
	}
	if len(ids) == 0 {
		return
	}
	o.store.others[id] = ids
	if o.env.hideOthers {
		o.tree.SetHidden(ids, true)
	}
}

// amongSystems tells whether a row has sets of other systems beside or above it.
func (s *store) amongSystems(id outline.ID) bool {
	for ; id != outline.Root; id = s.tree.Parent(id) {
		if len(s.others[id]) > 0 {
			return true
		}
	}
	return false
}
