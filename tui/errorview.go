package tui

import (
	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/outline"
	"flakewalk/tui/overlay"
	"flakewalk/tui/pager"
	"flakewalk/tui/theme"
)

// needRetry asks to evaluate a row again.
type needRetry struct{ id outline.ID }

// needCopy asks to put a text on the clipboard.
type needCopy struct{ text string }

// problem is what went wrong with a row: with itself, or with its details.
func (m *Model) problem(id outline.ID) *model.Problem {
	e, ok := m.store.known[id]
	switch {
	case !ok:
		return nil
	case e.node.Problem != nil:
		return e.node.Problem
	}
	return e.detailProblem
}

// showError opens the whole error of the selected row; false when it has none.
func (m *Model) showError() bool {
	id := m.selected
	p := m.problem(id)
	if p == nil {
		return false
	}
	body := pager.New(m.theme)
	body.SetBlocks(errorBlocks(m.theme, *p, allMax))
	m.dialogs.Push(overlay.Dialog{
		ID: dialogError, Title: pathText(m.store.path(id)), Body: body, Width: 110,
		Scopes: []keymap.Scope{keymap.ScopeError, keymap.ScopeText},
		Do: func(a keymap.Action) (any, bool) {
			switch a {
			case keymap.Retry:
				return needRetry{id}, true
			case keymap.CopyText:
				return needCopy{errorText(*p)}, true
			}
			return nil, false
		},
	})
	return true
}

// retry evaluates a row again, with twice the time.
func (m *Model) retry(id outline.ID) tea.Cmd {
	m.dialogs.Drop(dialogError)
	e, ok := m.store.known[id]
	if !ok {
		return nil
	}
	m.nix.Forget(m.store.path(id))
	delete(m.store.known, id)
	m.stale = true
	m.say(theme.Dim, "trying again")
	if e.listing {
		return m.meet(m.tree.Open(id))
	}
	return nil
}
