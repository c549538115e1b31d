package tui

import (
	"context"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/overlay"
	"flakewalk/tui/pager"
	"flakewalk/tui/theme"
)

// Builds are the commands that run in the background. No method but Changed and Plan waits.
// *nixcli.Builds fits it.
type Builds interface {
	// Start starts an action and returns its number.
	Start(a model.Action) int
	// Again starts what ran under a number once more, or returns 0.
	Again(id int) int
	// Plan asks what an action would fetch and build. It waits for nix.
	Plan(ctx context.Context, a model.Action) (model.Plan, error)
	// Snapshot is what is known of all, the oldest first.
	Snapshot() []model.Build
	// Changed waits until something is other than at the version it returned before.
	Changed(ctx context.Context, seen uint64) (uint64, error)
	// Log is a part of the log of a derivation; drv "" is what nix itself said.
	Log(id int, drv string, from, most int) model.BuildLog
	// Cancel ends one.
	Cancel(id int)
}

const (
	jobBuilds = "builds"
	// buildsTime is how often at most the screen follows what builds say.
	buildsTime = 100 * time.Millisecond
)

// needCancelBuild and needBuildAgain ask for that of the build of a number.
type (
	needCancelBuild struct{ id int }
	needBuildAgain  struct{ id int }
	needQuit        struct{}
)

// background are the builds as the explorer last saw them.
type background struct {
	all      []model.Build
	version  uint64
	watching bool
}

// running is how many of them have not ended.
func (b *background) running() int {
	n := 0
	for _, one := range b.all {
		if !one.State.Ended() {
			n++
		}
	}
	return n
}

// startBuild starts an action in the background.
func (m *Model) startBuild(a model.Action) tea.Cmd {
	m.opt.Builds.Start(a)
	m.say(theme.Good, "started: "+a.Verb.String()+" "+pathText(a.Path)+"; 3 shows the jobs")
	return m.watchBuilds()
}

// watchBuilds waits for the next change. There is one wait at a time.
func (m *Model) watchBuilds() tea.Cmd {
	m.lookAtBuilds()
	if m.builds.watching {
		return nil
	}
	m.builds.watching = true
	builds, seen := m.opt.Builds, m.builds.version
	return m.work.Start(jobBuilds, func(ctx context.Context) tea.Msg {
		version, err := builds.Changed(ctx, seen)
		return buildsMsg{version, err}
	})
}

// buildsMsg says that something has changed.
type buildsMsg struct {
	version uint64
	err     error
}

func (a buildsMsg) apply(m *Model) tea.Cmd {
	if a.err != nil {
		return nil // the program ends
	}
	m.builds.version = a.version
	m.lookAtBuilds()
	return m.after(buildsTime, buildsDueMsg{})
}

// lookAtBuilds takes a new look, and tells of those that have ended.
func (m *Model) lookAtBuilds() {
	before := m.builds.all
	m.builds.all = m.opt.Builds.Snapshot()
	for _, b := range m.builds.all {
		i := slices.IndexFunc(before, func(old model.Build) bool { return old.ID == b.ID })
		if b.State.Ended() && (i < 0 || !before[i].State.Ended()) {
			m.buildEnded(b)
		}
	}
	m.refreshJobs()
}

// buildsDueMsg says that it is time to look again.
type buildsDueMsg struct{}

func (buildsDueMsg) apply(m *Model) tea.Cmd {
	m.builds.watching = false
	return m.watchBuilds()
}

// buildEnded tells that a build has ended. More may be in the store now.
func (m *Model) buildEnded(b model.Build) {
	tone := theme.Good
	if b.State != model.BuildSucceeded {
		tone = theme.Bad
	}
	m.say(tone, b.State.String()+": "+pathText(b.Path)+"; 3 shows the jobs")
	for _, e := range m.store.known {
		e.derivation, e.derivationProblem = nil, nil
	}
	m.stale = true
}

// jobsTitle is the title of the tab: how many run.
func (m *Model) jobsTitle() string {
	if n := m.builds.running(); n > 0 {
		return fmt.Sprintf("Jobs (%d running)", n)
	}
	return "Jobs"
}

// showJobs opens the list of builds.
func (m *Model) showJobs() {
	if len(m.builds.all) == 0 {
		m.say(theme.Dim, "nothing runs in the background, and nothing did")
		return
	}
	view := newJobsView(m.theme, m.opt.Now, m.opt.Builds.Log)
	view.set(m.builds.all)
	m.dialogs.Push(overlay.Dialog{
		ID: dialogJobs, Title: "Jobs", Body: view, Width: 120,
		Scopes: []keymap.Scope{keymap.ScopeJobs, keymap.ScopeText},
		Do:     view.act,
	})
}

// refreshJobs brings the list up to date while it is on screen.
func (m *Model) refreshJobs() {
	d, _ := m.dialogs.Top()
	if view, ok := d.Body.(*jobsView); ok {
		view.set(m.builds.all)
		m.dialogs.Refit()
	}
}

// meetJob fulfils what the list of builds needs.
func (m *Model) meetJob(need any) tea.Cmd {
	switch n := need.(type) {
	case needCancelBuild:
		m.opt.Builds.Cancel(n.id)
		m.say(theme.Warn, "cancelling")
	case needBuildAgain:
		m.opt.Builds.Again(n.id)
		return m.watchBuilds()
	case needQuit:
		return tea.Quit
	}
	return nil
}

// quit ends flakewalk. It asks while builds run, as they end with it.
func (m *Model) quit() tea.Cmd {
	n := m.builds.running()
	if n == 0 {
		return tea.Quit
	}
	m.stopTyping()
	body := pager.New(m.theme)
	body.SetBlocks([]pager.Block{
		{Text: plural(n, "job still runs", "jobs still run") + " in the background, and would be cancelled."},
		{},
		{Label: "y", LabelTone: theme.Accent, Text: "cancel, and quit"},
		{Label: "any other key", LabelTone: theme.Accent, Text: "stay"},
	})
	m.dialogs.Push(overlay.Dialog{
		ID: dialogQuit, Title: "Quit?", Body: body, Width: 70,
		Scopes: []keymap.Scope{keymap.ScopeQuestion, keymap.ScopeText},
		Do: func(k keymap.Action) (any, bool) {
			if k == keymap.Yes {
				return needQuit{}, true
			}
			return needNoGrant{}, true
		},
	})
	return nil
}
