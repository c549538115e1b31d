package tui

import (
	"testing"

	"flakewalk/model"
	"flakewalk/tui/theme"
)

// TestBecome proves that D ends the explorer for the command of the dev shell, after
// the question that its programs need.
func TestBecome(t *testing.T) {
	t.Parallel()
	u := onHello(t, Options{})
	u.press("D")
	u.onTop(dialogTrust)
	u.sees("nix D ")
	if _, ok := u.m.Becomes(); ok || u.quit {
		t.Error("it leaves unasked")
	}
	u.press("y")
	a, ok := u.m.Becomes()
	if !ok || !u.quit || a.Verb != model.VerbBecome || a.String() != "nix D 'github:owner/sample#"+helloPath+"'" {
		t.Errorf("%v %v, ended %v", a, ok, u.quit)
	}
	u.expect()
}

// TestBecomeWhileBuilding proves that leaving asks while something is built, and that
// who stays and quits later just quits.
func TestBecomeWhileBuilding(t *testing.T) {
	t.Parallel()
	u, _ := building(t)
	u.press("D", "y")
	u.onTop(dialogQuit)
	u.press("esc")
	if u.quit {
		t.Fatal("it leaves unasked")
	}
	u.press("q", "y")
	if a, ok := u.m.Becomes(); ok || !u.quit {
		t.Errorf("becomes %v, ended %v", a, u.quit)
	}
}

// TestStay proves that what cannot be left for a shell says so.
func TestStay(t *testing.T) {
	t.Parallel()
	u := onHello(t, Options{RunUnasked: true, Stay: true})
	u.press("D")
	u.said(theme.Dim)
	u.snap("it cannot be left", theNote)
	if _, ok := u.m.Becomes(); ok {
		t.Error("it is left")
	}
	if u.quit {
		t.Error("it leaves")
	}
}
