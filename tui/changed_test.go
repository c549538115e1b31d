package tui

import (
	"fmt"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// watchers is the number of timers that wait to ask whether files have changed.
func (u *user) watchers() int {
	n := 0
	for _, m := range u.timers {
		if _, ok := m.(watchMsg); ok {
			n++
		}
	}
	return n
}

// wait lets the timer run out that asks whether files have changed.
func (u *user) wait() {
	u.t.Helper()
	u.fire(func(m tea.Msg) bool { _, ok := m.(watchMsg); return ok })
}

func local() *fakeNix {
	nix := sample()
	nix.flake.Dir = "/home/me/sample"
	return nix
}

func TestFilesThatChange(t *testing.T) {
	t.Parallel()
	u := start(t, local(), 120, 36, Options{})
	for range 3 {
		u.wait()
	}
	if n := len(u.nix.called("changed")); n != 3 || u.watchers() != 1 {
		t.Errorf("asked %d times, %d timers", n, u.watchers())
	}
	u.snap("as they were", theHeader)
	u.nix.changed = true
	u.wait()
	u.snap("changed", theHeader)
	if !u.m.visit.changed {
		t.Error("it is not noticed")
	}
	u.nix.called("changed")
	u.wait()
	if n := len(u.nix.called("changed")); n != 0 || u.watchers() != 0 {
		t.Errorf("what is known is asked %d times, %d timers", n, u.watchers())
	}
	u.nix.changed = false
	u.press("R")
	u.snap("reloaded", theHeader)
	if u.m.visit.changed || u.watchers() != 1 {
		t.Errorf("%d timers after the reload", u.watchers())
	}
}

func TestFilesChangedIsSeenOnEveryWidth(t *testing.T) {
	t.Parallel()
	for _, w := range []int{40, 60, 80} {
		for _, h := range []int{3, 12, 30} {
			nix := local()
			nix.changed = true
			u := start(t, nix, w, h, Options{})
			u.send(tea.FocusMsg{})
			u.run()
			where := theHeader
			if u.m.layout.header.h == 0 {
				where = theStatus
			}
			u.sees(u.m.env.theme.Odd + " ")
			u.snap(fmt.Sprintf("%dx%d", w, h), where)
		}
	}
}

func TestFocusAsksAtOnce(t *testing.T) {
	t.Parallel()
	u := start(t, local(), 120, 36, Options{})
	u.send(tea.BlurMsg{})
	u.wait()
	if n := len(u.nix.called("changed")); n != 0 || u.watchers() != 0 {
		t.Errorf("asked %d times while nobody looks, %d timers", n, u.watchers())
	}
	u.nix.changed = true
	u.send(tea.FocusMsg{})
	u.run()
	if !u.m.visit.changed {
		t.Error("it is not noticed")
	}
}

func TestChangesAreAskedOneAtATimeAndNeverInTheWay(t *testing.T) {
	t.Parallel()
	u := start(t, local(), 120, 36, Options{})
	u.tick()
	u.hold = []string{jobChanged}
	u.wait()
	u.send(tea.FocusMsg{})
	u.run()
	u.wait()
	if n := len(u.nix.called("changed")); n != 1 {
		t.Errorf("asked %d times at once", n)
	}
	for _, m := range u.timers {
		if _, ok := m.(tickMsg); ok {
			t.Error("the spinner turns for that")
		}
	}
	u.release()
	u.hold = []string{jobKids}
	u.goTo("lib")
	u.press("l")
	u.wait()
	if n := len(u.nix.called("changed")); n != 0 {
		t.Errorf("asked %d times while nix is busy", n)
	}
}

func TestFlakesFromElsewhereDoNotChange(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 120, 36, Options{})
	u.send(tea.FocusMsg{})
	u.run()
	if n := len(u.nix.called("changed")); n != 0 || u.watchers() != 0 {
		t.Errorf("asked %d times, %d timers", n, u.watchers())
	}
}

func TestAskingThatIsSlowIsRare(t *testing.T) {
	t.Parallel()
	u := start(t, local(), 80, 24, Options{})
	changedMsg{v: u.m.visit, took: 2e9}.apply()
	if u.m.visit.every < 60e9 {
		t.Errorf("two seconds of work every %v", u.m.visit.every)
	}
}
