package tui

import (
	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/outline"
	"flakewalk/tui/theme"
)

// Other systems are not shown at first, and the one that is shown has no row of its own:
// who opens `packages` wants packages. Where they are shown they follow the user's own,
// folded and dim: nix need not evaluate them. It holds for all flakes of this run.

// systemRows are the rows of systems below a row.
type systemRows struct {
	mine   outline.ID
	others []outline.ID
	// only is set where there is nothing but systems, and each is a set.
	only bool
}

// toggleSystems hides the sets of other systems, or shows them again.
func (o *outputsTab) toggleSystems() tea.Cmd {
	cmd := o.showSystems(o.env.hideOthers)
	if o.env.hideOthers {
		o.out.say(theme.Normal, "other systems are hidden")
	} else {
		o.out.say(theme.Normal, "other systems are shown")
	}
	return cmd
}

// showSystems shows the sets of other systems, or hides them, and wants it so in every
// flake that is open.
func (o *outputsTab) showSystems(show bool) tea.Cmd {
	o.env.hideOthers = !show
	o.out.want(showingSystems{})
	return o.hideSystems()
}

// showingSystems shows the sets of other systems, or hides them, in every flake.
type showingSystems struct{}

func (showingSystems) meet(m *Model) tea.Cmd {
	var cmds []tea.Cmd
	for _, v := range m.visits() {
		cmds = append(cmds, v.outputs.hideSystems())
	}
	return tea.Batch(cmds...)
}

// hideSystems hides the sets of other systems, or shows them, as the user wants. What is
// open with the row above stays so.
func (o *outputsTab) hideSystems() tea.Cmd {
	var cmds []tea.Cmd
	for id, rows := range o.store.systems {
		rows.hide(o.tree, o.env.hideOthers, o.store.problem(rows.mine) == nil)
		if _, joined := o.tree.Joined(id); joined && o.tree.IsOpen(id) {
			cmds = append(cmds, o.openSystem(id, o.store.path(id)))
		}
	}
	return tea.Batch(cmds...)
}

// hide hides the rows of other systems, and lets the row above stand for the user's where
// that may be, or shows them all.
func (r systemRows) hide(tree *outline.Model, hide, join bool) {
	tree.SetHidden(r.others, hide)
	tree.Join(r.mine, hide && join && r.only)
}

// noteSystems notes which of the rows that were listed below a row are those of
// systems. Where there is none for the user's, all are shown.
func (o *outputsTab) noteSystems(id outline.ID) {
	if id == outline.Root || o.tree.Depth(id) > 2 {
		return // systems stand at the second or third step of a path
	}
	path, c := o.store.path(id), o.store.kids[id]
	rows := systemRows{mine: outline.Root, only: true}
	for i, name := range c.Names {
		if !model.IsSystem(name) {
			rows.only = false
			continue
		}
		switch child := path.Child(model.Attr(name)); {
		case model.SystemAt(child) == "":
			rows.only = false
		case foreign(child, o.f.system()):
			rows.others = append(rows.others, o.tree.Child(id, i))
		default:
			rows.mine = o.tree.Child(id, i)
			rows.only = rows.only && !model.ExpectedKind(child).Leaf()
		}
	}
	if rows.mine == outline.Root {
		return
	}
	o.store.systems[id] = rows
	rows.hide(o.tree, o.env.hideOthers, true)
}

// amongSystems tells whether a row has sets of other systems beside or above it.
func (s *store) amongSystems(id outline.ID) bool {
	for ; id != outline.Root; id = s.tree.Parent(id) {
		if len(s.systems[id].others) > 0 {
			return true
		}
	}
	return false
}
