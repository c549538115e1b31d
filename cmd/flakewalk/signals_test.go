package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"flakewalk/nixcli/nixtest"
)

// demoOnTerminal starts the demo with a folder of its own for temporary files.
func demoOnTerminal(t *testing.T, parent string) (tm *terminal, tmp string) {
	t.Helper()
	tmp = nixtest.TempDir(t)
	tm = underParent(t, parent, programCommand(t, nixtest.All(t)[0].With("TMPDIR="+tmp), "demo"))
	tm.wait("hello-garden", "▾ packages", "1.2.0  A red flower")
	return tm, tmp
}

// TestSignalsInDemo proves that a signal ends the explorer with the terminal as it was, and
// nothing left in the folder for temporary files.
func TestSignalsInDemo(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			tm, tmp := demoOnTerminal(t, "exec PROGRAM")
			if err := tm.cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			tm.exits(128 + int(signal))
			noneLeft(t, tmp)
		})
	}
}

// TestCtrlCAgain proves the same of Ctrl+C that is typed again while flakewalk quits,
// when it is a key no more.
func TestCtrlCAgain(t *testing.T) {
	t.Parallel()
	for range 5 {
		tm, tmp := demoOnTerminal(t, "exec PROGRAM")
		tm.press(keyCtrlC, keyCtrlC)
		tm.untilCooked()
		tm.press(keyCtrlC, keyCtrlC)
		tm.exits(exitOK)
		noneLeft(t, tmp)
	}
}

// TestTypedAfterQuit proves that what is typed once the terminal is as it was is for the
// program that has it next.
func TestTypedAfterQuit(t *testing.T) {
	t.Parallel()
	for range 5 {
		tm, _ := demoOnTerminal(t, "PROGRAM; read line; test \"$line\" = 'nix run'")
		tm.press("q")
		tm.untilCooked()
		tm.send("nix run\r")
		tm.exits(exitOK)
	}
}

// untilCooked waits until the terminal takes whole lines again, or the program has ended.
func (tm *terminal) untilCooked() {
	tm.t.Helper()
	for {
		select {
		case <-tm.done:
			return
		default:
			if tm.discipline().Lflag&syscall.ICANON != 0 {
				return
			}
		}
	}
}

// TestSignalTwice proves that a second signal ends show whatever it is busy with, and
// that the sample flake's folder goes all the same.
func TestSignalTwice(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			tmp := nixtest.TempDir(t)
			sick := nixtest.IgnoresSignals(t, nixtest.All(t)[0].With("TMPDIR="+tmp), "flake metadata")
			p := startPiped(t, programCommand(t, sick, "demo", "-v"))
			p.waitFor("flakewalk: ")
			for p.cmd.Process.Signal(signal) == nil { // until it has ended
				runtime.Gosched()
			}
			if code := p.exit(); code != 128+int(signal) {
				t.Errorf("exit code %d", code)
			}
			if left, err := filepath.Glob(tmp + "/hello-garden*"); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v %v", left, err)
			}
		})
	}
}

// TestCtrlZWithoutShell proves that Ctrl+Z does nothing where nobody could bring the
// explorer back.
func TestCtrlZWithoutShell(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"none", "make", "shell"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tm, _ := demoOnTerminal(t, parents()[name])
			before, at := len(tm.stream()), 0
			tm.until(func(string) bool { at, _, _ = tm.status(); return at > 1 }, "the cursor is not on the default package")
			tm.press(keyCtrlZ, "j")
			tm.until(func(string) bool { row, _, _ := tm.status(); return row == at+1 }, "the cursor did not move")
			if strings.Contains(tm.stream()[before:], "\x1b[?1049l") {
				t.Error("the screen was left")
			}
			tm.press("q")
			tm.exits(exitOK)
		})
	}
}

// TestStopped proves that the explorer takes the terminal back after it was stopped by
// somebody else, and the shell has used the terminal.
func TestStopped(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGSTOP, syscall.SIGTSTP} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			tm := inShell(t, nixtest.All(t)[0], 100, 30, sampleDir(t))
			tm.wait("nixosConfigurations", ".default")
			modes, job := tm.modes(), tm.foreground()
			at, _, _ := tm.status()
			for row := at + 1; row <= at+2; row++ {
				if err := syscall.Kill(-job, signal); err != nil {
					t.Fatal(err)
				}
				tm.until(func(string) bool { return tm.foreground() != job }, "the shell does not have the terminal")
				before := len(tm.stream())
				tm.press("fg\r")
				tm.until(func(string) bool { // what is typed before that was the shell's
					return tm.foreground() == job && tm.discipline().Lflag&(syscall.ICANON|syscall.ECHO) == 0 && strings.Contains(tm.stream()[before:], "\x1b[?1049h")
				}, "the terminal is not the explorer's again")
				tm.press("j")
				tm.until(func(string) bool { n, _, _ := tm.status(); return n == row }, fmt.Sprintf("the cursor is not in row %d", row))
			}
			tm.until(func(string) bool { return fmt.Sprint(tm.modes()) == fmt.Sprint(modes) }, fmt.Sprintf("modes were %v", modes))
			tm.press("q")
			tm.until(func(s string) bool {
				return !tm.alternate() && strings.HasSuffix(strings.TrimRight(s, "\n"), "shell>")
			}, "the terminal is not the shell's again")
			tm.press("exit\r")
			tm.ends(exitOK)
		})
	}
}

// TestHandOverLeaksNothing proves that handing the terminal over costs no file
// descriptor.
func TestHandOverLeaksNothing(t *testing.T) {
	t.Parallel()
	tm, _, greet := onPackage(t, nixtest.All(t)[0], "greet")
	special := func() (n int) {
		dir := fmt.Sprintf("/proc/%d/fd/", tm.cmd.Process.Pid)
		files, _ := os.ReadDir(dir)
		for _, f := range files {
			if to, _ := os.Readlink(dir + f.Name()); strings.Contains(to, "eventpoll") {
				n++
			}
		}
		return n
	}
	var before int
	for i := range 5 {
		tm.press("r")
		tm.until(func(s string) bool { return strings.Count(s, "[exit code 5; "+keysLeadBack) == i+1 }, "it does not wait for a key")
		tm.press("x")
		tm.wait(greet+": run: exit code 5", "■ greet")
		if i == 0 {
			before = special()
		}
	}
	if after := special(); after > before {
		t.Errorf("%d event polls, were %d", after, before)
	}
	tm.press("q")
	tm.exits(exitOK)
}
