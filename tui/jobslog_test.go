package tui

import (
	"fmt"
	"slices"
	"testing"

	"flakewalk/model"
	"flakewalk/tui/theme"
)

// reading opens the log of a derivation that failed, with the keys in it.
func reading(t *testing.T) (*actor, *fakeBuilds) {
	t.Helper()
	u, f := building(t)
	f.fails(u.user)
	u.press("3", "tab")
	return u, f
}

func TestLogFollows(t *testing.T) {
	t.Parallel()
	u, f := building(t)
	f.runs(u.user)
	u.press("3", "j")
	more := func(from, to int) {
		for i := from; i < to; i++ {
			f.logs[helloDrv] = append(f.logs[helloDrv], fmt.Sprintf("output %d.", i))
		}
		f.seen(u.user)
	}
	more(0, 100)
	u.sees("output 99.")
	u.snap("it follows", first(4, theDetail))
	u.press("tab", "k")
	more(100, 200)
	u.sees("output 98.", "73-100")
	u.misses("output 99.")
	u.snap("it stays", first(4, theDetail))
	u.press("G")
	u.sees("output 199.")
	u.press("g")
	more(200, 300)
	u.sees("output 0.", "1-")
	u.snap("at the top", first(4, theDetail))
	u.press("end")
	u.sees("output 299.")
	f.dropped = 250
	f.seen(u.user)
	u.sees("output 299.")
	u.snap("the beginning is gone", first(4, theDetail))
}

func TestFindInLog(t *testing.T) {
	t.Parallel()
	u, _ := reading(t)
	u.press("/", "l", "i", "n", "e", "space", "3")
	u.sees("/line 3", depLine(30))
	if n := u.m.jobs.search.hits; n != 10 {
		t.Errorf("found in %d lines", n)
	}
	u.snap("typed", theStatus)
	u.press("enter")
	u.said(theme.Normal)
	u.snap("found", theNote)
	if at := u.m.jobs.search.at; at != 30 {
		t.Errorf("from the line at the top it goes to %d", at)
	}
	for _, want := range []int{31, 32} {
		u.press("n")
		if at := u.m.jobs.search.at; at != want {
			t.Errorf("n goes to %d, not %d", at, want)
		}
	}
	u.press("N", "N", "N")
	if at := u.m.jobs.search.at; at != 3 {
		t.Errorf("N goes to %d", at)
	}
	u.sees(depLine(3), depLine(0))
	u.press("esc", "n")
	u.said(theme.Dim)
	u.sees(depLine(3))
	u.snap("nothing to find again", theNote)
	u.press("G", "/", "n", "o", "n", "e")
	u.snap("none, typed", theStatus)
	u.press("enter")
	u.said(theme.Warn)
	u.snap("none", theNote)
	u.press("G", "/", "0", "esc")
	u.sees("broke")
	u.press("/", `\`, "e")
	u.sees("broke")
	if n := u.m.jobs.search.hits; n != 1 { // what is searched is what is seen
		t.Errorf("found in %d lines", n)
	}
	u.press("esc", "g", "k", "h")
	if u.m.focus != focusTree {
		t.Error("h does not lead back to the list")
	}
}

func TestSaveLog(t *testing.T) {
	t.Parallel()
	u, f := reading(t)
	u.press("S")
	u.onTop(dialogPrompt)
	u.sees("> dep-1.0.log")
	u.snap("asked", theDialog, theStatus)
	f.saveErr = failure(model.CauseUsage, "EEXIST")
	u.press("enter")
	u.onTop(dialogPrompt)
	u.sees("EEXIST", "> dep-1.0.log")
	f.saveErr = nil
	u.press("2", "enter")
	u.said(theme.Good)
	u.snap("saved", theNote)
	f.dropped = 30
	u.press("S", "enter")
	u.snap("a part was lost", theNote)
	u.press("S", "esc")
	if want := []string{"dep-1.0.log2", "dep-1.0.log"}; !slices.Equal(f.saved, want) {
		t.Errorf("saved %q", f.saved)
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ from, step, want int }{
		{0, 1, 3}, {3, 1, 3}, {4, 1, 7}, {8, 1, 3}, {8, -1, 7}, {7, -1, 7}, {6, -1, 3}, {2, -1, 7},
	} {
		if got := nearest([]int{3, 7}, tt.from, tt.step); got != tt.want {
			t.Errorf("from %d by %d: %d, want %d", tt.from, tt.step, got, tt.want)
		}
	}
	if got := nearest(nil, 0, 1); got != -1 {
		t.Errorf("of nothing: %d", got)
	}
}
