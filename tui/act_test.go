package tui

import (
	"errors"
	"os/exec"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/theme"
)

const helloPath = "packages.x86_64-linux.hello"

// actor is a user of whom the commands that had the terminal are noted.
type actor struct {
	*user
	ran   []string
	intro string // of the last
	err   error  // that the next command ends with
}

// onHello opens the explorer with the cursor on a package.
func onHello(t *testing.T, o Options) *actor {
	t.Helper()
	a := &actor{}
	o.Fragment = helloPath
	a.user = begin(t, sample(), 120, 36, o)
	a.noteRuns()
	a.run()
	a.sees("hello", helloPath)
	return a
}

// noteRuns notes the commands that have the terminal, and runs none.
func (a *actor) noteRuns() {
	a.t.Helper()
	a.m.exec = func(c tea.ExecCommand, done tea.ExecCallback) tea.Cmd {
		h, ok := c.(*handover)
		if !ok {
			a.t.Fatalf("%T", c)
		}
		a.ran, a.intro = append(a.ran, h.action.String()), h.intro()
		return func() tea.Msg { return done(a.err) }
	}
}

func (a *actor) expect(want ...string) {
	a.t.Helper()
	if !slices.Equal(a.ran, want) {
		a.t.Errorf("ran %q, want %q", a.ran, want)
	}
	a.ran = nil
}

// The verbs of the key map are those of the model.
func TestKeysOfVerbs(t *testing.T) {
	t.Parallel()
	var keys, verbs []string
	for _, a := range keymap.Actions() {
		if name, ok := a.Verb(); ok {
			keys = append(keys, name)
		}
	}
	for _, o := range model.Offers(model.Node{}, model.Here{}) {
		verbs = append(verbs, o.Verb.Name())
	}
	slices.Sort(keys)
	slices.Sort(verbs)
	if !slices.Equal(keys, verbs) {
		t.Errorf("keys %q, verbs %q", keys, verbs)
	}
}

func TestMenu(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"a", "enter"} {
		u := onHello(t, Options{RunUnasked: true})
		u.press(key)
		u.onTop(dialogMenu)
		u.hints(keymap.Activate)
		u.snap("the menu, by "+key, theDialog)
		u.choose(model.VerbShell)
		u.expect()
		u.press("y")
		if want := "nix s 'github:owner/sample#" + helloPath + "'"; !slices.Equal(u.clip, []string{want}) {
			t.Errorf("copied %q", u.clip)
		}
		u.press("s")
		u.expect("nix s 'github:owner/sample#" + helloPath + "'")
		u.onTop("")
		u.said(theme.Dim)
		u.snap("done", theNote)
	}
}

func TestMenuOnWhatHoldsOthers(t *testing.T) {
	t.Parallel()
	u := onHello(t, Options{})
	u.press("h", "enter") // the set of packages
	u.misses("hello")
	u.onTop("")
	u.press("a")
	u.onTop(dialogMenu)
	u.snap("the menu of a set", theDialog)
	u.press("G", "enter")
	u.snap("with what cannot be done", theDialog)
	u.press("esc")
	u.onTop("")
}

// What cannot be done says why, from the menu and by its letter.
func TestImpossible(t *testing.T) {
	t.Parallel()
	u := onHello(t, Options{})
	u.press("t")
	u.said(theme.Warn)
	u.snap("by its letter", theNote)
	u.press("a", "t")
	u.onTop(dialogMenu)
	u.said(theme.Warn)
	u.snap("from the menu", theNote)
	u.expect()
}

// A folder whose name moves the cursor does not do so where a command fails to start.
func TestEndingIsHarmless(t *testing.T) {
	t.Parallel()
	if got := ending(errors.New("chdir /a\x1b[2J: ENOENT")); got != `chdir /a\e[2J: ENOENT` {
		t.Errorf("%q", got)
	}
}

// Programs of a flake that is not local run after a y, which is asked for once for
// each attribute; no other key is one.
func TestTrust(t *testing.T) {
	t.Parallel()
	u := onHello(t, Options{})
	for _, key := range []string{"enter", "r", "esc", "n", "space", "Y"} {
		u.press("r")
		u.onTop(dialogTrust)
		u.sees("nix r 'github:owner/sample#" + helloPath + "'")
		if key == "enter" {
			u.snap("asked", theDialog, theStatus)
		}
		u.press(key)
		u.onTop("")
		u.expect()
	}
	u.snap("declined", theNote)
	u.press("r", "y")
	u.expect("nix r 'github:owner/sample#" + helloPath + "'")
	u.press("d")
	u.expect("nix d 'github:owner/sample#" + helloPath + "'")
	u.press("k", "r")
	u.onTop(dialogTrust)
}

// A shell finds the flake's programs before the user's, and the repl evaluates
// impurely: a y goes before both.
func TestTrustOfWhatLetsCodeRun(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"s", "I"} {
		u := onHello(t, Options{})
		u.press(key)
		u.expect()
		u.onTop(dialogTrust)
		u.snap(key, theDialog)
		u.press("enter")
		u.expect()
		u.press(key, "y")
		u.expect("nix " + key + " 'github:owner/sample#" + helloPath + "'")
	}
}

// A lock file can name any folder of this machine, such as one in the store that a
// stranger filled: what was opened by it is not the user's own.
func TestTrustOfWhatALockFileNames(t *testing.T) {
	t.Parallel()
	u := onHello(t, Options{})
	u.nix.flake.Dir = "/nix/store/abc-source"
	u.m.visit.alone = true
	u.press("r")
	u.expect()
	u.onTop(dialogTrust)
	u.press("enter", "a", "r")
	u.expect()
	u.onTop(dialogTrust)
}

func TestTrustIsNotAskedForWhereItIsNotNeeded(t *testing.T) {
	t.Parallel()
	u := onHello(t, Options{})
	u.nix.onShow = func(a model.Action) { u.ran = append(u.ran, a.String()) }
	u.press("L") // it runs nothing of the flake
	u.expect("nix L 'github:owner/sample#" + helloPath + "'")
	u = onHello(t, Options{RunUnasked: true})
	u.press("r")
	u.expect("nix r 'github:owner/sample#" + helloPath + "'")
	u = onHello(t, Options{})
	u.nix.flake.Dir = "/home/somebody/flake"
	u.press("r")
	u.expect("nix r 'github:owner/sample#" + helloPath + "'")
}

// An answer that comes when the user is elsewhere does nothing.
func TestLateActions(t *testing.T) {
	t.Parallel()
	u := onHello(t, Options{RunUnasked: true})
	for _, key := range []string{"j", "?", "/"} {
		u.hold = []string{jobActions}
		u.press("r", key)
		u.release()
		u.expect()
		u.press("esc")
	}
}

func TestTemplate(t *testing.T) {
	t.Parallel()
	u := onHello(t, Options{})
	u.nix.setErr("fill full", failure(model.CauseUsage, "not empty: full"))
	u.goTo("templates")
	u.press("enter", "j", "t")
	u.onTop(dialogPrompt)
	u.snap("which folder", theDialog, theStatus)
	u.press("f", "u", "l", "l", "enter")
	u.sees("not empty: full", "> full")
	u.said(theme.Bad)
	u.expect()
	var ran []string
	u.nix.onShow = func(a model.Action) { ran = a.Argv }
	u.nix.shown = model.Shown{Said: "wrote: full2\x1b[31m"}
	u.press("2", "enter") // what a template says is text of the flake: it does not get the terminal
	if want := []string{"nix", "t", "github:owner/sample#templates.default", "full2"}; !slices.Equal(ran, want) {
		t.Errorf("ran %q, want %q", ran, want)
	}
	u.sees(`wrote: full2\e[31m`)
	u.press("esc")
	u.expect()
	u.press("t", "esc")
	u.expect()
	u.onTop("")
}

func TestEndings(t *testing.T) {
	t.Parallel()
	failed := exec.CommandContext(t.Context(), "sh", "-c", "exit 7").Run()
	killed := exec.CommandContext(t.Context(), "sh", "-c", "kill -INT $$").Run()
	for _, end := range []struct {
		name  string
		err   error
		stays bool
	}{
		{"ends", nil, false},
		{"fails", failed, false},
		{"is killed", killed, false},
		{"does not begin", errors.New("ENOENT"), true},
	} {
		u := onHello(t, Options{RunUnasked: true})
		u.err = end.err
		u.press("s")
		u.snap(end.name, theNote)
		h := handover{ctx: t.Context(), action: model.Action{Offer: model.Offer{Verb: model.VerbDevelop}}}
		if got := h.stays(end.err); got != end.stays {
			t.Errorf("%s: a shell's last words stay: %v", end.name, got)
		}
	}
}

// What is to be minded is said of what is done by its letter alone, too.
func TestForeignWarns(t *testing.T) {
	t.Parallel()
	const path = "packages.aarch64-linux.default"
	f := &fakeBuilds{}
	u := onHello(t, Options{Builds: f, RunUnasked: true})
	u.press("s")
	u.expect("nix s 'github:owner/sample#" + helloPath + "'")
	if strings.Contains(u.intro, "\n") {
		t.Errorf("%q", u.intro)
	}
	u.do(u.m.visit.outputs.reveal(model.Path("packages", "aarch64-linux", "default")))
	u.press("b")
	u.said(theme.Warn)
	u.snap("a job", theNote)
	u.press("s")
	u.expect("nix s 'github:owner/sample#" + path + "'")
	u.snap("a shell", func(*user) string { return u.intro + "\n" })
	if lines := strings.Split(u.intro, "\n"); len(lines) != 2 || !strings.Contains(lines[1], "aarch64-linux") {
		t.Errorf("%q", u.intro)
	}
}

// What is typed faster than the menu gets its commands is done once they are there, and
// only once.
func TestMenuOnItsWay(t *testing.T) {
	t.Parallel()
	u := onHello(t, Options{RunUnasked: true})
	shell := "nix s 'github:owner/sample#" + helloPath + "'"
	for _, tt := range []struct {
		keys []string
		ran  []string
	}{{[]string{"s"}, []string{shell}}, {[]string{"s", "s"}, []string{shell}}, {[]string{"s", "enter"}, []string{shell}}, {[]string{"enter"}, []string{runHello}}, {[]string{"j", "y"}, nil}, {[]string{"t"}, nil}} {
		keys := tt.keys
		u.hold = []string{jobActions}
		u.press(append([]string{"a"}, keys...)...)
		u.onTop(dialogMenu)
		if menu := top[*actMenu](u.user); menu.filled || len(menu.all) == 0 {
			t.Errorf("%q: %+v", keys, menu)
		}
		u.misses("nix s ")
		if len(keys) == 1 {
			u.snap("before the commands: "+keys[0], theChosen)
		}
		u.release()
		u.expect(tt.ran...)
		if tt.ran == nil {
			u.onTop(dialogMenu)
			u.press("esc")
		}
	}
	u.hold = []string{jobActions}
	u.press("a", "esc", "j")
	u.release()
	u.onTop("")
	if len(u.clip) > 0 {
		t.Errorf("copied %q", u.clip)
	}
}

// Where there is no room for commands beside the verbs, there are none: the one that
// is chosen stands below.
func TestMenuNarrow(t *testing.T) {
	t.Parallel()
	u := onHello(t, Options{RunUnasked: true})
	u.press("a")
	u.sees("   nix r 'github")
	u.send(tea.WindowSizeMsg{Width: 40, Height: 20})
	u.sees("│ nix r ")
	u.misses("   nix r")
	u.snap("narrow", theDialog)
}
