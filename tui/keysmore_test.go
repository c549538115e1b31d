package tui

import (
	"testing"

	"flakewalk/tui/keymap"
	"flakewalk/tui/theme"
)

// TestDetailsScrollFromTheList proves that the list keeps the keys while the details move.
func TestDetailsScrollFromTheList(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 80, 14, Options{Fragment: pkgs + ".default"})
	u.rest()
	before := theDetail(u)
	u.press("J")
	if theDetail(u) == before || u.m.focus != focusTree {
		t.Errorf("focus %v\n%s", u.m.focus, theDetail(u))
	}
	u.is(pkgs + ".default")
	u.press("K")
	if theDetail(u) != before {
		t.Errorf("%s\nbefore\n%s", theDetail(u), before)
	}
}

// TestTabsInTurn proves that brackets lead from tab to tab, around the ends.
func TestTabsInTurn(t *testing.T) {
	t.Parallel()
	u := start(t, withInputs(t), 120, 36, Options{Builds: &fakeBuilds{}})
	for _, step := range []struct {
		key  string
		want keymap.Action
	}{{"]", keymap.ShowInputs}, {"]", keymap.ShowJobs}, {"]", keymap.ShowOutputs}, {"[", keymap.ShowJobs}, {"[", keymap.ShowInputs}} {
		if u.press(step.key); u.m.visit.tab != step.want {
			t.Fatalf("%s leads to %s, want %s", step.key, u.m.visit.tab, step.want)
		}
	}
}

// TestKeysWithoutMeaning proves that such a key says so, once, and does nothing.
func TestKeysWithoutMeaning(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 120, 36, Options{})
	at := u.at()
	u.press("M")
	u.said(theme.Dim)
	u.snap("the first time", theNote)
	u.press("j", "k", "M")
	u.unsaid()
	u.is(at)
}
