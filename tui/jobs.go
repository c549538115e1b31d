package tui

import (
	"context"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/model/lock"
	"flakewalk/tui/keymap"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// Builds are the commands that run in the background. Those of its methods that
// take a context may take long. *nixcli.Builds fits it.
type Builds interface {
	// Start starts an action and returns its number.
	Start(a model.Action) int
	// Again starts what ran under a number once more, or returns 0.
	Again(id int) int
	// Plan asks what an action would fetch and build. It waits for nix.
	Plan(ctx context.Context, a model.Action) (model.Plan, error)
	// Snapshot is what is known of all, the oldest first.
	Snapshot() []model.Build
	// Steps are the derivations of one, in the order in which they began.
	Steps(id int) []model.BuildStep
	// Changed waits until something is other than at the version it returned before.
	Changed(ctx context.Context, seen uint64) (uint64, error)
	// Log is a part of the log of a derivation; drv "" is what nix itself said.
	Log(id int, drv string, from, most int) model.BuildLog
	// Save writes a log to a new file, and returns its whole name and which lines were
	// written. Nothing is overwritten.
	Save(ctx context.Context, id int, drv, name string) (string, model.BuildLog, error)
	// Actions are what can be done with one, or with a derivation of it.
	Actions(ctx context.Context, id int, drv string) ([]model.Action, error)
	// Files lists the files of what was built.
	Files(ctx context.Context, path string) (lock.FileList, error)
	// Cancel ends one.
	Cancel(id int)
	// Forget drops one that has ended, with its logs.
	Forget(id int)
}

const (
	jobBuilds = "builds"
	// buildsTime is how often at most the screen follows what builds say.
	buildsTime = 100 * time.Millisecond
)

// background are the builds as the explorer last saw them.
type background struct {
	all      []model.Build
	version  uint64
	watching bool
	leaving  bool  // flakewalk ends when they have
	told     []int // those that had ended when the user chose to wait for the others
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

// find is the build of a number; ok is false where there is none.
func (b *background) find(id int) (one model.Build, ok bool) {
	i := slices.IndexFunc(b.all, func(one model.Build) bool { return one.ID == id })
	if i < 0 {
		return one, false
	}
	return b.all[i], true
}

// starting starts an action of the flake on screen in the background.
type starting struct{ action model.Action }

func (r starting) meet(m *Model) tea.Cmd {
	ref := ""
	if m.visit.flake != nil {
		ref = m.visit.flake.Ref
	}
	return m.jobs.start(r.action, ref)
}

// start starts an action of a flake in the background.
func (p *jobsTab) start(a model.Action, ref string) tea.Cmd {
	id := p.builds.Start(a)
	p.wish = jobRow{id: id}
	if ref != "" {
		p.names.flakes[id] = ref
	}
	tone, mind := theme.Good, p.wayHere()
	if a.Warning != "" {
		tone, mind = theme.Warn, text.Line(a.Warning)
	}
	p.out.say(tone, "started: "+a.Verb.String()+" "+text.Path(a.Path)+"; "+mind)
	return p.watchBuilds()
}

// wayHere says how one sees the jobs.
func (p *jobsTab) wayHere() string {
	return p.env.key(keymap.ShowJobs, keymap.ScopeMain) + " shows the jobs"
}

// watchBuilds waits for the next change. There is one wait at a time.
func (p *jobsTab) watchBuilds() tea.Cmd {
	p.lookAtBuilds()
	if p.watching {
		return nil
	}
	p.watching = true
	builds, seen := p.builds, p.version
	return p.work.Start(jobBuilds, func(ctx context.Context) tea.Msg {
		version, err := builds.Changed(ctx, seen)
		return buildsMsg{p, version, err}
	})
}

// buildsMsg says that something has changed.
type buildsMsg struct {
	p       *jobsTab
	version uint64
	err     error
}

func (a buildsMsg) apply() tea.Cmd {
	p := a.p
	if a.err != nil {
		return nil // the program ends
	}
	p.version = a.version
	p.lookAtBuilds()
	if p.leaving && p.running() == 0 {
		return tea.Quit
	}
	return p.env.after(buildsTime, buildsDueMsg{p})
}

// lookAtBuilds takes a new look, and tells of those that have ended.
func (p *jobsTab) lookAtBuilds() {
	before := p.all
	p.all = p.builds.Snapshot()
	for _, b := range p.all {
		i := slices.IndexFunc(before, func(old model.Build) bool { return old.ID == b.ID })
		if b.State.Ended() && (i < 0 || !before[i].State.Ended()) {
			p.buildEnded(b)
		}
	}
	p.refresh()
}

// buildsDueMsg says that it is time to look again.
type buildsDueMsg struct{ p *jobsTab }

func (a buildsDueMsg) apply() tea.Cmd {
	p := a.p
	p.watching = false
	return p.watchBuilds()
}

// buildEnded tells that a build has ended.
func (p *jobsTab) buildEnded(b model.Build) {
	tone, text := theme.Good, endText(b)
	switch b.State { //nolint:exhaustive // it has ended
	case model.BuildFailed:
		tone = theme.Bad
	case model.BuildCancelled:
		tone = theme.Warn
	}
	if !p.shown {
		text += "; " + p.wayHere()
	}
	p.out.say(tone, text)
	p.ended(b, p.shown)
	p.out.want(storeChanged{})
}

// endText says how a build has ended, and what is at fault.
func endText(b model.Build) string {
	body := b.State.String() + ": " + text.Path(b.Path)
	if b.State == model.BuildFailed && len(b.Failed) > 0 {
		body += " (" + text.Line(b.Failed[0].Name) + ")"
	}
	return body
}

// storeChanged has all looked up anew that depends on what is in the store.
type storeChanged struct{}

func (storeChanged) meet(m *Model) tea.Cmd {
	for _, v := range m.visits() {
		v.nix.StoreChanged()
		v.outputs.store.storeChanged()
		v.outputs.stale = true
	}
	return nil
}

// title tells how many run.
func (p *jobsTab) title() string {
	if n := p.running(); n > 0 {
		return fmt.Sprintf("Jobs (%d running)", n)
	}
	return "Jobs"
}
