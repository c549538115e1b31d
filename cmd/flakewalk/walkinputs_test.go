package main

import (
	"testing"

	"flakewalk/nixcli/nixtest"
)

// TestWalkInputs is what somebody does who wants to know what a flake rests on:
// real nix, local inputs of git and of folders, follows, and a source tree.
func TestWalkInputs(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		ref := "path:" + locked(t, n)
		same := unchanged(t, ref)
		tm := explorer(t, n, 120, 36, "--no-history", ref)
		tm.wait("lib")
		tm.press("2")
		tm.wait("▾ a ", "reg   → a/np", "up    → a/deep/np")
		tm.goTo("reg")
		tm.wait("how it resolves", "reg → a/np  as the flake itself says", "nix flake update")
		tm.press(keyEnter)
		tm.wait("this is a/np", "! duplicate", "git+file://")
		tm.press("w")
		tm.wait("╭─ Why a/np is here", "It is brought along by a.", "2 ways lead there", "reg → a/np")
		tm.press(keyEsc)
		tm.waitGone("╭─")

		tm.press("v")
		tm.wait("all inputs, the oldest first", "2 users")
		tm.press("v")
		tm.wait("what is locked more than once", "3 times")
		tm.press("g")
		tm.wait(`inputs.a.inputs.np.follows = "np";`, "y copy lines")
		tm.press("v")
		tm.waitGone("what is locked more than once")
		tm.goTo("np")
		tm.press("f")
		tm.wait("with follows", "lib")
		tm.press("l", "j")
		tm.wait(`"new"`, "nix eval")
		tm.press("\x7f")
		tm.wait("v view", "used by")
		tm.goTo("a/np")
		tm.press("F")
		tm.wait("on its own", "lib")
		tm.press("l", "j")
		tm.wait(`"old"`)
		tm.press("\x7f")
		tm.wait("v view")
		tm.goTo("tool")
		tm.wait("store", "-source, ")
		tm.press("f")
		tm.wait("╭─ Files of tool", "word", "6 B")
		tm.press(keyEsc)
		tm.waitGone("╭─")
		tm.press("q")
		tm.exits(exitOK)
		same()
	})
}
