package tui

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/charmbracelet/x/exp/golden"

	"flakewalk/model"
	"flakewalk/model/lock"
	"flakewalk/tui/keymap"
	"flakewalk/tui/theme"
)

// fakeBuilds are builds that go as a test says. Changes are waited for by nobody:
// a wait that is not answered at once is over.
type fakeBuilds struct {
	fakePlans
	mu        sync.Mutex
	all       []model.Build
	steps     map[int][]model.BuildStep
	logs      map[string][]string // by derivation
	dropped   int                 // lines that the logs have lost
	version   uint64
	cancelled []int
	again     []int
	saved     []string
	saveErr   error
}

func (f *fakeBuilds) Start(a model.Action) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = append(f.all, model.Build{ID: len(f.all) + 1, Verb: a.Verb, Path: a.Path, Argv: a.Argv, Local: a.Local, Began: now()})
	f.version++
	return len(f.all)
}

func (f *fakeBuilds) Again(id int) int {
	f.again = append(f.again, id)
	old := f.all[id-1]
	return f.Start(model.Action{Offer: model.Offer{Verb: old.Verb}, Path: old.Path, Argv: old.Argv})
}

func (f *fakeBuilds) Snapshot() []model.Build {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.all)
}

func (f *fakeBuilds) Steps(id int) []model.BuildStep {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.steps[id])
}

func (f *fakeBuilds) Changed(ctx context.Context, seen uint64) (uint64, error) {
	f.mu.Lock()
	version := f.version
	f.mu.Unlock()
	if version == seen {
		<-ctx.Done()
		return seen, ctx.Err()
	}
	return version, nil
}

func (f *fakeBuilds) Log(id int, drv string, from, most int) model.BuildLog {
	f.mu.Lock()
	defer f.mu.Unlock()
	lines := f.logs[drv]
	dropped := min(f.dropped, len(lines))
	from = min(max(from, dropped), len(lines))
	return model.BuildLog{
		First: from, Lines: slices.Clone(lines[from:min(from+most, len(lines))]), Total: len(lines), Dropped: dropped,
		Ended: f.all[id-1].State.Ended(),
	}
}

func (f *fakeBuilds) Save(_ context.Context, id int, drv, name string) (string, model.BuildLog, error) {
	if f.saveErr != nil {
		return "", model.BuildLog{}, f.saveErr
	}
	f.saved = append(f.saved, name)
	return "/home/me/" + name, f.Log(id, drv, 0, 0), nil
}

func (f *fakeBuilds) Actions(_ context.Context, id int, drv string) ([]model.Action, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	b := f.all[id-1]
	offers, of := model.JobOffers(b, []string{"hello"}), "/nix/store/abc-hello"
	for _, s := range f.steps[id] {
		if s.Drv == drv || drv == "" && len(b.Failed) > 0 && s.Drv == b.Failed[0].Drv {
			of = s.Drv
			if drv != "" {
				offers = model.StepOffers(s)
			}
		}
	}
	var all []model.Action
	for _, o := range offers {
		all = append(all, model.Action{Offer: o, Path: b.Path, Of: of, Argv: []string{"nix", letter(o.Verb), of}, Confirm: o.Verb.RunsCode() && !b.Local})
	}
	return all, nil
}

func (f *fakeBuilds) Files(_ context.Context, path string) (lock.FileList, error) {
	return lock.FileList{Path: path, Files: []lock.FileEntry{{Name: "bin", Dir: true}, {Name: "hello", Depth: 1, Size: 512}}}, nil
}

func (f *fakeBuilds) Cancel(id int) { f.cancelled = append(f.cancelled, id) }

func (f *fakeBuilds) Forget(id int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = slices.DeleteFunc(f.all, func(b model.Build) bool { return b.ID == id })
	f.version++
}

// becomes changes the latest build and lets the explorer see it.
func (f *fakeBuilds) becomes(u *user, change func(*model.Build)) {
	u.t.Helper()
	f.mu.Lock()
	change(&f.all[len(f.all)-1])
	f.mu.Unlock()
	f.seen(u)
}

// seen lets the explorer see what has changed.
func (f *fakeBuilds) seen(u *user) {
	u.t.Helper()
	f.mu.Lock()
	f.version++
	f.mu.Unlock()
	u.fire(func(m tea.Msg) bool { _, ok := m.(buildsDueMsg); return ok })
}

// dep and hello are derivations of the builds of these tests.
const (
	depDrv   = "/nix/store/00000000000000000000000000000000-dep-1.0.drv"
	helloDrv = "/nix/store/00000000000000000000000000000000-hello-2.12.drv"
)

// runs is a build of hello that has built dep.
func (f *fakeBuilds) runs(u *user) {
	f.steps = map[int][]model.BuildStep{len(f.all): {
		{Drv: depDrv, Name: "dep-1.0", Since: now(), Ended: now().Add(time.Second), Lines: 1},
		{Drv: helloDrv, Name: "hello-2.12", Phase: "buildPhase", Since: now(), Tail: []string{"cc hello.c"}, Lines: 1},
	}}
	f.logs = map[string][]string{depDrv: {"dep was made"}, helloDrv: {"cc hello.c"}}
	f.becomes(u, func(b *model.Build) {
		b.State, b.Builds = model.BuildRunning, model.Tally{Done: 1, Running: 1, Expected: 3}
		b.Bytes = model.Bytes{Done: 12 << 20, Expected: 40 << 20}
		b.Running = f.steps[b.ID][1:]
	})
}

// depReason is why the build of dep fails.
const depReason = "builder failed with exit code 3"

// depLine is a line of its log.
func depLine(n int) string { return fmt.Sprintf("line %d of the log", n) }

// fails ends the build of hello with the failure of dep.
func (f *fakeBuilds) fails(u *user) {
	f.steps = map[int][]model.BuildStep{len(f.all): {
		{Drv: depDrv, Name: "dep-1.0", Since: now(), Ended: now(), Reason: depReason, Lines: 40},
		{Drv: helloDrv, Name: "hello-2.12", Since: now(), Ended: now()},
	}}
	lines := make([]string, 40)
	for i := range lines {
		lines[i] = depLine(i)
	}
	lines[39] = "it \x1b[2Jbroke\u202e"
	f.logs = map[string][]string{depDrv: lines}
	f.becomes(u, func(b *model.Build) {
		b.State, b.Ended, b.Failed, b.Running = model.BuildFailed, now().Add(3*time.Second), f.steps[b.ID][:1], nil
		b.Ignored = []string{"substituters"}
	})
}

// succeeds ends the build of hello.
func (f *fakeBuilds) succeeds(u *user) {
	f.becomes(u, func(b *model.Build) {
		b.State, b.Running, b.Ended = model.BuildSucceeded, nil, now().Add(63*time.Second)
		b.Results = []model.BuildResult{{Drv: helloDrv, Outputs: []model.Output{{Name: "out", Path: "/nix/store/abc-hello", Built: true, NarSize: 2048, ClosureSize: 3 << 20}}}}
	})
}

// building starts a build of a package.
func building(t *testing.T) (*actor, *fakeBuilds) {
	t.Helper()
	f := &fakeBuilds{}
	u := onHello(t, Options{Builds: f})
	u.press("b")
	u.said(theme.Good)
	if n := u.m.jobs.running(); n != 1 || len(f.all) != 1 || f.all[0].Path.String() != helloPath {
		t.Fatalf("%d jobs run of %+v", n, f.all)
	}
	return u, f
}

func TestBuildSucceeds(t *testing.T) {
	t.Parallel()
	u, f := building(t)
	u.snap("started", theHeader, theStatus)
	f.runs(u.user)
	u.snap("it runs", theHeader, theStatus)
	u.rest()
	u.linger()
	u.nix.called("derivation")
	u.press("3")
	u.sees("▾ packages.hello", "⠋ buildPhase", "cc hello.c", "nix b 'github:owner/sample#")
	u.hints(keymap.Cancel)
	u.snap("the job", theList, theDetail)
	u.nix.called("storechanged")
	f.succeeds(u.user)
	u.said(theme.Good)
	u.sees("✓ ", "/nix/store/abc-hello", "nix r /nix/store/abc-hello")
	u.misses("cc hello.c")
	u.hints(doVerb(model.VerbRun), doVerb(model.VerbShell), keymap.Files)
	u.hidesHints(keymap.Cancel)
	if n := u.m.jobs.running(); n != 0 {
		t.Errorf("%d jobs run", n)
	}
	u.snap("it has built", theHeader, theList, theDetail, theNote)
	if got := u.nix.called("storechanged"); len(got) != 1 {
		t.Errorf("what is in the store is asked anew %d times", len(got))
	}
	u.press("y", "Y")
	if want := []string{"/nix/store/abc-hello", "nix b 'github:owner/sample#" + helloPath + "'"}; !slices.Equal(u.clip, want) {
		t.Errorf("copied %q", u.clip)
	}
	u.press("f")
	u.onTop(dialogFiles)
	u.sees("bin/", "hello")
	u.snap("its files", theDialog)
	u.press("esc", "s")
	u.onTop(dialogTrust)
	u.sees("nix s /nix/store/abc-hello")
	u.press("y")
	u.expect("nix s /nix/store/abc-hello")
	u.press("r") // not asked again
	u.expect("nix r /nix/store/abc-hello")
	u.press("1")
	if got := u.nix.called("derivation"); !slices.Contains(got, helloPath) {
		t.Errorf("what of it is in the store is not asked anew: %q", got)
	}
	u.press("r")
	u.onTop(dialogTrust) // that of the flake is another one
	u.press("n", "3", "R")
	if !slices.Equal(f.again, []int{1}) {
		t.Errorf("again: %v", f.again)
	}
	u.said(theme.Good)
	u.snap("again", theNote)
	if got := u.m.jobs.cursor(); got != (jobRow{id: 2}) {
		t.Errorf("the cursor is not on the new job, the first: %+v", got)
	}
}

func TestBuildFails(t *testing.T) {
	t.Parallel()
	u, f := building(t)
	f.fails(u.user)
	u.said(theme.Bad)
	u.snap("failed", theNote)
	u.press("3")
	if got := u.m.jobs.cursor(); got != (jobRow{id: 1, drv: depDrv}) {
		t.Errorf("the tab does not open at the derivation at fault: %+v", got)
	}
	u.sees("dep-1.0", "✗ ", depReason, depLine(38), `it \e[2Jbroke\u{202e}`, "nix L /nix/store/0", "nix d /nix/store/0")
	u.misses(depLine(0))
	u.hints(doVerb(model.VerbLog), doVerb(model.VerbDevelop), keymap.Retry)
	u.snap("the derivation", theList, first(8, theDetail))
	u.press("k")
	u.sees("✗ dep-1.0: "+depReason, `it \e[2Jbroke\u{202e}`, "nix d /nix/store/0")
	u.snap("the job", first(10, theDetail))
	u.press("L")
	u.onTop(dialogShown)
	u.sees(`it \e[2Jbroke\u{202e}`)
	u.misses("nix L")
	u.snap("its log", first(1, theDialog), last(3, theDialog))
	u.press("esc")
	u.press("d")
	u.onTop(dialogTrust)
	u.sees("nix d " + depDrv)
	u.press("y", "y")
	u.expect("nix d " + depDrv)
	u.press("d")
	u.expect("nix d " + depDrv) // it is asked once
	u.press("b")
	u.said(theme.Dim)
	u.snap("no build of a job", theNote)
	u.press("a")
	u.onTop(dialogMenu)
	u.sees("nix V " + depDrv)
	u.snap("what can be done", theDialog)
	u.press("esc", "x")
	u.said(theme.Dim)
	u.snap("it has ended", theNote)
	if len(f.cancelled) != 0 {
		t.Errorf("cancelled %v", f.cancelled)
	}
}

// A job that fails while one looks at it leads to the derivation at fault; one that
// one does not look at leaves the cursor alone.
func TestFailureWhileLooking(t *testing.T) {
	t.Parallel()
	u, f := building(t)
	f.runs(u.user)
	u.press("3")
	f.fails(u.user)
	if got := u.m.jobs.cursor(); got.drv != depDrv {
		t.Errorf("on the job: %+v", got)
	}
	u.press("R", "j", "j")
	before := u.m.jobs.cursor()
	if before.id != 1 {
		t.Fatalf("the cursor is not in the older job: %+v", before)
	}
	f.steps[2] = f.steps[1]
	f.becomes(u.user, func(b *model.Build) {
		b.State, b.Ended, b.Failed = model.BuildFailed, now(), f.steps[2][:1]
	})
	if got := u.m.jobs.cursor(); got != before {
		t.Errorf("elsewhere: %+v", got)
	}
	u.press("1", "3")
	if got := u.m.jobs.cursor(); got != before {
		t.Errorf("later: %+v", got)
	}
}

func TestJobsThatCannotBeEvaluated(t *testing.T) {
	t.Parallel()
	u, f := building(t)
	f.logs = map[string][]string{"": {"evaluating", "error: nothing"}}
	f.becomes(u.user, func(b *model.Build) {
		b.State, b.Ended, b.Problem = model.BuildFailed, now(), &model.Problem{Message: "no \x1bsuch thing"}
	})
	u.press("3")
	u.sees(`✗ no \esuch thing`, "error: nothing")
	u.hints(keymap.Retry)
	u.snap("the job", theList, theDetail)
	u.press("a")
	u.onTop("")
	u.said(theme.Dim)
	u.snap("no menu", theNote)
	u.press("y")
	u.said(theme.Dim)
	u.snap("no path", theNote)
	if len(u.clip) != 0 {
		t.Errorf("copied %q", u.clip)
	}
}

func TestJobsOpenAndClose(t *testing.T) {
	t.Parallel()
	u, f := building(t)
	u.press("3")
	u.press("l", "h", "space") // it has nothing below it yet
	f.runs(u.user)
	u.sees("hello-2.12", "dep-1.0")
	u.press("j")
	if got := u.m.jobs.cursor(); got.drv != helloDrv {
		t.Errorf("what is being built is not before what was built: %+v", got)
	}
	u.press("h")
	u.press("h")
	u.misses("dep-1.0")
	f.succeeds(u.user)
	u.press("enter")
	u.sees("✓ ", "dep-1.0")
	u.press("j", "j", "enter")
	if u.m.focus != focusDetail {
		t.Error("enter on a derivation does not lead to its log")
	}
	u.press("h", "-")
	u.misses("dep-1.0")
	if got := u.m.jobs.cursor(); !got.job() {
		t.Errorf("the cursor is in what is closed: %+v", got)
	}
}

func TestNoJobs(t *testing.T) {
	t.Parallel()
	u := onHello(t, Options{Builds: &fakeBuilds{}})
	u.press("3")
	u.hints(keymap.ShowOutputs)
	u.snap("no jobs", theList, theStatus)
	before := theList(u.user)
	for _, key := range []string{"x", "R", "y", "Y", "f", "S", "a", "r", "/", "n", "j", "enter", "tab", "j", "tab", ":", "esc"} {
		u.press(key)
		u.onTop("")
		if got := theList(u.user); got != before {
			t.Errorf("after %s:\n%s", key, got)
		}
	}
	u.press("1")
	u.sees("hello")
	u = onHello(t, Options{})
	u.press("3")
	u.said(theme.Dim)
	u.snap("no background", theHeader, theNote)
	if u.m.visit.tab == keymap.ShowJobs || len(u.m.choices()) != 2 {
		t.Errorf("there is a Jobs tab: %s", u.m.visit.tab)
	}
}

// The Jobs tab needs no flake.
func TestJobsWhileTheFlakeIsInTrouble(t *testing.T) {
	t.Parallel()
	u, f := building(t)
	u.nix.setErr("open", failure(model.CauseCrash, "gone"))
	u.press("R")
	u.troubled(model.CauseCrash)
	u.press("3")
	f.runs(u.user)
	u.sees("⠋ ", "hello-2.12", "1/3")
	u.press("x")
	if !slices.Equal(f.cancelled, []int{1}) {
		t.Errorf("cancelled %v", f.cancelled)
	}
	u.press("1")
	u.troubled(model.CauseCrash)
}

// Quitting asks while something runs; only a y quits, and a w when all has ended.
func TestQuitWhileBuilding(t *testing.T) {
	t.Parallel()
	u, f := building(t)
	for _, key := range []string{"enter", "q", "n", "ctrl+c", "esc", "x"} {
		u.press("q")
		u.onTop(dialogQuit)
		u.hints(keymap.Wait, keymap.Yes)
		if key == "enter" {
			u.snap("asked", theDialog, theStatus)
		}
		u.press(key)
		u.onTop("")
	}
	if u.quit || len(f.cancelled) > 0 {
		t.Fatal("it quits, or cancels")
	}
	u.press("q", "w")
	u.said(theme.Warn)
	if u.m.visit.tab != keymap.ShowJobs || !u.m.jobs.leaving {
		t.Errorf("it waits: %v, on %s", u.m.jobs.leaving, u.m.visit.tab)
	}
	u.sees(helloPath)
	u.snap("it waits", theStatus, theNote)
	u.press("1", "q", "esc") // takes it back
	u.snap("it does not any more", theStatus)
	if u.m.jobs.leaving {
		t.Error("it waits")
	}
	u.press("q", "w", "R") // a new job is waited for too
	f.succeeds(u.user)
	if !u.quit {
		t.Error("it does not quit when the job has ended")
	}
}

// TestQuitTellsOfFailures proves that who waits for jobs to quit is told of those that
// failed meanwhile, and of no others.
func TestQuitTellsOfFailures(t *testing.T) {
	t.Parallel()
	u, f := building(t)
	f.fails(u.user)
	u.press("b", "q", "w")
	if told := u.m.Failures(); len(told) != 0 {
		t.Errorf("told of what was seen: %q", told)
	}
	f.fails(u.user)
	told := u.m.Failures()
	if !u.quit || len(told) != 1 {
		t.Fatalf("told %q, ended %v", told, u.quit)
	}
	u.snap("told", func(*user) string { return told[0] + "\n" })
}

func TestQuitTakenBack(t *testing.T) {
	t.Parallel()
	u, f := building(t)
	u.press("q", "w", "q", "n")
	f.succeeds(u.user)
	if u.quit {
		t.Error("it quits, though that was taken back")
	}
	u.press("q")
	if !u.quit {
		t.Error("nothing runs, and it asks")
	}
	if told := u.m.Failures(); len(told) != 0 {
		t.Errorf("told %q", told)
	}
}

func TestQuitAndCancel(t *testing.T) {
	t.Parallel()
	u, _ := building(t)
	u.press("/", "ctrl+c")
	u.onTop(dialogQuit)
	u.press("y")
	if !u.quit {
		t.Error("it does not quit")
	}
}

func TestSeveralJobs(t *testing.T) {
	t.Parallel()
	u, f := building(t)
	f.runs(u.user)
	u.press("b")
	f.becomes(u.user, func(b *model.Build) { b.State, b.Builds = model.BuildRunning, model.Tally{Done: 1, Expected: 4} })
	u.sees("2/7")
	if n := u.m.jobs.running(); n != 2 {
		t.Errorf("%d jobs run", n)
	}
	u.snap("two", theHeader, theStatus)
	u.press("3", "x")
	if !slices.Equal(f.cancelled, []int{2}) {
		t.Errorf("cancelled %v, not only the job under the cursor", f.cancelled)
	}
	f.becomes(u.user, func(b *model.Build) { b.State, b.Ended = model.BuildCancelled, now() })
	u.said(theme.Warn)
	u.sees("⊘ ")
	if n := u.m.jobs.running(); n != 1 {
		t.Errorf("%d jobs run", n)
	}
	u.snap("one", theHeader, theList, theNote)
}

func TestProgressBar(t *testing.T) {
	t.Parallel()
	u, f := building(t)
	if bar := u.m.View().ProgressBar; bar == nil || bar.State != tea.ProgressBarIndeterminate {
		t.Errorf("while it plans: %+v", bar)
	}
	f.runs(u.user)
	if bar := u.m.View().ProgressBar; bar == nil || bar.State != tea.ProgressBarDefault || bar.Value != 31 {
		t.Errorf("while it builds: %+v", bar)
	}
	u.m.env.opt.NoProgressBar = true
	if bar := u.m.View().ProgressBar; bar != nil {
		t.Errorf("not wanted: %+v", bar)
	}
	u.m.env.opt.NoProgressBar = false
	f.succeeds(u.user)
	if bar := u.m.View().ProgressBar; bar != nil {
		t.Errorf("afterwards: %+v", bar)
	}
}

func TestSpent(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{-time.Second: "0:00", 42 * time.Second: "0:42", 63 * time.Second: "1:03", 3723 * time.Second: "1:02:03"} {
		if got := spent(now(), time.Time{}, now().Add(d)); got != want {
			t.Errorf("%v: %s, want %s", d, got, want)
		}
	}
}

// A name, a phase, a reason, a machine and a setting that would do something to the
// terminal are shown as visible escapes; look fails otherwise.
func TestHostileJob(t *testing.T) {
	t.Parallel()
	const evil = "\x1b]0;owned\x07\u202e\r\n" + "\x9b2J"
	u, f := building(t)
	step := model.BuildStep{Drv: "/nix/store/" + evil, Name: evil, Phase: evil, Machine: evil, Since: now(), Tail: []string{evil}}
	for _, reason := range []string{"", evil} {
		step.Reason = reason
		f.steps = map[int][]model.BuildStep{1: {step}}
		f.logs = map[string][]string{step.Drv: {evil, strings.Repeat("x", 10_000)}, "": {evil}}
		f.becomes(u.user, func(b *model.Build) {
			b.State, b.Running, b.Doing, b.Ignored = model.BuildRunning, []model.BuildStep{step}, evil, []string{evil}
			b.Path, b.Argv = model.Path(evil), []string{"nix", evil}
			if reason != "" {
				b.State, b.Failed, b.Ended = model.BuildFailed, []model.BuildStep{step}, now()
			}
		})
		u.press("3", "g")
		u.sees(`\e]0;owned`)
		for range 3 {
			u.press("j", "S", "esc", "y", "a", "esc", "L", "q")
		}
		u.press("1")
	}
	f.becomes(u.user, func(b *model.Build) {
		b.State, b.Failed = model.BuildSucceeded, nil
		b.Results = []model.BuildResult{{Drv: evil, Outputs: []model.Output{{Name: evil, Path: "/" + evil}}}}
	})
	u.press("3", "g", "f", "y")
}

// TestJobScreens are the pictures of the Jobs tab: a job that runs, one that failed
// and one that has built something, each with the cursor on it and on a log.
func TestJobScreens(t *testing.T) {
	t.Parallel()
	screens := map[string]func(u *user, f *fakeBuilds){
		"running": func(u *user, f *fakeBuilds) { f.runs(u) },
		"failed":  func(u *user, f *fakeBuilds) { f.fails(u) },
		"built":   func(u *user, f *fakeBuilds) { f.succeeds(u) },
		"several": func(u *user, f *fakeBuilds) {
			f.fails(u)
			steps := f.steps[1]
			u.press("1", "b")
			f.runs(u)
			f.steps[1] = steps
			u.press("1", "b")
			f.succeeds(u)
		},
		"log": func(u *user, f *fakeBuilds) {
			f.fails(u)
			u.press("3", "tab", "k", "/", "3", "enter")
		},
	}
	for _, size := range [][2]int{{1, 1}, {20, 5}, {40, 12}, {80, 24}, {120, 36}} {
		for name, walk := range screens {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				f := &fakeBuilds{}
				u := start(t, sample(), size[0], size[1], Options{Builds: f, Fragment: helloPath, ASCII: name == "log"})
				u.press("b")
				walk(u, f)
				u.press("3")
				golden.RequireEqual(t, u.screen()+"\n")
			})
		}
	}
}

// Who starts a build and looks at the jobs at once, before nix has said how, has
// started it; who goes on to another row has not.
func TestLookingAtTheJobsBeforeTheBuildHasBegun(t *testing.T) {
	t.Parallel()
	f := &fakeBuilds{}
	u := onHello(t, Options{Builds: f})
	u.hold = []string{jobActions}
	u.press("b", "3")
	u.release()
	u.said(theme.Good)
	if len(f.all) != 1 || f.all[0].Path.String() != helloPath {
		t.Fatalf("%+v", f.all)
	}
	u.press("1")
	for _, keys := range [][]string{{"r", "3"}, {"b", "j"}} {
		u.hold = []string{jobActions}
		u.press(keys...)
		u.release()
	}
	u.expect()
	if len(f.all) != 1 {
		t.Errorf("%d jobs", len(f.all))
	}
	u.onTop("")
}

// Jobs of several flakes are told apart.
func TestJobsOfSeveralFlakes(t *testing.T) {
	t.Parallel()
	f := &fakeBuilds{}
	second := sample()
	second.flake.Ref = "second"
	u := onHello(t, Options{Builds: f, Flakes: &fakeFlakes{nix: map[string]*fakeNix{"second": second}}})
	u.press("b", "3")
	f.fails(u.user)
	u.press("R")
	if u.m.jobs.names.mixed {
		t.Error("they are of several flakes")
	}
	u.enter("second")
	u.do(u.m.visit.outputs.reveal(model.Path("packages", "x86_64-linux", "hello")))
	u.press("1", "b", "3")
	if !u.m.jobs.names.mixed {
		t.Error("they are of one flake")
	}
	u.snap("of two flakes", theList)
	u.press("X")
	f.succeeds(u.user)
	u.press("X")
	if u.m.jobs.names.mixed {
		t.Error("the others are of one flake")
	}
}

// A job that has ended can be removed, one that runs cannot.
func TestJobRemoved(t *testing.T) {
	t.Parallel()
	u, f := building(t)
	f.fails(u.user)
	u.press("3", "R")
	u.press("X")
	u.said(theme.Dim)
	u.snap("one that runs", theNote)
	if len(f.all) != 2 {
		t.Errorf("%d jobs are left", len(f.all))
	}
	f.succeeds(u.user)
	u.sees("abc-hello")
	u.press("X")
	u.sees("✗ ")
	u.misses("abc-hello")
	u.snap("one that has ended", theNote)
	u.press("X")
	if len(f.all) != 0 {
		t.Errorf("%d jobs are left", len(f.all))
	}
	u.press("X")
	u.said(theme.Dim)
	u.snap("none is left", theList, theNote)
}

func TestMouseOnJobs(t *testing.T) {
	t.Parallel()
	u, f := building(t)
	f.fails(u.user)
	u.send(tea.MouseClickMsg{X: 26, Y: 1, Button: tea.MouseLeft})
	u.run()
	u.sees("✗ ")
	if u.m.visit.tab != keymap.ShowJobs {
		t.Fatal("a click on the tab does not show it")
	}
	u.send(tea.MouseClickMsg{X: 8, Y: 3, Button: tea.MouseLeft})
	if got := u.m.jobs.cursor(); !got.job() {
		t.Errorf("a click selects %+v", got)
	}
	u.send(tea.MouseClickMsg{X: 1, Y: 3, Button: tea.MouseLeft})
	u.misses("hello-2.12")
	u.send(tea.MouseWheelMsg{X: 90, Y: 25, Button: tea.MouseWheelUp})
	u.misses("broke") // the log moves
	before := u.m.layout.list.w
	u.send(tea.MouseClickMsg{X: u.m.layout.divider.x + 1, Y: 10, Button: tea.MouseLeft})
	u.send(tea.MouseMotionMsg{X: 40, Y: 10, Button: tea.MouseLeft})
	u.send(tea.MouseReleaseMsg{X: 40, Y: 10})
	if u.m.layout.list.w >= before {
		t.Errorf("the divider does not move: %d", u.m.layout.list.w)
	}
}
