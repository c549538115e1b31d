package main

import (
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// inShell starts an interactive shell on a terminal and in it the program: only a
// shell has job control.
func inShell(t *testing.T, n nixtest.Nix, w, h int, args ...string) *terminal {
	t.Helper()
	program := programCommand(t, n, args...)
	cmd := exec.CommandContext(t.Context(), "bash", "--noprofile", "--norc", "-i")
	cmd.Dir, cmd.Env = program.Dir, append(program.Env, "PS1=shell> ", "HISTFILE=", "INPUTRC=/dev/null")
	tm := onTerminal(t, cmd, w, h)
	tm.wait("shell>")
	tm.press(model.ShellQuote(program.Args) + "\r")
	return tm
}

// TestSuspend proves that Ctrl+Z gives the terminal back to the shell as the shell
// knows it, and that `fg` brings the same screen back, with keys, mouse and sizes
// as before.
func TestSuspend(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	tm := inShell(t, n, 100, 30, sampleDir(t))
	tm.wait("nixosConfigurations", ".default")
	first, _, _ := tm.status()
	cooked := func() bool { return tm.discipline().Lflag&syscall.ICANON != 0 }
	for i := range 3 {
		modes := tm.modes()
		tm.press("j", keyCtrlZ)
		tm.wait("Stopped", "shell>")
		tm.until(func(string) bool { return !tm.alternate() && tm.cursorShown() }, "the terminal is still the explorer's")
		if left := tm.mouseModes(); len(left) > 0 {
			t.Errorf("mouse modes are left on: %v", left)
		}
		tm.resize(100-10*(i%2), 30) // which only the shell is told of
		tm.press("fg\r")
		tm.until(func(string) bool { return tm.alternate() && !cooked() }, "the explorer did not come back")
		tm.waitWidth(100 - 10*(i%2))
		if again := tm.modes(); !slices.Equal(again, modes) {
			t.Errorf("modes are %v, were %v", again, modes)
		}
		for _, w := range []int{80, 100} {
			tm.resize(w, 30)
			tm.waitWidth(w)
		}
	}
	tm.until(func(string) bool { row, _, _ := tm.status(); return row == first+3 }, "the cursor was moved down three times and is not three rows further")
	tm.press("q")
	tm.until(func(s string) bool {
		return !tm.alternate() && tm.cursorShown() && strings.HasSuffix(strings.TrimRight(s, "\n"), "shell>")
	}, "the terminal is not the shell's again")
	tm.press("exit\r")
	tm.ends(exitOK)
}

// waitWidth waits until the explorer is drawn at a width.
func (tm *terminal) waitWidth(w int) {
	tm.t.Helper()
	tm.until(func(s string) bool { return strings.Contains(s, "\n"+strings.Repeat("─", w)+"\n") }, "the screen is not drawn anew")
}

// alternate tells whether the terminal shows the alternate screen.
func (tm *terminal) alternate() bool {
	tm.mu.Lock()
	defer tm.mu.Unlock()
	return tm.em.IsAltScreen()
}

// cursorShown tells whether the cursor can be seen.
func (tm *terminal) cursorShown() bool {
	tm.mu.Lock()
	defer tm.mu.Unlock()
	return tm.visible
}
