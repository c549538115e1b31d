package tui

import (
	"errors"
	"testing"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
)

// TestFetchOnlyWhereItHelps proves that the terminal is handed over where git or ssh would
// have asked, and nowhere else; that a fetch that failed opens nothing; and that one that
// comes late comes to nothing.
func TestFetchOnlyWhereItHelps(t *testing.T) {
	t.Parallel()
	for cause, helps := range map[model.Cause]bool{model.CauseSSHKey: true, model.CauseHostKey: true, model.CauseNetwork: false, model.CauseCredentials: false} {
		nix := sample()
		nix.setErr("open", failure(cause, "no"))
		u := start(t, nix, 120, 36, Options{})
		handed, end := 0, error(nil)
		u.m.exec = func(_ tea.ExecCommand, done tea.ExecCallback) tea.Cmd {
			handed++
			return func() tea.Msg { return done(end) }
		}
		opened := func() int { return len(u.nix.called("open")) }
		opened()
		u.press("T")
		if got := handed == 1 && opened() == 1; got != helps {
			t.Errorf("%s: handed over %d times", cause, handed)
		}
		if !helps {
			continue
		}
		end = errors.New("exit status 1")
		u.press("T")
		if handed != 2 || opened() != 0 {
			t.Errorf("%s: opened again after a fetch that failed", cause)
		}
		u.hold = []string{jobFetchArgv}
		u.press("T", "?")
		u.release()
		if handed != 2 {
			t.Errorf("%s: the terminal was taken from the help", cause)
		}
	}
}

// TestFetchForARow proves that a row is evaluated again once what it needs is there.
func TestFetchForARow(t *testing.T) {
	t.Parallel()
	nix := sample()
	n := nix.nodes[pkgs+".musl"]
	n.Problem = &model.Problem{Cause: model.CauseCredentials, Message: "no", Trace: "fatal: could not read Username for 'https://x': terminal prompts disabled"}
	nix.nodes[pkgs+".musl"] = n
	u := start(t, nix, 120, 36, Options{Fragment: pkgs + ".musl"})
	u.m.exec = func(_ tea.ExecCommand, done tea.ExecCallback) tea.Cmd { return func() tea.Msg { return done(nil) } }
	u.press("enter")
	if !u.m.dialogOpen() {
		t.Fatal("no error is shown")
	}
	nix.called("forget")
	u.press("T")
	if u.m.dialogOpen() || len(nix.called("forget")) != 1 {
		t.Error("the row is not evaluated again")
	}
}
