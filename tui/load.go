package tui

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/outline"
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
func (m *Model) open() tea.Cmd {
	m.jobs.CancelAll()
	m.asked = asked{}
	m.opening = true
	nix := m.nix
	return m.jobs.Start(jobOpen, func(ctx context.Context) tea.Msg {
		f, err := nix.Open(ctx)
		return openedMsg{f, err}
	})
}

// reload opens the flake again; cursor and expansion come back with the names.
func (m *Model) reload() tea.Cmd {
	if m.jobs.Running(jobUpdate) {
		m.say(theme.Dim, "the lock file is being updated; then the flake is reloaded")
		return nil
	}
	m.say(theme.Dim, "reloading")
	return m.open()
}

// openedMsg is the answer of Nix.Open.
type openedMsg struct {
	flake model.Flake
	err   error
}

func (a openedMsg) apply(m *Model) tea.Cmd {
	m.opening, m.changed = false, false
	m.inputs.forget()
	m.note = note{}
	m.remember()
	m.forgetRows()
	if a.err != nil {
		m.flake = nil
		p := problemOf(a.err)
		m.fail("This flake cannot be opened", p)
		return m.beginStart(p.Cause)
	}
	if old := m.flake; old == nil || old.Pin == "" || old.Pin != a.flake.Pin {
		m.granted = 0 // of another version nothing was allowed
	}
	m.flake, m.trouble = &a.flake, nil
	return tea.Batch(m.listChildren(outline.Root), m.resolve(), m.noteOpened())
}

// expectsNames tells whether the names of the outputs are there or on their way.
// Who types before they are is not to lose a letter: letters are keys, too.
func (m *Model) expectsNames() bool { return m.trouble == nil && (m.flake != nil || m.opening) }

// noteOpened puts the flake in the history.
func (m *Model) noteOpened() tea.Cmd {
	flakes, f := m.opt.Flakes, *m.flake
	return func() tea.Msg {
		flakes.Opened(f)
		return nil
	}
}

// forgetRows empties the tree, and closes the dialogs that speak of its rows.
func (m *Model) forgetRows() {
	m.store.reset()
	m.search.forgetRows()
	m.catalog, m.index = catalog{}, index{}
	m.config, m.offered = nixConfig{}, offered{}
	m.dialogs.Drop(dialogError)
	m.dialogs.Drop(dialogMenu)
	m.selected, m.rested, m.lingered = outline.Root, false, false
	m.rest++
}

// fail shows a page in place of the panes.
func (m *Model) fail(title string, p model.Problem) {
	m.trouble = &trouble{title, p}
	m.page.SetBlocks(troubleBlocks(m.theme, *m.trouble))
	m.page.ToTop()
}

// resolve turns the fragment of the reference into a path, once.
func (m *Model) resolve() tea.Cmd {
	if m.fragment == "" {
		return nil
	}
	nix, fragment := m.nix, m.fragment
	return m.jobs.Start(jobResolve, func(ctx context.Context) tea.Msg {
		p, err := nix.Resolve(ctx, fragment)
		return resolvedMsg{p, err}
	})
}

// resolvedMsg is the answer of Nix.Resolve.
type resolvedMsg struct {
	path model.AttrPath
	err  error
}

func (a resolvedMsg) apply(m *Model) tea.Cmd {
	fragment := m.fragment
	m.fragment = ""
	if a.err != nil {
		m.say(theme.Bad, "#"+fragment+": "+firstLine(problemOf(a.err).Message))
		return nil
	}
	return m.reveal(a.path)
}

// problemOf is what an error means. A context that ended without our doing (a
// job that we cancel ourselves does not get here) means that nix was stopped.
func problemOf(err error) model.Problem {
	p := model.ProblemOf(err)
	if errors.Is(err, context.Canceled) {
		p.Cause = model.CauseCancelled
	}
	if errors.Is(err, context.DeadlineExceeded) {
		p.Cause = model.CauseTimeout
	}
	return p
}
