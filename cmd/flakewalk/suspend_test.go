package main

import (
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/charmbracelet/x/term"

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
	tm.wait("nixosConfigurations", " 1/")
	cooked := func() bool {
		s, err := term.GetState(tm.pty.Fd())
		return err == nil && s.Lflag&syscall.ICANON != 0
	}
	for range 3 {
		modes := modesLeft(tm.stream())
		tm.press("j", keyCtrlZ)
		tm.wait("Stopped", "shell>")
		tm.until(func(string) bool { return !tm.alternate() && tm.cursorShown() }, "the terminal is still the explorer's")
		if left := tm.mouseModes(); len(left) > 0 {
			t.Errorf("mouse modes are left on: %v", left)
		}
		tm.press("fg\r")
		tm.until(func(string) bool { return tm.alternate() && !cooked() }, "the explorer did not come back")
		tm.wait("nixosConfigurations")
		if again := modesLeft(tm.stream()); len(again) < len(modes) {
			t.Errorf("modes are %v, were %v", again, modes)
		}
		// Not while it is stopped: Bubble Tea 2.0.9 assigns the terminal that it had
		// all along anew as it comes back, while another goroutine of its reads the
		// size. So each size is waited for.
		for _, w := range []int{90, 100} {
			tm.resize(w, 30)
			tm.until(func(s string) bool { return strings.Contains(s, "\n"+strings.Repeat("─", w)+"\n") }, "the screen is not drawn anew")
		}
	}
	tm.until(func(string) bool { row, _, _ := tm.status(); return row == 4 }, "the cursor was moved down three times and is not in row 4")
	tm.press("q")
	tm.wait("shell>")
	tm.until(func(string) bool { return !tm.alternate() && tm.cursorShown() }, "the terminal is not the shell's again")
	tm.press("exit\r")
	tm.ends(exitOK)
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
