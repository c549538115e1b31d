package tui

import (
	"slices"
	"testing"

	"flakewalk/model"
	"flakewalk/model/lock"
	"flakewalk/tui/theme"
)

// updatable is a flake on this machine whose update changes something of every kind.
func updatable(t testing.TB) *fakeNix {
	t.Helper()
	nix := withInputs(t)
	nix.flake.Ref, nix.flake.Dir = "/home/me/garden", "/home/me/garden"
	from := inputsOf(t,
		inputNode("root", "", "", 0, "nixpkgs=nixpkgs", "old=old", "tool=tool"),
		inputNode("nixpkgs", "NixOS/nixpkgs@nixos-unstable", "99c2423", 100),
		inputNode("old", "owner/old", "1111111", 900),
		inputNode("tool", "owner/tool", "abcdef0", 20, "nixpkgs=own"),
		inputNode("own", "NixOS/nixpkgs", "1234567", 500),
	)
	to := inputsOf(t,
		inputNode("root", "", "", 0, "new=new", "nixpkgs=nixpkgs", "tool=tool"),
		inputNode("nixpkgs", "NixOS/nixpkgs@nixos-unstable", "88d3534", 1),
		inputNode("new", "owner/new\x1b[2J", "2222222", 2),
		inputNode("tool", "owner/tool", "abcdef0", 20, "nixpkgs>nixpkgs"),
	)
	nix.updated = lock.Compare(from.Graph, to.Graph)
	return nix
}

// onUpdatable opens the Inputs tab with the cursor on an input.
func onUpdatable(t *testing.T, nix *fakeNix, input string) *user {
	t.Helper()
	u := onInputs(t, nix, 120, 36)
	u.toInput(input)
	return u
}

// ran fails unless these commands were run since the last time.
func (u *user) ran(want ...string) {
	u.t.Helper()
	if got := u.nix.called("ran"); !slices.Equal(got, want) {
		u.t.Errorf("ran %q, not %q", got, want)
	}
}

const updateNixpkgs = "nix flake update --flake /home/me/garden nixpkgs"

func TestUpdateAsks(t *testing.T) {
	t.Parallel()
	u := onUpdatable(t, updatable(t), "nixpkgs")
	for _, no := range []string{"n", "enter", "Y", "esc", "space", "u", "x", "!", "j"} {
		u.press("u")
		u.onTop(dialogUpdate)
		u.sees(updateNixpkgs)
		if no == "n" {
			u.snap("an input", theDialog, theStatus)
		}
		u.press(no)
		if no == "n" {
			u.snap("declined", theNote)
		}
		if no != "j" { // moves the text, which fits here, so that it is a no as well
			u.onTop("")
		}
		u.ran()
	}
	u.press("esc", "U")
	u.onTop(dialogUpdate)
	u.sees("nix flake update --flake /home/me/garden")
	u.snap("all inputs", theDialog)
	u.press("y")
	u.ran("nix flake update --flake /home/me/garden")
}

func TestUpdateShowsWhatChanged(t *testing.T) {
	t.Parallel()
	u := onUpdatable(t, updatable(t), "nixpkgs")
	u.nix.called("open")
	u.press("u", "y")
	u.ran(updateNixpkgs)
	if n := len(u.nix.called("open")); n != 1 {
		t.Errorf("reloaded %d times", n)
	}
	u.onTop(dialogUpdated)
	u.snap("changed", theScreen)
	u.press("esc")
	if u.input() != "nixpkgs" {
		t.Errorf("the cursor is on %s", u.input())
	}
	u.nix.updated = nil
	u.press("u", "y")
	u.onTop(dialogUpdated)
	u.snap("nothing changed", theDialog)
}

// TestUpdateOfWhatFollows proves that what follows an input of the flake is updated
// with that, and that others are refused with a reason.
func TestUpdateOfWhatFollows(t *testing.T) {
	t.Parallel()
	u := onUpdatable(t, updatable(t), "home-manager/nixpkgs")
	u.press("u", "y", "esc")
	u.ran(updateNixpkgs)
	for _, input := range []string{"tool/nixpkgs", "self", "gone"} {
		u.toInput(input)
		u.press("u", "y")
		u.onTop("")
		u.toInput(input)
		u.press("u")
		u.onTop("")
		u.snap(input, theNote)
		u.ran()
	}

	nix := withInputs(t) // from elsewhere
	u = onUpdatable(t, nix, "nixpkgs")
	for _, key := range []string{"u", "U"} {
		u.press(key)
		u.onTop("")
		u.snap("from elsewhere, "+key, theNote)
	}
	if n := len(nix.called("updateargv")); n != 0 {
		t.Errorf("asked %d times", n)
	}
}

func TestUpdateFails(t *testing.T) {
	t.Parallel()
	nix := updatable(t)
	u := onUpdatable(t, nix, "nixpkgs")
	nix.setErr("update", failure(model.CauseNetwork, "unable to download\x1b[2J"))
	nix.called("open")
	u.press("u", "y")
	u.onTop(dialogUpdated)
	if p := top[*errorPage](u).problem; p.Cause != model.CauseNetwork {
		t.Errorf("%+v", p)
	}
	u.sees("unable to download")
	u.snap("failed", theDialog)
	u.press("!") // nothing to allow
	u.onTop(dialogUpdated)
	nix.setErr("update", nil)
	u.press("r")
	u.onTop(dialogUpdate)
	u.sees(updateNixpkgs)
	u.press("n")
	u.ran()
	nix.setErr("update", failure(model.CauseCancelled, "cancelled"))
	u.press("u", "y")
	u.onTop("")
	u.said(theme.Warn)
	u.snap("cancelled", theNote)
	if n := len(nix.called("open")); n != 0 {
		t.Errorf("reloaded %d times", n)
	}
	nix.setErr("updateargv", failure(model.CauseUsage, "unnameable"))
	u.press("u")
	u.onTop("")
	u.said(theme.Warn)
	u.sees("unnameable")
}

// TestUpdateWhileItRuns proves that an update is neither begun twice nor ended by a
// reload, and that x asks nix to end it.
func TestUpdateWhileItRuns(t *testing.T) {
	t.Parallel()
	nix := updatable(t)
	u := onUpdatable(t, nix, "nixpkgs")
	nix.called("open")
	u.hold = []string{jobUpdate}
	u.press("u", "y")
	u.running(jobUpdate, true)
	u.snap("begun", theNote)
	nix.called("updateargv")
	for _, key := range []string{"u", "U", "R"} {
		u.press(key)
		u.onTop("")
		u.said(theme.Dim)
		u.snap(key, theNote)
	}
	if n := len(nix.called("updateargv")); n != 0 {
		t.Errorf("another one was asked for %d times", n)
	}
	u.press("x", "?")
	if nix.cancelled != 1 || len(nix.called("open")) != 0 {
		t.Errorf("cancelled %d times", nix.cancelled)
	}
	u.release()
	u.onTop(dialogHelp)
	u.press("?")
	u.onTop(dialogUpdated)
}

// TestUpdateOfAnotherFlake proves that neither the question nor the answer opens
// over another flake; the answer is told when one comes back.
func TestUpdateOfAnotherFlake(t *testing.T) {
	t.Parallel()
	nix := updatable(t)
	flakes := &fakeFlakes{nix: map[string]*fakeNix{nix.flake.Ref + " tool": other()}}
	u := start(t, nix, 120, 36, Options{Flakes: flakes})
	u.press("2", "-")
	u.toInput("tool")
	u.hold = []string{jobUpdateArgv}
	u.press("u", "f")
	u.release()
	u.onTop("")
	u.press("backspace")
	u.onTop("")

	u.hold = []string{jobUpdate}
	u.press("u", "y", "f")
	u.release()
	u.onTop("")
	u.sees("▸ x") // the other flake
	u.press("backspace")
	u.onTop(dialogUpdated)
	u.sees("88d3534")
}
