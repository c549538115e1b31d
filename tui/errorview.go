package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/outline"
	"flakewalk/tui/overlay"
	"flakewalk/tui/pager"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// problems are what went wrong with a row: with itself, or with what the details
// tell of it.
func (s *store) problems(id outline.ID) []*model.Problem {
	e, ok := s.known[id]
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
func (s *store) problem(id outline.ID) *model.Problem {
	if all := s.problems(id); len(all) > 0 {
		return all[0]
	}
	return nil
}

// errorPage is a whole error: what it means, the source around its place, and
// the trace, folded. It fills a dialog.
type errorPage struct {
	offers func() []keymap.Action // what is worth a hint; nil is nothing of its own
	*pager.Model
	env      *env
	problem  model.Problem
	frames   int
	unfolded bool
	source   []pager.Block
}

func newErrorPage(en *env, p model.Problem) *errorPage {
	e := &errorPage{Model: pager.New(en.theme), env: en, problem: p, frames: frames(p.Trace)}
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

// useful are the actions worth a hint.
func (e *errorPage) useful() []keymap.Action {
	var a []keymap.Action
	if e.offers != nil {
		a = e.offers()
	}
	return append(a, keymap.Dismiss, keymap.Help)
}

// write lays the page out anew.
func (e *errorPage) write() {
	b := e.env.causeBlocks(e.problem)
	if len(e.source) > 0 {
		b = append(b, pager.Block{})
		b = append(b, e.source...)
	}
	e.SetBlocks(append(b, e.env.foldedTrace(e.problem, e.frames, e.unfolded)...))
}

// showError opens the whole error of a row, and asks for the source around the
// place where it happened.
func (o *outputsTab) showError(id outline.ID) tea.Cmd {
	p := o.store.problem(id)
	if p == nil {
		o.out.say(theme.Dim, "there is no error here")
		return nil
	}
	page := newErrorPage(o.env, *p)
	page.offers = func() []keymap.Action {
		switch {
		case o.refusedByNix(o.selected):
			return []keymap.Action{keymap.Allow, keymap.Retry, keymap.CopyText}
		case o.f.canFetch(p):
			return []keymap.Action{keymap.Fetch, keymap.Retry, keymap.CopyText}
		}
		return []keymap.Action{keymap.Retry, keymap.CopyText}
	}
	o.out.show(overlay.Dialog{
		ID: dialogError, Title: text.Path(o.store.path(id)), Body: page, Width: 110,
		Scopes: []keymap.Scope{keymap.ScopeError, keymap.ScopeText},
		Do: func(a keymap.Action) (tea.Cmd, bool) {
			switch a {
			case keymap.Retry:
				return o.retry(id), true
			case keymap.Allow:
				return o.allow(id), true
			case keymap.Fetch:
				return o.fetchRow(id), true
			case keymap.CopyText:
				return o.out.copyText(errorText(*p)), true
			}
			return nil, false
		},
	})
	return o.askErrorSource(page)
}

// askErrorSource reads the source around the place that is nearest to an error.
func (o *outputsTab) askErrorSource(page *errorPage) tea.Cmd {
	short, _ := text.Cut(page.problem.Trace, text.AllMax)
	places := model.PositionsOf(short)
	if len(places) == 0 {
		return nil
	}
	nix, at := o.nix, places[len(places)-1]
	return o.f.jobs.Start(jobErrorSource, func(ctx context.Context) tea.Msg {
		s, err := nix.Source(ctx, at)
		return errorSourceMsg{o, page, s, err}
	})
}

// errorSourceMsg is the answer of Nix.Source for a whole error. Without it the
// trace still says where it happened, so a failure is left unsaid.
type errorSourceMsg struct {
	o      *outputsTab
	page   *errorPage
	source model.Source
	err    error
}

func (a errorSourceMsg) apply() tea.Cmd {
	o := a.o
	if a.err == nil {
		a.page.source = excerpt(o.env.theme, a.source, excerptLines{before: 3, after: 3})
		a.page.write()
		o.out.refit()
	}
	return nil
}

// retry evaluates a row again, with twice the time.
func (o *outputsTab) retry(id outline.ID) tea.Cmd {
	o.out.closeDialog(dialogError)
	if _, ok := o.store.known[id]; !ok {
		return nil
	}
	o.nix.Forget(o.store.path(id))
	o.out.say(theme.Dim, "trying again")
	return o.again(id)
}

// again forgets what is known of a row, so that it is asked for anew.
func (o *outputsTab) again(id outline.ID) tea.Cmd {
	e, ok := o.store.known[id]
	if !ok {
		return nil
	}
	delete(o.store.known, id)
	o.stale = true
	if e.listing {
		return o.meet(o.tree.Open(id))
	}
	return nil
}
