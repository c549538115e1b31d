package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/outline"
	"flakewalk/tui/overlay"
	"flakewalk/tui/pager"
	"flakewalk/tui/theme"
)

// needError asks for the whole error of a row.
type needError struct{ id outline.ID }

// needRetry asks to evaluate a row again.
type needRetry struct{ id outline.ID }

// needCopy asks to put a text on the clipboard.
type needCopy struct{ text string }

// problems are what went wrong with a row: with itself, or with what the details
// tell of it.
func (m *Model) problems(id outline.ID) []*model.Problem {
	e, ok := m.store.known[id]
	if !ok {
		return nil
	}
	all := []*model.Problem{e.node.Problem, e.detailProblem, e.derivationProblem}
	if e.detail != nil {
		for _, f := range e.detail.Fields {
			all = append(all, f.Problem)
		}
	}
	var some []*model.Problem
	for _, p := range all {
		if p != nil {
			some = append(some, p)
		}
	}
	return some
}

// problem is the first of them, or nil.
func (m *Model) problem(id outline.ID) *model.Problem {
	if all := m.problems(id); len(all) > 0 {
		return all[0]
	}
	return nil
}

// errorPage is a whole error: what it means, the source around its place, and
// the trace, folded. It fills a dialog.
type errorPage struct {
	*pager.Model
	theme    *theme.Theme
	problem  model.Problem
	frames   int
	unfolded bool
	source   []pager.Block
}

func newErrorPage(t *theme.Theme, p model.Problem) *errorPage {
	e := &errorPage{Model: pager.New(t), theme: t, problem: p, frames: frames(p.Trace)}
	e.unfolded = e.frames == 0 // what is not a trace is not folded
	e.write()
	return e
}

// Do implements overlay.Body.
func (e *errorPage) Do(a keymap.Action) bool {
	if a == keymap.Toggle || a == keymap.Activate {
		e.unfolded = !e.unfolded
		e.write()
		return true
	}
	return e.Model.Do(a)
}

// write lays the page out anew.
func (e *errorPage) write() {
	b := causeBlocks(e.theme, e.problem)
	if len(e.source) > 0 {
		b = append(b, pager.Block{})
		b = append(b, e.source...)
	}
	e.SetBlocks(append(b, foldedTrace(e.theme, e.problem, e.frames, e.unfolded)...))
}

// showError opens the whole error of a row, and asks for the source around the
// place where it happened.
func (m *Model) showError(id outline.ID) tea.Cmd {
	p := m.problem(id)
	if p == nil {
		m.say(theme.Dim, "there is no error here")
		return nil
	}
	page := newErrorPage(m.theme, *p)
	m.dialogs.Push(overlay.Dialog{
		ID: dialogError, Title: pathText(m.store.path(id)), Body: page, Width: 110,
		Scopes: []keymap.Scope{keymap.ScopeError, keymap.ScopeText},
		Do: func(a keymap.Action) (any, bool) {
			switch a {
			case keymap.Retry:
				return needRetry{id}, true
			case keymap.Allow:
				return needAllowance{id}, true
			case keymap.CopyText:
				return needCopy{errorText(*p)}, true
			}
			return nil, false
		},
	})
	return m.askErrorSource(page)
}

// askErrorSource reads the source around the place that is nearest to an error.
func (m *Model) askErrorSource(page *errorPage) tea.Cmd {
	short, _ := cut(page.problem.Trace, allMax)
	places := model.PositionsOf(short)
	if len(places) == 0 {
		return nil
	}
	nix, at := m.nix, places[len(places)-1]
	return m.jobs.Start(jobErrorSource, func(ctx context.Context) tea.Msg {
		s, err := nix.Source(ctx, at)
		return errorSourceMsg{page, s, err}
	})
}

// errorSourceMsg is the answer of Nix.Source for a whole error. Without it the
// trace still says where it happened, so a failure is left unsaid.
type errorSourceMsg struct {
	page   *errorPage
	source model.Source
	err    error
}

func (a errorSourceMsg) apply(m *Model) tea.Cmd {
	if a.err == nil {
		a.page.source = excerpt(m.theme, a.source, excerptLines{before: 3, after: 3})
		a.page.write()
		m.dialogs.Refit()
	}
	return nil
}

// retry evaluates a row again, with twice the time.
func (m *Model) retry(id outline.ID) tea.Cmd {
	m.dialogs.Drop(dialogError)
	if _, ok := m.store.known[id]; !ok {
		return nil
	}
	m.nix.Forget(m.store.path(id))
	m.say(theme.Dim, "trying again")
	return m.again(id)
}

// again forgets what is known of a row, so that it is asked for anew.
func (m *Model) again(id outline.ID) tea.Cmd {
	e, ok := m.store.known[id]
	if !ok {
		return nil
	}
	delete(m.store.known, id)
	m.stale = true
	if e.listing {
		return m.meet(m.tree.Open(id))
	}
	return nil
}
