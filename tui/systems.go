package tui

import (
	"flakewalk/model"
	"flakewalk/tui/outline"
	"flakewalk/tui/theme"
)

// Other systems are listed after the user's own, folded and dim: nix need not
// evaluate them. They can be hidden, which holds for all flakes of this run.

// toggleSystems hides the sets of other systems, or shows them again.
func (m *Model) toggleSystems() {
	m.showSystems(m.hideOthers)
	if m.hideOthers {
		m.say(theme.Normal, "other systems are hidden")
		return
	}
	m.say(theme.Normal, "other systems are shown")
}

// showSystems shows the sets of other systems, or hides them, in every flake
// that is open.
func (m *Model) showSystems(show bool) {
	m.hideOthers = !show
	for _, v := range m.visits() {
		var ids []outline.ID
		for id := range v.store.kids {
			ids = append(ids, v.others(id)...)
		}
		v.tree.SetHidden(ids, m.hideOthers)
	}
}

// amongSystems tells whether a row has sets of other systems beside or above it.
func (v *visit) amongSystems(id outline.ID) bool {
	for ; id != outline.Root; id = v.tree.Parent(id) {
		if len(v.others(id)) > 0 {
			return true
		}
	}
	return false
}

// others are the rows of other systems directly below a row.
func (v *visit) others(id outline.ID) []outline.ID {
	if v.flake == nil || id == outline.Root || v.tree.Depth(id) > 2 {
		return nil // systems stand at the second or third step of a path
	}
	path, c := v.store.path(id), v.store.kids[id]
	var ids []outline.ID
	for i, name := range c.Names {
		if model.IsSystem(name) && foreign(path.Child(model.Attr(name)), v.flake.System) {
			ids = append(ids, v.tree.Child(id, i))
		}
	}
	return ids
}
