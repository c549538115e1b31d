package tui

import (
	"fmt"
	"slices"
	"testing"

	"flakewalk/model"
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
	u.sees("follows", "output 99.")
	u.press("tab", "k")
	more(100, 200)
	u.sees("output 98.", "73-100 of 201, G follows")
	u.misses("output 99.")
	u.press("G")
	u.sees("output 199.", "follows")
	u.press("g")
	more(200, 300)
	u.sees("output 0.", "1-", "of 301, G follows")
	u.press("end")
	u.sees("output 299.")
	f.dropped = 250
	f.seen(u.user)
	u.sees("the last 51 kept")
}

func TestFindInLog(t *testing.T) {
	t.Parallel()
	u, _ := reading(t)
	u.press("/", "l", "i", "n", "e", "space", "3")
	u.sees("/line 3", "10 lines", "line 30 of the log")
	u.press("enter")
	u.sees("/line 3  in 10 lines")
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
	u.sees("line 3 of the log", "line 0 of the log")
	u.press("esc", "n")
	u.sees("nothing is searched for", "line 3 of the log")
	u.press("G", "/", "n", "o", "n", "e")
	u.sees("not found")
	u.press("enter")
	u.sees("no line here has none")
	u.press("G", "/", "0", "esc")
	u.sees("broke")
	u.press("/", `\`, "e")
	u.sees("1 line", "broke") // what is searched is what is seen
	u.press("esc", "g", "k", "h")
	if u.m.focus != focusTree {
		t.Error("h does not lead back to the list")
	}
}

func TestSaveLog(t *testing.T) {
	t.Parallel()
	u, f := reading(t)
	u.press("S")
	u.sees("╭─ Save the log to a new file", "> dep-1.0.log")
	f.saveErr = failure(model.CauseUsage, "there is such a file already")
	u.press("enter")
	u.sees("there is such a file already", "> dep-1.0.log")
	f.saveErr = nil
	u.press("2", "enter")
	u.sees("saved 40 lines to /home/me/dep-1.0.log2")
	f.dropped = 30
	u.press("S", "enter")
	u.sees("saved the last 10 lines of 40")
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
