package tui

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"flakewalk/model"
	"flakewalk/model/lock"
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
		u.sees("Update the lock file?", updateNixpkgs, "the input nixpkgs")
		u.press(no)
		if no != "j" { // moves the text, which fits here, so that it is a no as well
			u.misses("Update the lock file?")
		}
		u.ran()
	}
	u.press("esc", "U")
	u.sees("Update the lock file?", "nix flake update --flake /home/me/garden", "all inputs")
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
	golden.RequireEqual(t, u.screen()+"\n")
	u.press("esc")
	if u.input() != "nixpkgs" {
		t.Errorf("the cursor is on %s", u.input())
	}
	u.nix.updated = nil
	u.press("u", "y")
	u.sees("Nothing changed")
}

// TestUpdateOfWhatFollows proves that what follows an input of the flake is updated
// with that, and that others are refused with a reason.
func TestUpdateOfWhatFollows(t *testing.T) {
	t.Parallel()
	u := onUpdatable(t, updatable(t), "home-manager/nixpkgs")
	u.press("u", "y", "esc")
	u.ran(updateNixpkgs)
	for input, says := range map[string]string{
		"tool/nixpkgs": "only the flake's own inputs are updated by name, and this is tool/nixpkgs",
		"self":         "it is the flake itself: U updates all its inputs",
		"gone":         "there is no input here to update",
	} {
		u.toInput(input)
		u.press("u", "y")
		u.misses("Update the lock file?")
		u.toInput(input)
		u.press("u")
		u.sees(says)
		u.ran()
	}

	nix := withInputs(t) // from elsewhere
	u = onUpdatable(t, nix, "nixpkgs")
	for _, key := range []string{"u", "U"} {
		u.press(key)
		u.sees("only the lock file of a flake on this machine can be updated")
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
	u.sees("The update has failed", "unable to download")
	u.press("!") // nothing to allow
	u.sees("The update has failed")
	nix.setErr("update", nil)
	u.press("r")
	u.sees("Update the lock file?", updateNixpkgs)
	u.press("n")
	u.ran()
	nix.setErr("update", failure(model.CauseCancelled, "cancelled"))
	u.press("u", "y")
	u.sees("the update was cancelled")
	if n := len(nix.called("open")); n != 0 {
		t.Errorf("reloaded %d times", n)
	}
	nix.setErr("updateargv", failure(model.CauseUsage, "nix has no way to name this"))
	u.press("u")
	u.sees("nix has no way to name this")
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
	u.sees("updating the lock file")
	for key, says := range map[string]string{"u": "is being updated already", "U": "is being updated already", "R": "is being updated; then"} {
		u.press(key)
		u.sees(says)
	}
	u.press("x", "?")
	if nix.cancelled != 1 || len(nix.called("open")) != 0 {
		t.Errorf("cancelled %d times", nix.cancelled)
	}
	u.release()
	u.misses("The lock file is updated") // the help is open
	u.press("?")
	u.sees("The lock file is updated")
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
	u.misses("Update the lock file?")
	u.press("backspace")
	u.misses("Update the lock file?")

	u.hold = []string{jobUpdate}
	u.press("u", "y", "f")
	u.release()
	u.misses("The lock file is updated")
	if s := u.screen(); !strings.Contains(s, "▸ x") {
		t.Errorf("not the other flake:\n%s", s)
	}
	u.press("backspace")
	u.sees("The lock file is updated", "88d3534")
}
