package tui

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/theme"
)

// Keys of the jobs. Those of children end in the row's number.
const (
	jobOpen    = "open"
	jobResolve = "resolve"
	jobHeads   = "heads"
	jobBriefs  = "briefs"
	jobDetail  = "detail"
	jobUnfold  = "unfold"
	jobSearch  = "search"
	jobIndex   = "index"
	jobRank    = "rank"
	jobBelow   = "below"

	jobRecent     = "recent"
	jobRegistry   = "registry"
	jobKids       = "children/"
	jobInputs     = "inputs"
	jobWhy        = "why"
	jobFiles      = "files"
	jobCard       = "card"
	jobUpdateArgv = "ask-update"
	jobUpdate     = "update"

	jobInputSource = "input-source"

	jobSource     = "source"
	jobDerivation = "derivation"
	jobBrowse     = "browse"

	jobErrorSource = "error-source"

	jobDemo           = "demo"
	jobStartRecent    = "start-recent"
	jobStartTemplates = "start-templates"
)

// trouble is why there is no tree to show.
type trouble struct {
	title   string
	problem model.Problem
}

// open asks who the flake is, the first time and at each reload. All that was
// asked before is dropped: its answers would be of the flake as it was.
func (v *visit) open() tea.Cmd {
	v.jobs.CancelAll()
	v.outputs.asked = asked{}
	v.opening = true
	nix := v.nix
	return v.jobs.Start(jobOpen, func(ctx context.Context) tea.Msg {
		f, err := nix.Open(ctx)
		return openedMsg{v, f, err}
	})
}

// reopen opens the flake again; cursor and expansion come back with the names.
func (v *visit) reopen() tea.Cmd {
	if v.jobs.Running(jobUpdate) {
		v.out.say(theme.Dim, "the lock file is being updated; then the flake is reloaded")
		return nil
	}
	v.out.say(theme.Dim, "reloading")
	return v.open()
}

// openedMsg is the answer of Flake.Open.
type openedMsg struct {
	v     *visit
	flake model.Flake
	err   error
}

func (a openedMsg) apply() tea.Cmd {
	v := a.v
	v.opening, v.changed = false, false
	v.inputs.forget()
	v.out.hush()
	v.outputs.forget()
	v.actions.forget()
	if a.err != nil {
		v.flake = nil
		p := problemOf(a.err)
		v.fail("This flake cannot be opened", p)
		return v.beginStart(p.Cause)
	}
	if old := v.flake; old == nil || old.Pin == "" || old.Pin != a.flake.Pin {
		v.permits = permits{} // of another version nothing was allowed
	}
	v.flake, v.trouble = &a.flake, nil
	return tea.Batch(v.outputs.begin(), v.noteOpened())
}

// noteOpened puts the flake in the history.
func (v *visit) noteOpened() tea.Cmd {
	flakes, f := v.env.opt.Flakes, *v.flake
	return func() tea.Msg {
		flakes.Opened(f)
		return nil
	}
}

// expectsNames tells whether the names of the outputs are there or on their way.
// Who types before they are is not to lose a letter: letters are keys, too.
func (f *openFlake) expectsNames() bool { return f.trouble == nil && (f.flake != nil || f.opening) }

// fail puts a page in place of the panes.
func (f *openFlake) fail(title string, p model.Problem) { f.trouble = &trouble{title, p} }

// problemOf is what an error means. A context that ended without our doing (a
// job that we cancel ourselves does not get here) means that nix was stopped; an
// error that knows its cause keeps it.
func problemOf(err error) model.Problem {
	p := model.ProblemOf(err)
	if p.Cause != model.CauseSelf {
		return p
	}
	if errors.Is(err, context.Canceled) {
		p.Cause = model.CauseCancelled
	}
	if errors.Is(err, context.DeadlineExceeded) {
		p.Cause = model.CauseTimeout
	}
	return p
}
