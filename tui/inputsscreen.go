package tui

import (
	"flakewalk/tui/keymap"
	"flakewalk/tui/outline"
)

// list is the list on screen: of the outputs, of the inputs, or of the jobs.
func (m *Model) list() *outline.Model {
	switch m.topic {
	case topicInputs:
		return m.inputs.view().tree
	case topicJobs:
		return m.jobsTab.tree
	case topicOutputs:
	}
	return m.tree
}

// scroller is text that scrolls.
type scroller interface {
	Do(a keymap.Action) (handled bool)
	View() []string
}

// text is the detail pane on screen.
func (m *Model) text() scroller {
	switch m.topic {
	case topicInputs:
		return m.inputs.detail
	case topicJobs:
		return &m.jobsTab.detail
	case topicOutputs:
	}
	return m.detail
}

// branch tells whether a row of the list can be opened.
func (m *Model) branch(id outline.ID) bool {
	switch m.topic {
	case topicInputs:
		return inputRows{m, m.inputs, m.inputs.view()}.Branch(id)
	case topicJobs:
		return m.jobsTab.Branch(id)
	case topicOutputs:
	}
	return rows{m}.Branch(id)
}

// inputScopes are where keys come from on the Inputs tab, innermost first.
func (m *Model) inputScopes() []keymap.Scope {
	pane := keymap.ScopeTree
	if m.focus == focusDetail {
		pane = keymap.ScopeDetail
	}
	return []keymap.Scope{keymap.ScopeInputs, pane, keymap.ScopeMain, keymap.ScopeAlways}
}

// inputsList is the list of inputs, or what is to be said in its place.
func (m *Model) inputsList(lines []string) []string {
	p := m.inputs
	switch {
	case p.problem != nil:
		return m.message(firstLine(p.problem.Message), m.layout.list)
	case p.known == nil:
		return m.message("reading the lock file", m.layout.list)
	case len(p.view().items) > 1:
		return lines
	case p.at == viewGroups:
		return m.message("nothing is locked more than once", m.layout.list)
	}
	return m.message("this flake has no inputs", m.layout.list)
}

// inputPlace says in the status line where the cursor is.
func (m *Model) inputPlace() string {
	it := m.inputs.item()
	switch {
	case it == nil:
		return ""
	case it.group != nil:
		return clean(it.group.Source)
	case it.more:
		return ""
	}
	return inputPathText(it.Path)
}

// usefulInputs are the actions worth a hint on the Inputs tab.
func (m *Model) usefulInputs() []keymap.Action {
	var a []keymap.Action
	it := m.inputs.item()
	switch {
	case !m.inputs.any():
		return append(a, keymap.ShowOutputs, keymap.Help, keymap.Quit)
	case it == nil:
		return append(a, keymap.NextView, keymap.Help, keymap.Quit)
	}
	if m.focus == focusDetail {
		return append(a, keymap.NextPane, keymap.Why, keymap.CopyPath, keymap.Help, keymap.Quit)
	}
	a = append(a, keymap.Activate)
	if !m.inputs.search.pattern.Empty() {
		a = append(a, keymap.NextHit)
	}
	a = append(a, keymap.NextView)
	if m.inputs.at == viewList {
		a = append(a, keymap.Order)
	}
	if it.Node != nil {
		a = append(a, keymap.OpenInput, keymap.Why)
	}
	return append(a, keymap.NextPane, keymap.CopyPath, keymap.Help, keymap.Quit)
}

// inputWord says what a key does on the Inputs tab, where that differs from what
// it does in general.
func (m *Model) inputWord(a keymap.Action, usual string) string {
	it := m.inputs.item()
	switch {
	case a == keymap.NextPane && m.focus == focusDetail:
		return "list"
	case it == nil:
	case a == keymap.CopyPath && it.group != nil:
		return "copy lines"
	case a == keymap.OpenInput && it.Node != nil && !it.Node.Flake:
		return "files"
	case a == keymap.Activate:
		return m.activateWord(it, usual)
	}
	return usual
}

// activateWord says what Enter does with a row.
func (m *Model) activateWord(it *inputItem, usual string) string {
	v := m.inputs.view()
	switch {
	case len(it.kids) == 0 && it.Home != nil:
		return "go there"
	case len(it.kids) == 0 && m.inputs.at != viewTree:
		return "in the tree"
	case v.tree.IsOpen(v.rows[v.cursor()]):
		return "close"
	}
	return usual
}
