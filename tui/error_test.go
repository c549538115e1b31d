package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/theme"
)

const trace = `error:
       … while evaluating the attribute 'drvPath'
         at /nix/store/abc-source/flake.nix:3:5:
            2|   outputs = { self }: {
            3|     packages.x86_64-linux.ifd = import ./made.nix;
             |     ^
            4|   };

       … while calling the 'import' builtin
         at /nix/store/abc-source/made.nix:14:9:
           13| { x }:
           14|   "a ${x}" # it
             |         ^

       error: cannot build '/nix/store/abc.drv' during evaluation`

// refusing is the rich flake with packages that need an allowance.
func refusing() *fakeNix {
	f := rich()
	f.kids["packages.x86_64-linux"] = names("deep", "hello", "ifd", "impure", "thrown")
	for name, cause := range map[string]model.Cause{"ifd": model.CauseIFD, "impure": model.CauseImpure, "thrown": model.CauseThrow} {
		n := broken(cause, "cannot build '/nix/store/abc.drv' during evaluation")
		n.Problem.Trace = trace
		f.nodes[pkgs+"."+name] = n
	}
	f.nodes[pkgs+".deep"] = set(1)
	f.sources["/nix/store/abc-source/made.nix:14:9"] = model.Source{
		First: 10, Lines: []string{"# ten", "# eleven", "# twelve", "{ x }:", "  \"a ${x}\" # it", "# fifteen"},
	}
	return f
}

// allows makes the fake evaluate what it refused.
func (f *fakeNix) allows() {
	for _, name := range []string{"ifd", "impure"} {
		f.nodes[pkgs+"."+name] = f.nodes[pkgs+".hello"]
	}
}

func TestErrorScreens(t *testing.T) {
	t.Parallel()
	screens := map[string][]string{"folded": {"enter"}, "unfolded": {"enter", "space"}, "IFD": {"!"}, "impure": {"j", "!"}}
	for _, size := range [][2]int{{40, 12}, {80, 24}, {120, 36}} {
		for name, keys := range screens {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				u := start(t, refusing(), size[0], size[1], Options{Fragment: pkgs + ".ifd"})
				u.press(keys...)
				golden.RequireEqual(t, u.screen()+"\n")
			})
		}
	}
}

func TestSourceOfAnErrorThatCameTooLate(t *testing.T) {
	t.Parallel()
	u := start(t, refusing(), 120, 36, Options{Fragment: pkgs + ".ifd"})
	u.hold = []string{jobErrorSource}
	u.press("enter")
	u.onTop(dialogError)
	u.folded(true)
	u.misses("# twelve")
	u.snap("without the source", theDialog)
	u.press("esc")
	u.release()
	u.misses("# twelve")
	u.onTop("")
	u.press("enter")
	u.sees("▌ 14    \"a ${x}\" # it", "made.nix:14")
	u.press("enter")
	u.folded(false)
	u.sees("… while calling the 'import' builtin", "at /nix/store/abc-source/made.nix:14:9:")
	u.press("space")
	u.folded(true)
	u.misses("while calling")
	u.nix.sources = nil
	u.press("esc", "enter")
	u.folded(true)
	u.snap("no source to be had", theDialog) // nothing is said of it
}

// folded fails unless the dialog on top is an error whose trace is folded, or is not.
func (u *user) folded(want bool) {
	u.t.Helper()
	if page := top[*errorPage](u); page.frames == 0 || page.unfolded == want {
		u.t.Errorf("folded: %v, %d frames\n%s", !page.unfolded, page.frames, u.screen())
	}
}

// asked fails unless it is asked whether the selected row may be evaluated with that.
func (u *user) asked(g model.Grant) {
	u.t.Helper()
	u.onTop(dialogQuestion)
	if got := u.m.visit.outputs.refused(u.m.visit.outputs.selected); got != g {
		u.t.Errorf("asked for is %v, not %v\n%s", got, g, u.screen())
	}
}

func TestAllowanceIsAskedForOnce(t *testing.T) {
	t.Parallel()
	nix := refusing()
	nix.flake.Pin = "one version"
	u := start(t, nix, 120, 36, Options{Fragment: pkgs + ".ifd"})
	for _, key := range []string{"n", "enter", "esc", "space", "Y", "w", "!", "tab", "?"} {
		u.press("!")
		u.asked(model.GrantIFD)
		u.hints(keymap.Yes)
		if key == "n" {
			u.snap("asked", theDialog, theStatus)
		}
		u.press(key)
		u.onTop("")
	}
	if got := u.nix.called("grant1"); len(got) > 0 {
		t.Fatalf("granted %q without a yes", got)
	}
	u.press("!", "j", "G", "k") // reading on is not an answer
	u.asked(model.GrantIFD)
	u.nix.allows()
	u.press("y")
	u.onTop("")
	u.sees("■ ifd       hello-2.12")
	u.said(theme.Good)
	u.snap("allowed", theNote)
	if got := u.nix.called("grant1"); !slices.Equal(got, []string{pkgs + ".ifd"}) {
		t.Errorf("granted %q", got)
	}
	u.nix.nodes[pkgs+".hello"] = broken(model.CauseIFD, "again")
	u.press("R")
	u.goTo(pkgs + ".hello")
	u.press("!") // the same permission is not asked for twice
	u.onTop("")
	if got := u.nix.called("grant1"); !slices.Equal(got, []string{pkgs + ".hello"}) {
		t.Errorf("granted %q", got)
	}
	u.nix.nodes[pkgs+".impure"] = broken(model.CauseImpure, "no environment")
	u.press("R")
	u.goTo(pkgs + ".impure")
	u.press("!") // another one is
	u.asked(model.GrantImpure)
	u.snap("asked for another one", theDialog)
	u.press("n")
	for _, pin := range []string{"another version", ""} { // nix may not be able to say which
		u.nix.flake.Pin = pin
		u.nix.nodes[pkgs+".hello"] = broken(model.CauseIFD, "again")
		u.press("R")
		u.goTo(pkgs + ".hello")
		u.press("!")
		u.asked(model.GrantIFD)
		u.press("y", "R")
		if (u.m.visit.permits.granted == 0) != (pin == "") {
			t.Errorf("pin %q: after another reload %v is granted", pin, u.m.visit.permits.granted)
		}
	}
}

func TestAllowanceInTheErrorDialog(t *testing.T) {
	t.Parallel()
	u := start(t, refusing(), 120, 36, Options{Fragment: pkgs + ".ifd"})
	u.press("enter")
	u.hints(keymap.Allow)
	u.press("!", "n")
	u.onTop(dialogError)
	u.said(theme.Dim)
	u.snap("declined", theNote)
	u.nix.allows()
	u.press("!", "y")
	u.onTop("")
	u.sees("■ ifd       hello-2.12", "✗ impure") // the other row stays as it is
}

func TestAllowanceWhereNothingWasRefused(t *testing.T) {
	t.Parallel()
	nix := refusing()
	nix.nodes[pkgs+".thrown"] = broken(model.CauseRecursion, "infinite recursion encountered")
	u := start(t, nix, 120, 36, Options{Fragment: pkgs + ".thrown"})
	for _, path := range []string{pkgs + ".thrown", "lib"} {
		u.goTo(path)
		u.press("!")
		u.onTop("")
		u.said(theme.Dim)
		u.snap(path, theNote)
	}
}

// What a flake throws may be for want of --impure: that is offered, and what came of it
// is said.
func TestImpureIsTriedForThrows(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		cause model.Cause
		after model.Node
		tone  theme.Tone
		asks  model.Grant // once more
	}{
		"throw":   {model.CauseThrow, broken(model.CauseThrow, "no HOME"), theme.Warn, 0},
		"assert":  {model.CauseAssert, broken(model.CauseAssert, "no HOME"), theme.Warn, 0},
		"another": {model.CauseThrow, broken(model.CauseThrow, "no USER"), theme.Warn, 0},
		"IFD":     {model.CauseUnfree, broken(model.CauseIFD, "cannot build"), theme.Warn, model.GrantIFD},
		"value":   {model.CauseBroken, refusing().nodes[pkgs+".hello"], theme.Good, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			nix := refusing()
			nix.nodes[pkgs+".thrown"] = broken(c.cause, "no HOME")
			u := start(t, nix, 120, 36, Options{Fragment: pkgs + ".thrown"})
			u.hidesHints(keymap.Allow)
			u.press("!")
			u.asked(model.GrantImpure)
			u.snap("asked", theDialog)
			nix.nodes[pkgs+".thrown"] = c.after
			u.press("y")
			u.said(c.tone)
			u.snap("allowed", theNote)
			u.press("!")
			if c.asks != 0 {
				u.asked(c.asks)
				return
			}
			u.onTop("")
			u.said(theme.Dim)
			u.snap("asked for once more", theNote)
		})
	}
	t.Run("as an option", func(t *testing.T) {
		t.Parallel()
		nix := refusing()
		nix.flake.Notes = []string{"impure"}
		u := start(t, nix, 120, 36, Options{Fragment: pkgs + ".thrown"})
		u.press("!")
		u.onTop("")
		u.said(theme.Dim)
		u.snap("no use", theNote)
	})
	t.Run("outputs", func(t *testing.T) {
		t.Parallel()
		nix := refusing()
		nix.setErr("children", failure(model.CauseThrow, "no HOME"))
		u := start(t, nix, 120, 36, Options{})
		u.press("!", "y")
		u.said(theme.Warn)
		u.troubled(model.CauseThrow)
		u.sees("no HOME")
		u.snap("allowed", theNote)
		u.press("!")
		u.onTop("")
		u.said(theme.Dim)
	})
}

// What is refused may be the details, the store paths, or the names.
func TestAllowanceForAPartOfARow(t *testing.T) {
	t.Parallel()
	nix := refusing()
	nix.setErr("derivation "+pkgs+".hello", failure(model.CauseIFD, "cannot build x.drv"))
	nix.setErr("children "+pkgs+".deep", failure(model.CauseIFD, "cannot build y.drv"))
	u := start(t, nix, 120, 36, Options{Fragment: pkgs + ".hello"})
	u.rest()
	u.linger()
	u.sees("✗ cannot build x.drv")
	nix.setErr("derivation "+pkgs+".hello", nil)
	u.press("!", "y")
	u.rest()
	u.linger()
	u.sees("/nix/store/aaa-hello-2.12.drv")
	u.goTo(pkgs + ".deep")
	u.press("l")
	u.sees("◆ deep")
	nix.setErr("children "+pkgs+".deep", nil)
	nix.kids[pkgs+".deep"] = names("inside")
	u.press("!")
	u.sees("▾ deep", "inside")
}

// Rows below that failed for another reason are not evaluated again.
func TestAllowanceReachesWhatWasRefusedBelow(t *testing.T) {
	t.Parallel()
	nix := refusing()
	nix.setErr("detail "+pkgs+".deep", failure(model.CauseIFD, "cannot build x.drv"))
	nix.kids[pkgs+".deep"] = names("refused", "thrown")
	nix.nodes[pkgs+".deep.refused"] = broken(model.CauseIFD, "cannot build y.drv")
	nix.nodes[pkgs+".deep.thrown"] = broken(model.CauseThrow, "thrown")
	u := start(t, nix, 120, 36, Options{Fragment: pkgs + ".deep"})
	u.rest()
	u.press("l")
	u.sees("◆ refused", "✗ thrown")
	nix.called("heads")
	u.press("!", "y")
	for _, asked := range nix.called("heads") {
		if strings.Contains(asked, "thrown") || !strings.Contains(asked, pkgs+".deep.refused") {
			t.Errorf("asked for %s", asked)
		}
	}
	u.sees("▾ deep")
}

func TestAllowanceForAllOutputs(t *testing.T) {
	t.Parallel()
	nix := sample()
	nix.setErr("children", failure(model.CauseIFD, "IFD in outputs"))
	u := start(t, nix, 80, 24, Options{})
	u.troubled(model.CauseIFD)
	u.hints(keymap.Allow)
	nix.setErr("children", nil)
	u.press("!")
	u.asked(model.GrantIFD)
	u.snap("asked", theDialog)
	u.press("y")
	u.sees("▸ lib")
	if u.inTrouble() {
		t.Errorf("there is a page in place of the tree\n%s", u.screen())
	}
}

func TestQuitFromAQuestion(t *testing.T) {
	t.Parallel()
	u := start(t, refusing(), 80, 24, Options{Fragment: pkgs + ".ifd"})
	u.press("!", "ctrl+c")
	if !u.quit {
		t.Error("the question keeps the program alive")
	}
}

// TestRowDoesNotSayItsNameTwice keeps the room of a row for what is wrong with it.
func TestRowDoesNotSayItsNameTwice(t *testing.T) {
	t.Parallel()
	nix := sample()
	nix.nodes["lib.answer"] = broken(model.CauseType, "'lib.answer' lacks drvPath")
	u := start(t, nix, 120, 36, Options{})
	u.goTo("lib")
	u.press("l")
	u.sees("✗ answer            lacks drvPath")
}

// TestASCIIEllipsis proves that the mark of what is left out is ASCII, too, where
// it stands in what nix said.
func TestASCIIEllipsis(t *testing.T) {
	t.Parallel()
	nix := sample()
	nix.setErr("open", failure(model.CauseThrow, "nothing today"))
	u := start(t, nix, 80, 24, Options{ASCII: true})
	u.sees("~ while evaluating")
	u.misses("…")
}
