package tui

import (
	"context"
	"slices"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
)

// fakeBuilds are builds that go as a test says. Changes are waited for by nobody:
// a wait that is not answered at once is over.
type fakeBuilds struct {
	fakePlans
	all       []model.Build
	version   uint64
	cancelled []int
	again     []int
}

func (f *fakeBuilds) Start(a model.Action) int {
	f.all = append(f.all, model.Build{ID: len(f.all) + 1, Path: a.Path, Argv: a.Argv, Began: now()})
	f.version++
	return len(f.all)
}

func (f *fakeBuilds) Again(id int) int {
	f.again = append(f.again, id)
	return id
}

func (f *fakeBuilds) Snapshot() []model.Build { return slices.Clone(f.all) }

func (f *fakeBuilds) Changed(ctx context.Context, seen uint64) (uint64, error) {
	if f.version == seen {
		<-ctx.Done()
		return seen, ctx.Err()
	}
	return f.version, nil
}

func (f *fakeBuilds) Log(_ int, _ string, from, most int) model.BuildLog {
	if most == 0 {
		return model.BuildLog{Total: 2}
	}
	return model.BuildLog{First: from, Lines: []string{"compiling", "it \x1b[2Jbroke"}, Total: 2}
}

func (f *fakeBuilds) Cancel(id int) { f.cancelled = append(f.cancelled, id) }

// becomes changes the latest build and lets the explorer see it.
func (f *fakeBuilds) becomes(u *actor, change func(*model.Build)) {
	change(&f.all[len(f.all)-1])
	f.version++
	u.fire(func(m tea.Msg) bool { _, ok := m.(buildsDueMsg); return ok })
}

// building starts a build of a package.
func building(t *testing.T) (*actor, *fakeBuilds) {
	t.Helper()
	f := &fakeBuilds{}
	u := onHello(t, Options{Builds: f})
	u.press("3")
	u.sees("nothing runs in the background")
	u.press("b")
	u.sees("started: build "+helloPath, "3 Jobs (1 running)")
	return u, f
}

func TestBuildSucceeds(t *testing.T) {
	t.Parallel()
	u, f := building(t)
	f.becomes(u, func(b *model.Build) {
		b.State, b.Builds = model.BuildRunning, model.Tally{Done: 1, Running: 1, Expected: 3}
		b.Running = []model.BuildStep{{Name: "hello-2.12", Phase: "buildPhase", Tail: []string{"cc hello.c"}}}
	})
	u.press("3")
	u.sees("╭─ Jobs", "building", helloPath, "built 1/3", "hello-2.12  buildPhase", "cc hello.c", "nix b 'github:owner/sample#")
	f.becomes(u, func(b *model.Build) {
		b.State, b.Running, b.Ended = model.BuildSucceeded, nil, now().Add(3*time.Second)
		b.Results = []model.BuildResult{{Outputs: []model.Output{{Name: "out", Path: "/nix/store/abc-hello"}}}}
	})
	u.sees("built: "+helloPath, "out", "/nix/store/abc-hello")
	u.misses("running", "cc hello.c")
	u.press("y")
	if !slices.Equal(u.clip, []string{"/nix/store/abc-hello"}) {
		t.Errorf("copied %q", u.clip)
	}
	u.press("r")
	if !slices.Equal(f.again, []int{1}) {
		t.Errorf("again: %v", f.again)
	}
	u.press("q")
	if !u.quit {
		t.Error("nothing runs, and it asks")
	}
}

func TestBuildFails(t *testing.T) {
	t.Parallel()
	u, f := building(t)
	f.becomes(u, func(b *model.Build) {
		b.State, b.Ended = model.BuildFailed, now()
		b.Failed = []model.BuildStep{{Name: "dep-1.0", Drv: "/nix/store/x.drv", Reason: "builder failed with exit code 3", Lines: 2}}
		b.Ignored = []string{"substituters"}
	})
	u.sees("failed: " + helloPath)
	u.press("3")
	u.sees("dep-1.0: builder failed with exit code 3", "compiling", `it \e[2Jbroke`, "were not applied: substituters")
}

// Quitting asks while something runs, and only a y quits.
func TestQuitWhileBuilding(t *testing.T) {
	t.Parallel()
	u, f := building(t)
	for _, key := range []string{"enter", "q", "n", "ctrl+c"} {
		u.press("q")
		u.sees("1 job still runs")
		u.press(key)
		u.misses("still runs")
	}
	u.press("/", "ctrl+c")
	u.sees("1 job still runs")
	u.press("y")
	if !u.quit {
		t.Error("it does not quit")
	}
	u.press("esc", "3", "x")
	if !slices.Equal(f.cancelled, []int{1}) {
		t.Errorf("cancelled %v", f.cancelled)
	}
}
