package tui

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"flakewalk/model"
	"flakewalk/tui/text"
)

// logged are commands that ended well, badly, and not yet.
func logged() []model.Run {
	at := func(s int) time.Time { return now().Add(time.Duration(s-30) * time.Second) }
	return []model.Run{
		{ID: 1, Argv: []string{"nix", "flake", "metadata", "--no-write-lock-file", "--json", "--", "github:owner/sample"}, Began: at(0), Took: 43 * time.Millisecond},
		{ID: 2, Argv: []string{"nix", "repl", "--pure-eval"}, Began: at(1), Running: true},
		{
			ID: 3, Argv: []string{"nix", "eval", "--no-write-lock-file", "--raw", "--apply", "r: it's", "--", "github:owner/sample#."}, Began: at(2), Took: 1200 * time.Millisecond,
			Problem: &model.Problem{Cause: model.CauseThrow, Message: "thrown here"},
		},
	}
}

func TestCommandLogScreens(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{20, 5}, {40, 12}, {80, 24}, {120, 36}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			nix := sample()
			nix.runs = logged()
			u := start(t, nix, size[0], size[1], Options{})
			u.press("@")
			golden.RequireEqual(t, u.screen()+"\n")
		})
	}
}

func TestCommandLogFollowsAndCopies(t *testing.T) {
	t.Parallel()
	nix := sample()
	u := start(t, nix, 120, 36, Options{})
	u.press("@", "y", "j", "G")
	u.onTop(dialogRuns)
	if len(u.clip) != 0 {
		t.Errorf("copied %q of no command", u.clip)
	}
	u.snap("no commands", theDialog)
	nix.runs = logged()
	u.press("esc", "@")
	u.sees("▌ 11:59:32  ✗ ", "✗ thrown here", " 29s  nix repl ...")
	u.snap("commands", theDialog)
	nix.runs = append(nix.runs, model.Run{ID: 4, Argv: []string{"nix", "build"}, Began: now(), Running: true})
	u.tick() // one that begins is followed, as the cursor is at the end
	u.sees("▌ 12:00:00  ⠋ ", "0s  nix build")
	u.press("k", "y")
	want := `nix eval --no-write-lock-file --raw --apply 'r: it'\''s' -- 'github:owner/sample#.'`
	if len(u.clip) != 1 || u.clip[0] != want {
		t.Errorf("copied %q", u.clip)
	}
	nix.runs = append(nix.runs[1:], model.Run{ID: 5, Argv: []string{"nix", "fmt"}, Began: now()})
	u.tick() // elsewhere it stays on its command
	u.sees("▌ 11:59:32  ✗ ")
	u.press("g", "y")
	if u.clip[1] != "nix repl --pure-eval" {
		t.Errorf("copied %q", u.clip[1])
	}
	nix.runs = nix.runs[:0]
	u.tick()
	u.snap("no commands any more", theDialog)
	u.press("esc")
	u.onTop("")
	u.tick()
	for _, m := range u.timers {
		if _, ok := m.(tickMsg); ok {
			t.Error("the clock runs though nothing shows it")
		}
	}
}

func TestCommandLogScrolls(t *testing.T) {
	t.Parallel()
	nix := sample()
	for i := range 200 {
		nix.runs = append(nix.runs, model.Run{ID: i + 1, Argv: []string{"nix", fmt.Sprintf("run-%03d", i)}, Began: now()})
	}
	u := start(t, nix, 80, 24, Options{})
	u.press("@")
	u.sees("run-199")
	u.press("k", "k") // the cursor moves, not the list
	u.sees("run-199", "0s  nix run-197")
	u.selectsRun("run-197")
	u.press("g")
	u.sees("run-000")
	u.misses("run-199")
	for range 30 {
		u.press("j")
	}
	u.selectsRun("run-030")
	u.misses("run-031")
	u.press("k") // in the middle too
	u.sees("run-030", "nix run-025")
	u.selectsRun("run-029")
	u.press("g", "pgdown", "ctrl+d", "j", "ctrl+u", "pgup", "k")
	u.selectsRun("run-000")
}

// selectsRun fails unless the cursor of the log is seen on the command of that word.
func (u *user) selectsRun(word string) {
	u.t.Helper()
	for l := range strings.Lines(u.screen()) {
		if strings.Contains(l, "▌ ") != strings.Contains(l, "nix "+word) && strings.Contains(l, ":00:00") {
			u.t.Errorf("the cursor is not on %s: %s", word, l)
		}
	}
	u.sees("nix " + word)
}

// TestHugeCommandsAreCutFirst counts memory, so it must run alone.
//
//nolint:paralleltest // see above
func TestHugeCommandsAreCutFirst(t *testing.T) {
	u := start(t, sample(), 120, 36, Options{})
	r := model.Run{ID: 1, Argv: []string{"nix", "eval", "--apply", strings.Repeat("\x1b", 4<<20), strings.Repeat("x", 4<<20)}}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	short, whole := shortCommand(r.Argv), wholeRun(u.m.env.theme, r)
	runtime.ReadMemStats(&after)
	if len(short) > 4*text.LineMax || len(whole[0].Text) > 64<<10 {
		t.Errorf("%d and %d bytes", len(short), len(whole[0].Text))
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 1<<20 {
		t.Errorf("%d bytes of memory", used)
	}
}

func BenchmarkCommandLogKey(b *testing.B) {
	nix := sample()
	for i := range 1000 {
		r := logged()[i%3]
		r.ID = i + 1
		r.Argv = append(r.Argv, strings.Repeat("f: \"x\"; ", 2<<10))
		nix.runs = append(nix.runs, r)
	}
	u := start(b, nix, 120, 36, Options{})
	u.press("@")
	keys := []string{"k", "j"}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		_, _ = u.m.Update(keyMsg(keys[i%2]))
		_ = u.m.View()
	}
}
