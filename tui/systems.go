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
		for _, others := range v.store.others {
			ids = append(ids, others...)
		}
		v.tree.SetHidden(ids, m.hideOthers)
	}
}

// noteOthers notes which of the rows that were listed below a row are those of
// other systems.
func (m *Model) noteOthers(id outline.ID) {
	if id == outline.Root || m.tree.Depth(id) > 2 {
		return // systems stand at the second or third step of a path
	}
	path, c := m.store.path(id), m.store.kids[id]
	var ids []outline.ID
	for i, name := range c.Names {
		if model.IsSystem(name) && foreign(path.Child(model.Attr(name)), m.system()) {
			ids = append(ids, m.tree.Child(id, i))
		}
	}
	if len(ids) == 0 {
		return
	}
	m.store.others[id] = ids
	if m.hideOthers {
		m.tree.SetHidden(ids, true)
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
