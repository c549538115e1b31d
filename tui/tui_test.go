package tui

import (
	"fmt"
	"image/color"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/theme"
)

const pkgs = "packages.x86_64-linux"

func TestScreens(t *testing.T) {
	t.Parallel()
	screens := []struct {
		name  string
		ascii bool
		walk  func(u *user)
	}{
		{"packages", false, func(u *user) {
			u.goTo("packages")
			u.press("l")
			u.goTo(pkgs + ".default")
			u.rest()
		}},
		{"values", false, func(u *user) {
			u.goTo("lib")
			u.press("enter")
			u.goTo("lib.greeting")
			u.rest()
		}},
		{"error", false, func(u *user) {
			u.goTo("packages")
			u.press("l")
			u.goTo(pkgs + ".insecure")
			u.press("enter")
		}},
		{"deep", true, func(u *user) {
			u.goTo("packages")
			u.press("l")
			u.goTo(pkgs + ".unfree")
		}},
		{"hidden", false, func(u *user) {
			u.goTo("packages")
			u.press("l", "S")
		}},
		{"help", true, func(u *user) { u.press("?") }},
		{"details", true, func(u *user) {
			u.goTo("lib")
			u.press("l")
			u.goTo("lib.compose")
			u.rest()
			u.press("tab")
		}},
	}
	for _, size := range [][2]int{{1, 1}, {20, 5}, {40, 12}, {80, 24}, {120, 36}} {
		for _, s := range screens {
			t.Run(fmt.Sprintf("%s/%dx%d", s.name, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				u := start(t, sample(), size[0], size[1], Options{ASCII: s.ascii})
				s.walk(u)
				golden.RequireEqual(t, u.screen()+"\n")
			})
		}
	}
}

func TestNothingIsDrawnBeforeTheSizeIsKnown(t *testing.T) {
	t.Parallel()
	m := New(t.Context(), sample(), Options{})
	defer m.Close()
	if v := m.View(); v.Content != "" || !v.AltScreen {
		t.Errorf("%q", v.Content)
	}
}

func TestFirstFrameNeedsNoAnswer(t *testing.T) {
	t.Parallel()
	u := begin(t, sample(), 80, 24, Options{Ref: "github:owner/sample"})
	u.hints(keymap.Quit)
	u.snap("before nix has said anything", theHeader, theBody)
}

func TestNamesThenKindsThenBriefs(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 120, 36, Options{})
	u.nix.called("children")
	u.goTo("packages")
	u.press("l")
	if got := u.nix.called("children"); !slices.Equal(got, []string{"packages", pkgs}) {
		t.Errorf("asked for the names of %q; the own system opens with its output", got)
	}
	u.snap("rows", theList)
	for name, cause := range map[string]model.Cause{
		"musl": model.CauseThrow, "unfree": model.CauseUnfree, "insecure": model.CauseInsecure,
		"ifd": model.CauseIFD, "slow": model.CauseTimeout, "stopped": model.CauseCancelled,
	} {
		u.failed(pkgs+"."+name, cause)
	}
	briefs := u.nix.called("briefs")
	if want := []string{pkgs + ".default " + pkgs + ".hello"}; !slices.Equal(briefs, want) {
		t.Errorf("briefs of %q", briefs)
	}
}

func TestOwnSystemComesFirst(t *testing.T) {
	t.Parallel()
	tests := []struct {
		parent model.AttrPath
		names  []string
		want   string
	}{
		{model.Path("packages"), []string{"aarch64-linux", "x86_64-darwin", "x86_64-linux"}, "x86_64-linux aarch64-linux x86_64-darwin"},
		{model.Path("packages"), []string{"all", "aarch64-linux", "x86_64-linux", "zed"}, "all x86_64-linux aarch64-linux zed"},
		{model.Path("hydraJobs", "hello"), []string{"aarch64-linux", "x86_64-linux"}, "x86_64-linux aarch64-linux"},
		{model.Path("packages"), []string{"aarch64-linux"}, "aarch64-linux"},
		{model.Path("packages"), []string{"x86_64-linux"}, "x86_64-linux"},
		{model.Path("a", "b"), []string{"aarch64-linux", "x86_64-linux"}, "aarch64-linux x86_64-linux"},
		{nil, []string{"aarch64-linux", "x86_64-linux"}, "aarch64-linux x86_64-linux"},
	}
	for _, tt := range tests {
		before := strings.Join(tt.names, " ")
		got := systemFirst(tt.parent, names(tt.names...), "x86_64-linux")
		if s := strings.Join(got.Names, " "); s != tt.want {
			t.Errorf("%v: got %s, want %s", tt.parent, s, tt.want)
		}
		if strings.Join(tt.names, " ") != before {
			t.Errorf("%v: nix's own slice was changed", tt.parent)
		}
	}
}

func TestForeignSystemIsOnlyAskedWhenOpened(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 120, 36, Options{})
	u.goTo("packages")
	u.press("l")
	for _, c := range u.nix.called("heads") {
		if strings.Contains(c, "aarch64") {
			t.Errorf("asked for %s", c)
		}
	}
	u.goTo("packages.aarch64-linux")
	u.press("l")
	if u.press("j"); u.at() != "packages.aarch64-linux.default" {
		t.Errorf("at %s", u.at())
	}
	u.sees("│ patchelf-0.18.0\n", "■ "+model.KindPackage.Word())
}

func TestSelectedRowIsAskedFirst(t *testing.T) {
	t.Parallel()
	u := begin(t, sample(), 120, 36, Options{})
	u.hold = []string{jobHeads}
	u.run()
	u.nix.called("heads")
	u.press("j", "j")
	heads := u.nix.called("heads")
	if last := heads[len(heads)-1]; !strings.HasPrefix(last, "devShells packages ") {
		t.Errorf("asked for %s", last)
	}
	u.release()
	u.snap("answered", theRows("lib"))
	if n := u.node("lib"); n.Value.Size != 10 {
		t.Errorf("%+v", n)
	}
}

func TestPartialAnswersAreCompleted(t *testing.T) {
	t.Parallel()
	nix := sample()
	nix.atMost = 2
	u := start(t, nix, 120, 36, Options{})
	if got := len(nix.called("heads")); got != 5 {
		t.Errorf("%d questions for 9 rows, 2 at a time", got)
	}
	u.goTo("packages")
	u.press("l")
	u.sees("✗ unfree", "hello     2.12", "patchelf-0.18.0")
}

func TestUselessAnswersEnd(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"heads", "briefs"} {
		for name, err := range map[string]error{"failure": failure(model.CauseCrash, "nix fell over"), "gone": errGone()} {
			nix := sample()
			nix.setErr(method, err)
			u := start(t, nix, 120, 36, Options{Fragment: pkgs + ".default"})
			want, cause := "✗ default   nix fell over", model.CauseCrash
			if name == "gone" {
				want, cause = "⊘ default ", model.CauseCancelled
			}
			u.sees(want)
			u.failed(pkgs+".default", cause)
		}
	}
}

// nix must not be able to keep us asking by answering beside the point.
func TestAnswersToOtherQuestionsEnd(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 80, 24, Options{})
	u.press("R")
	msg := nodesMsg{o: u.m.visit.outputs, ids: u.m.visit.outputs.tree.OnScreen()[:1], paths: []model.AttrPath{model.Path("apps")}, nodes: []model.Node{{Path: model.Path("other")}}}
	delete(u.m.visit.outputs.store.known, 1)
	msg.apply()
	if n, _ := u.m.visit.outputs.store.node(1, ""); n.State != model.StateFailed {
		t.Errorf("state %v", n.State)
	}
}

func TestDetailsOnlyWhenTheCursorRests(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 120, 36, Options{})
	u.rest()
	u.nix.called("detail")
	u.goTo("lib")
	u.press("l")
	for range 100 {
		u.press("j", "k")
	}
	u.press("j")
	u.rest()
	if got := u.nix.called("detail"); !slices.Equal(got, []string{"lib.answer"}) {
		t.Errorf("details of %q", got)
	}
	u.press("j")
	u.rest()
	u.press("k")
	u.rest()
	if got := u.nix.called("detail"); !slices.Equal(got, []string{"lib.compose"}) {
		t.Errorf("details of %q; what is known is not asked again", got)
	}
}

func TestDetailPane(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 120, 36, Options{Fragment: pkgs + ".default"})
	u.rest()
	u.sees("default ", "■ "+model.KindPackage.Word(), "│ patchelf-0.18.0", "licence      GPL-3.0-or-later", "maintainers  ✗ no maintainers here", "version      0.18.0", "│ b  nix build")
	u.misses("empty", "name  ")
	u.nix.setErr("detail "+pkgs+".hello", failure(model.CauseTimeout, "no details in 60 s"))
	u.press("j")
	u.rest()
	u.sees("✗ no details in 60 s")
	u.press("tab", "enter")
	u.onTop(dialogError)
	if p := top[*errorPage](u).problem; p.Cause != model.CauseTimeout {
		t.Errorf("%+v", p)
	}
	u.snap("why there are none", theDialog)
}

func TestLateDetailIsNotShownElsewhere(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 120, 36, Options{Fragment: pkgs + ".default"})
	u.hold = []string{jobDetail}
	u.rest()
	u.press("j")
	u.release()
	u.misses("GPL-3.0-or-later")
}

func TestSlowAnswersAreSeen(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 120, 36, Options{})
	u.hold = []string{jobKids}
	u.goTo("lib")
	u.press("l")
	u.nix.activity = []model.Activity{
		{What: "listing lib", Path: model.Path("lib"), Since: now().Add(-3200 * 1e6)},
		{What: "other", Since: now()},
	}
	u.misses("listing lib")
	u.tick()
	u.sees("⠙ lib", "⠙ 3.2s +1  listing lib")
	u.hints(keymap.Cancel)
	u.snap("evaluating", theHeader, theRows("lib"), theDetail, theStatus)
	u.nix.activity[0].Fetching = "nixpkgs (12 MiB of 40 MiB)"
	u.tick()
	u.sees("nixpkgs (12 MiB of 40 MiB)")
	u.snap("fetching", theHeader)
	u.nix.activity = nil
	u.tick()
	u.snap("nix is not doing anything for us", theHeader)
	if u.m.doing() == nil {
		t.Error("nothing says that there is an answer to wait for")
	}
	u.release()
	u.tick()
	u.hidesHints(keymap.Cancel)
	u.snap("answered", theHeader)
	if said := u.m.doing(); said != nil {
		t.Errorf("nix has answered: %v", said)
	}
	if len(u.timers) > 0 {
		for _, m := range u.timers {
			if _, ok := m.(tickMsg); ok {
				t.Error("the clock runs though nothing is asked")
			}
		}
	}
}

func TestLateNamesOfAClosedRow(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 120, 36, Options{})
	u.hold = []string{jobKids}
	u.goTo("lib")
	u.press("l", "h")
	u.release()
	u.misses("compose")
	u.press("l")
	u.sees("compose")
}

func TestNothingBelowWhatWasCancelled(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 120, 36, Options{})
	u.goTo("packages")
	u.press("l")
	u.goTo(pkgs + ".stopped")
	u.press("l")
	u.said(theme.Dim)
	u.snap("open what was cancelled", theNote)
}

// TestNothingToTypeFor proves that no prompt opens where no name will ever come.
func TestNothingToTypeFor(t *testing.T) {
	t.Parallel()
	nix := sample()
	nix.setErr("children", failure(model.CauseThrow, "nothing today"))
	u := start(t, nix, 80, 24, Options{})
	for _, key := range []string{"/", ":", "ctrl+p"} {
		u.press(key)
		if u.asker() != nil {
			t.Errorf("%s opens a prompt", key)
		}
		u.said(theme.Dim)
		u.snap(key, theNote)
	}
}

func TestNamesThatFail(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 120, 36, Options{})
	u.goTo("checks")
	u.press("l")
	u.sees("✗ checks                no children of checks")
	u.failed("checks", model.CauseAttributeMissing)
	u.press("l")
	u.said(theme.Dim)
	u.snap("open what failed", theNote)
	u.press("enter")
	u.onTop(dialogError)
	u.hints(keymap.Retry)
	u.snap("the error", theDialog)
	u.press("space")
	u.sees("… while evaluating")
	u.nix.kids["checks"] = names("lint")
	u.press("r")
	u.sees("▾ checks", "lint")
	u.onTop("")
	if got := u.nix.called("forget"); !slices.Equal(got, []string{"checks"}) {
		t.Errorf("forgot %q", got)
	}
}

func TestRetryAndCopyInTheErrorDialog(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 120, 36, Options{Fragment: pkgs + ".musl"})
	u.press("enter", "y")
	if len(u.clip) != 1 || !strings.HasPrefix(u.clip[0], "musl is not supported here\n\nerror:\n") {
		t.Errorf("copied %q", u.clip)
	}
	if !strings.HasSuffix(u.m.note.text, ": musl is not supported here") {
		t.Errorf("the note is %q", u.m.note.text)
	}
	u.nix.nodes[pkgs+".musl"] = u.nix.nodes[pkgs+".hello"]
	u.nix.briefs[pkgs+".musl"] = u.nix.briefs[pkgs+".hello"]
	u.press("r")
	u.sees("■ musl      hello-2.12")
	u.onTop("")
}

func TestCopy(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 120, 36, Options{Fragment: pkgs + ".default"})
	u.press("y")
	if !strings.HasSuffix(u.m.note.text, ": "+pkgs+".default") {
		t.Errorf("the note is %q", u.m.note.text)
	}
	u.press("Y")
	u.press("g", "j")
	u.press("Y")
	u.said(theme.Dim)
	u.snap("a set has no command", theNote)
	want := []string{pkgs + ".default", "nix build 'github:owner/sample#" + pkgs + ".default'"}
	if !slices.Equal(u.clip, want) {
		t.Errorf("copied %q", u.clip)
	}
	if got := harmlessPath(model.Path("a\x1bb")); got != `"$(printf '\042a\033b\042')"` {
		t.Errorf("a path with ESC is copied as %q", got)
	}
}

func TestFragment(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 120, 36, Options{Fragment: "packages.aarch64-linux.default"})
	if u.at() != "packages.aarch64-linux.default" {
		t.Errorf("at %s\n%s", u.at(), u.screen())
	}
	u = start(t, sample(), 120, 36, Options{Fragment: pkgs + ".nowhere"})
	u.said(theme.Warn)
	u.snap("no such name", theNote)
	if u.at() != pkgs {
		t.Errorf("at %s", u.at())
	}
	nix := sample()
	nix.setErr("resolve", failure(model.CauseAttributeMissing, "lost in nowhere"))
	u = start(t, nix, 120, 36, Options{Fragment: "nowhere"})
	u.said(theme.Bad)
	u.sees("#nowhere: lost in nowhere", "▸ packages")
}

func TestFragmentYieldsToTheUser(t *testing.T) {
	t.Parallel()
	u := begin(t, sample(), 120, 36, Options{Fragment: pkgs + ".hello"})
	u.hold = []string{"children/1"} // packages
	u.run()
	u.press("G", "g")
	u.release()
	if u.at() != "packages" {
		t.Errorf("the cursor was torn away to %s", u.at())
	}
}

func TestReloadKeepsCursorAndExpansion(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 120, 36, Options{})
	u.goTo("lib")
	u.press("l")
	u.goTo("packages")
	u.press("l")
	u.goTo("packages.aarch64-linux")
	u.press("l")
	u.goTo(pkgs)
	u.press("h") // folded by hand: it must stay so
	u.goTo("packages.aarch64-linux.default")
	before := u.screen()
	u.press("R")
	u.unsaid()
	if after := u.screen(); after != before {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
	if n := len(u.nix.called("open")); n != 2 {
		t.Errorf("opened %d times", n)
	}
	u.nix.kids["packages"] = names("x86_64-linux") // what the cursor was on is gone
	u.press("R")
	if u.at() != "packages" {
		t.Errorf("at %s", u.at())
	}
	u.said(theme.Warn)
	u.snap("what the cursor was on is gone", theNote)
}

func TestReloadWhileRowsWait(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 120, 36, Options{})
	u.hold = []string{jobKids}
	u.goTo("lib")
	u.press("l")
	u.hold = append(u.hold, jobOpen)
	u.press("R")
	u.said(theme.Dim)
	u.running(jobOpen, true)
	u.snap("reloading", theNote)
	u.goTo("templates") // the tree can still be walked
	u.press("l")
	u.release()
	u.sees("compose", "default   Begins flakes")
	if u.at() != "templates" {
		t.Errorf("at %s", u.at())
	}
}

func TestFlakeThatDoesNotOpen(t *testing.T) {
	t.Parallel()
	nix := sample()
	nix.setErr("open", failure(model.CauseNotFlake, "path '/x' has no 'flake.nix'"))
	u := start(t, nix, 80, 24, Options{})
	u.troubled(model.CauseNotFlake)
	u.snap("no flake", theScreen)
	u.press("j", "y", "tab", "x", "?", "esc")
	if len(u.clip) != 1 {
		t.Errorf("copied %q", u.clip)
	}
	nix.setErr("open", nil)
	u.press("R")
	u.sees("▸ packages")
	nix.setErr("open", failure(model.CauseSyntax, "unexpected '}'"))
	u.goTo("packages")
	u.press("l", "R")
	u.sees("unexpected '}'")
	u.troubled(model.CauseSyntax)
	u.hints(keymap.Reload)
	u.snap("reloaded", theBody, theStatus)
	nix.setErr("open", nil)
	u.press("R")
	u.sees("▾ packages", "hello")
	if u.at() != "packages" {
		t.Errorf("at %s", u.at())
	}
}

func TestOutputsThatThrow(t *testing.T) {
	t.Parallel()
	nix := sample()
	nix.setErr("children", failure(model.CauseThrow, "outputs are out"))
	u := start(t, nix, 80, 24, Options{})
	u.sees("outputs are out", "99c2423")
	u.troubled(model.CauseThrow)
	u.snap("outputs that throw", theBody)
	nix = sample()
	nix.kids[""] = names()
	u = start(t, nix, 80, 24, Options{})
	u.snap("no outputs", theList)
	u.press("j", "l", "enter", "y", "Y", "-", "tab", "G")
}

func TestCancel(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 120, 36, Options{})
	u.press("x")
	u.said(theme.Dim)
	u.snap("nothing to cancel", theNote)
	if u.nix.cancelled != 0 {
		t.Error("nix was cancelled for nothing")
	}
	u.nix.setErr("children lib", failure(model.CauseCancelled, "cancelled"))
	u.goTo("lib")
	u.send(keyMsg("l"))
	u.send(keyMsg("x"))
	if u.nix.cancelled != 1 {
		t.Errorf("cancelled %d times", u.nix.cancelled)
	}
	u.run()
	u.said(theme.Warn)
	u.failed("lib", model.CauseCancelled)
	u.snap("cancelled", theRows("lib"), theNote)
}

func TestLightAndDark(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 80, 24, Options{})
	u.press("?")
	dark := u.m.View().Content
	u.send(tea.BackgroundColorMsg{Color: color.White})
	light := u.m.View().Content
	if dark == light || ansi.Strip(dark) != ansi.Strip(light) {
		t.Error("the colours, and only they, follow the background")
	}
	u.send(tea.BackgroundColorMsg{Color: color.Black})
	if u.m.View().Content != dark {
		t.Error("and back")
	}
}

func TestImpurityIsSeenOnEveryWidth(t *testing.T) {
	t.Parallel()
	for _, w := range []int{40, 80, 120} {
		nix := sample()
		nix.flake.Notes = []string{"impure"}
		nix.flake.Revision += "-dirty"
		u := start(t, nix, w, 12, Options{})
		u.sees("! impure") // as nix's flake says itself
		u.snap(fmt.Sprintf("%d wide", w), theHeader)
	}
}

func TestHelpAndEscape(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 80, 24, Options{})
	u.press("?")
	u.onTop(dialogHelp)
	u.press("G")
	u.sees("ctrl+c")
	u.press("?")
	u.onTop("")
	u.press("?", "esc", "esc", "esc")
	u.onTop("")
	if u.quit {
		t.Error("escape ended the program")
	}
}

func TestFocus(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 20, 5, Options{})
	u.goTo("lib")
	u.press("l")
	u.goTo("lib.answer")
	u.press("tab")
	u.sees("lib.answer", model.KindInt.Word()) // no room for both: the details are shown instead
	u.press("h")
	u.sees("▌  # answer")
	u.press("l")
	u.press("tab", "j", "tab")
	if u.m.focus != focusTree || u.at() != "lib.answer" {
		t.Errorf("focus %v at %s", u.m.focus, u.at())
	}
	u.press("tab", "esc")
	if u.m.focus != focusTree {
		t.Error("escape does not leave the details")
	}
}

func TestQuitAndSuspend(t *testing.T) {
	t.Parallel()
	for _, k := range []string{"q", "ctrl+c"} {
		u := begin(t, sample(), 80, 24, Options{})
		u.press(k) // while it loads
		if !u.quit {
			t.Errorf("%s does not quit", k)
		}
		u = start(t, sample(), 80, 24, Options{})
		u.press("?", k)
		if u.quit != (k == "ctrl+c") {
			t.Errorf("%s in the help quits: %t", k, u.quit)
		}
		if k == "q" {
			u.onTop("")
		}
	}
	u := start(t, sample(), 80, 24, Options{})
	u.press("ctrl+z")
	if !u.suspend {
		t.Error("not suspended")
	}
}

func TestLongListsAreBounded(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 80, 24, Options{Fragment: "lib.list"})
	u.snap("a list", theRows("list"))
	u.press("l")
	if n := u.m.visit.outputs.tree.Len(); n > maxElements+100 {
		t.Errorf("%d rows", n)
	}
	list := u.m.visit.outputs.selected
	u.m.visit.outputs.tree.Select(u.m.visit.outputs.tree.Child(list, maxElements))
	u.press("ctrl+l") // means nothing, but the explorer looks around
	u.sees("990,000")
	u.snap("the row that stands for the rest", theRows("990,000"), theDetail)
	u.press("l", "enter", "y", "Y")
	u.rest()
	for _, c := range append(u.nix.called("heads"), u.nix.called("detail")...) {
		if strings.Contains(c, ".10000") {
			t.Errorf("asked for the row that stands for the rest: %s", c)
		}
	}
}

func TestResizeWhileLoading(t *testing.T) {
	t.Parallel()
	u := begin(t, sample(), 80, 24, Options{Fragment: pkgs + ".hello"})
	sizes := [][2]int{{1, 1}, {200, 60}, {20, 5}, {0, 0}, {79, 9}, {80, 3}, {5, 40}, {120, 36}}
	for i := 0; len(u.queue) > 0 && i < 300; i++ { // each size asks anew, so it would never end
		cmd := u.queue[0]
		u.queue = u.queue[1:]
		if cmd != nil {
			u.deliver(cmd())
		}
		s := sizes[i%len(sizes)]
		u.send(tea.WindowSizeMsg{Width: s[0], Height: s[1]})
		u.press()
	}
	u.send(tea.WindowSizeMsg{Width: 120, Height: 36})
	u.run()
	if u.at() != pkgs+".hello" {
		t.Errorf("at %s", u.at())
	}
}
