package tui

import (
	"context"
	"fmt"
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/theme"
)

// fakePlans are what builds would do.
type fakePlans struct {
	plan  model.Plan
	err   error
	asked []string // the commands
	ended []error  // of the contexts of those that wait

	entered chan string // hears of those that wait for the end of their context; nil where none does
}

func (f *fakePlans) Plan(ctx context.Context, a model.Action) (model.Plan, error) {
	f.asked = append(f.asked, a.String())
	if f.entered != nil {
		f.entered <- a.String()
		<-ctx.Done()
		f.ended = append(f.ended, ctx.Err())
	}
	return f.plan, f.err
}

const buildHello = "nix b 'github:owner/sample#" + helloPath + "'"

// planning opens the explorer on a package that can be built.
func planning(t *testing.T) (*actor, *fakeBuilds) {
	t.Helper()
	f := &fakeBuilds{}
	f.plan = model.Plan{
		Builds:  []string{"/nix/store/00000000000000000000000000000000-dep-1.0.drv", "/nix/store/x-evil\x1b[2J.drv"},
		Fetches: []string{"/nix/store/00000000000000000000000000000000-glibc-2.40"}, Download: 5 << 20, Unpacked: 20 << 20,
	}
	u := onHello(t, Options{Builds: f, RunUnasked: true})
	u.nix.derivations = map[string]model.Derivation{helloPath: {DrvPath: "/nix/store/y.drv"}}
	return u, f
}

// due lets the timer of the plan run out.
func (a *actor) due() {
	a.t.Helper()
	a.fire(func(m tea.Msg) bool { _, ok := m.(planDueMsg); return ok })
}

// planned fails unless the menu on top has a plan, or has none.
func (a *actor) planned(want bool) {
	a.t.Helper()
	if got := top[*actMenu](a.user).plan.plan != nil; got != want {
		a.t.Errorf("there is a plan: %v\n%s", got, a.screen())
	}
}

func (f *fakePlans) expect(t *testing.T, want ...string) {
	t.Helper()
	if !slices.Equal(f.asked, want) {
		t.Errorf("plans of %q, want %q", f.asked, want)
	}
	f.asked = nil
}

// The plan of a derivation that nix has instantiated comes by itself when the cursor
// rests, and is shown with every verb that needs it to be built.
func TestPlanComesByItself(t *testing.T) {
	t.Parallel()
	u, f := planning(t)
	u.linger()
	u.press("a")
	u.planned(false)
	u.hints(keymap.Plan)
	u.snap("it can be asked for", theChosen)
	f.expect(t)
	u.press("j")
	u.due() // the cursor was moved meanwhile, or rests on run, for which it must be built too
	f.expect(t, buildHello)
	u.planned(true)
	u.sees("dep-1.0, ", `evil\e[2J`, "glibc-2.40")
	u.snap("planned", theChosen)
	u.choose(model.VerbShell)
	u.planned(true)
	u.sees("glibc-2.40")
	u.choose(model.VerbDevelop) // enters an environment that is another build
	u.misses("dep-1.0", "glibc-2.40")
	u.hidesHints(keymap.Plan)
	u.snap("another build", theChosen)
	u.press("G") // what cannot be done
	u.misses("dep-1.0", "glibc-2.40")
	u.choose(model.VerbBuild)
	u.due()
	u.planned(true)
	u.sees("glibc-2.40")
	f.expect(t)
}

// A plan that may take an evaluation is asked for by P only.
func TestPlanIsAskedFor(t *testing.T) {
	t.Parallel()
	u, f := planning(t)
	u.press("a")
	u.due()
	f.expect(t)
	u.press("P")
	f.expect(t, buildHello)
	u.planned(true)
	u.sees("glibc-2.40")
	f.plan = model.Plan{}
	u.press("P")
	f.expect(t, buildHello)
	if p := top[*actMenu](u.user).plan.plan; p == nil || !p.Nothing() {
		t.Errorf("%+v", p)
	}
	u.misses("glibc-2.40")
	u.snap("nothing to do", theChosen)
	f.err = failure(model.CauseThrow, "it throws\x1b")
	u.press("P")
	f.expect(t, buildHello)
	u.sees(`it throws\e`)
	u.planned(false)
	u.press("G", "P")
	u.said(theme.Dim)
	u.snap("no build", theNote)
	u.choose(model.VerbDevelop)
	u.press("P")
	u.said(theme.Dim)
	f.expect(t)
}

// Moving on restarts the rest.
func TestPlanWaitsForRest(t *testing.T) {
	t.Parallel()
	u, f := planning(t)
	u.linger()
	u.press("a")
	late := u.timers
	u.timers = nil
	u.press("j")
	u.timers, late = late, u.timers
	u.due()
	f.expect(t)
	u.timers = late
	u.due()
	f.expect(t, buildHello)
}

// A plan that comes late is of no other menu, and one that nobody waits for is
// given up.
func TestLatePlan(t *testing.T) {
	t.Parallel()
	u, f := planning(t)
	u.hold = []string{jobPlan}
	u.press("a", "P")
	u.planned(false)
	if !top[*actMenu](u.user).plan.asking {
		t.Error("it is not asked for")
	}
	u.snap("asking", theChosen)
	u.press("esc", "k", "a")
	u.release()
	u.sees("╭─ packages.x86_64-linux.default")
	u.planned(false)
	if top[*actMenu](u.user).plan.asking {
		t.Error("the plan of another menu is waited for")
	}
	u.press("P", "a", "P") // the menu anew, within the menu
	u.release()
	u.planned(true)
	u.sees("glibc-2.40")
	u.press("esc")

	f.entered = make(chan string)
	u.hold = nil
	u.press("j", "a")
	u.send(keyMsg("P"))
	ended := make(chan tea.Msg)
	for _, cmd := range u.queue {
		go func() { ended <- run(cmd) }()
	}
	cmds := len(u.queue)
	u.queue = nil
	<-f.entered
	u.send(keyMsg("esc"))
	for range cmds {
		<-ended
	}
	if len(f.ended) != 1 || f.ended[0] == nil {
		t.Errorf("it goes on: %v", f.ended)
	}
}

// run runs a command to its end, with those that it is made of.
func run(cmd tea.Cmd) tea.Msg {
	if cmd == nil {
		return nil
	}
	msg := cmd()
	if batch, ok := msg.(tea.BatchMsg); ok {
		for _, c := range batch {
			run(c)
		}
	}
	return msg
}

// After the answer to nixConfig the plan is one of the command with that answer.
func TestPlanWithConsent(t *testing.T) {
	t.Parallel()
	u, f := planning(t)
	u.nix.settings = cache()
	f.plan.Ignored = []string{"extra-substituters"}
	u.press("a", "P")
	u.planned(true)
	u.snap("planned", theChosen)
	u.choose(model.VerbBuild)
	u.press("E", "y", "esc")
	u.sees("nix b --accept-flake-config")
	f.expect(t, buildHello, "nix b --accept-flake-config 'github:owner/sample#"+helloPath+"'")
}

// Names are bounded.
func TestPlanOfMuch(t *testing.T) {
	t.Parallel()
	u, f := planning(t)
	f.plan = model.Plan{Unknown: []string{"/nix/store/lost"}}
	for i := range 1000 {
		f.plan.Builds = append(f.plan.Builds, fmt.Sprintf("/nix/store/00000000000000000000000000000000-p%d-1.0.drv", i))
	}
	u.press("a", "P")
	u.sees("p0-1.0, p1-1.0", "994", "lost")
	u.misses("p6-1.0")
	u.snap("planned", theChosen)
}
