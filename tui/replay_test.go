package tui

import (
	"os"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"flakewalk/nixcli/record"
)

// replaying opens the explorer on a recording, with nothing but what a recording has:
// no builds, no other flakes, no browser.
func replaying(t *testing.T, file string) *user {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	rec, err := record.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	ref := rec.References()[0]
	u := &user{t: t, m: New(t.Context(), rec.Flake(ref), Options{Ref: ref, Recorded: true, Now: now})}
	t.Cleanup(u.m.Close)
	u.m.env.after = func(_ time.Duration, msg tea.Msg) tea.Cmd {
		u.timers = append(u.timers, msg)
		return nil
	}
	u.queue = append(u.queue, u.m.Init())
	u.send(tea.WindowSizeMsg{Width: 120, Height: 40})
	u.run()
	return u
}

// allAnswers lets every timer run out that is no clock, until there are none.
func (u *user) allAnswers() {
	u.t.Helper()
	isDue := func(m tea.Msg) bool {
		switch m.(type) {
		case restMsg, inputRestMsg, lingerMsg, planDueMsg:
			return true
		}
		return false
	}
	for range 3 { // one leads to the next
		u.fire(isDue)
	}
}

// TestReplayOfEveryRow proves that whatever can be opened of a row can be opened in a
// recording, which has nothing besides what was asked when it was made: rows unfold to
// the last, and menu, plan, details, help, log and edit of each has its answer.
func TestReplayOfEveryRow(t *testing.T) {
	t.Parallel()
	u := replaying(t, "../cmd/flakewalk/sample.recording")
	planned := 0
	for i, rows := 0, 1; i < rows; i++ {
		u.press("g")
		for range i {
			u.send(keyMsg("j"))
		}
		u.run()
		u.press("l")
		u.allAnswers()
		_, rows = u.m.visit.outputs.tree.Position() // more of them by now
		for _, keys := range [][]string{{"a", "P"}, {"enter", "P"}, {"a", "enter"}, {"?"}, {"L"}, {"e"}, {"v"}, {"V"}, {"W"}, {"!"}, {"ctrl+o"}, {"o"}, {"i"}, {"K"}} {
			for _, k := range keys {
				u.press(k)
				u.allAnswers()
			}
			if u.m.menuOnTop() != nil && keys[len(keys)-1] == "P" {
				planned++
			}
			for range 3 {
				u.press("esc")
			}
		}
	}
	if planned == 0 {
		t.Error("no menu was open")
	}
	for _, tab := range []string{"2", "3", "1"} {
		u.press(tab)
		u.allAnswers()
	}
	u.press("P", "S", "R", "/", "esc", "ctrl+p", "esc")
	u.allAnswers()
	u.press("q")
	if !u.quit {
		t.Error("it does not quit")
	}
}
