package main

import (
	"regexp"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"flakewalk/nixcli/nixtest"
)

// TestHandOverShell proves that a dev shell has its job control: Ctrl+C and Ctrl+Z
// reach what runs in it, and neither the shell nor flakewalk. The code that it ends
// with is no error.
func TestHandOverShell(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir, system := workbench(t, n)
		same := unchanged(t, dir)
		shell := "devShells." + system + ".default"
		tm := explorer(t, n, 250, 30, "path:"+dir+"#"+shell)
		tm.wait("enter more", " "+shell)

		tm.press("d")
		tm.wait("(exit or Ctrl+D", "the hook ran\n")
		tm.press("echo $FOO-$IN_NIX_SHELL\r")
		tm.wait("\nfoo-impure\n")
		tm.press("sh -c 'echo begun; exec sleep 1000'\r")
		tm.wait("\nbegun\n")
		tm.press(keyCtrlC)
		tm.waitPrompt()
		tm.press("sh -c 'echo once more; exec sleep 1000'\r")
		tm.wait("\nonce more\n")
		tm.press(keyCtrlZ)
		tm.wait("Stopped")
		tm.press("kill -KILL %1; fg; echo $((40 + 2)) jobs ended\r") // fg waits for its end
		tm.wait("\n42 jobs ended\n")
		tm.press("exit 3\r")
		tm.wait("enter the dev shell: exit code 3")

		tm.press("q")
		tm.exits(exitOK)
		same()
	})
}

// waitPrompt waits until a shell asks for a command.
func (tm *terminal) waitPrompt() {
	tm.t.Helper()
	tm.until(func(s string) bool {
		s = strings.TrimRight(s, "\n")
		return strings.HasSuffix(s, "#") || strings.HasSuffix(s, "$")
	}, "no prompt")
}

// TestHandOverKilled proves that flakewalk takes the terminal back from a shell that
// is killed, which leaves it to nobody, and that the next program is started as the
// one before: it ignores no signals that the other did not (as Linux says it).
func TestHandOverKilled(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		tm, _, path := onPackage(t, n, "ignores")
		line := regexp.MustCompile(`(?m)^ignored:\s+[0-9a-f]+$`)
		ignored := func() string {
			tm.press("r")
			tm.wait("[exit code 0; " + keysLeadBack)
			said := line.FindAllString(tm.screen(), -1)
			tm.press("x")
			tm.wait(path + ": run: exit code 0")
			if len(said) == 0 && runtime.GOOS == "linux" {
				t.Error("the program does not say what it ignores")
			}
			return strings.Join(said[max(0, len(said)-1):], "")
		}
		before := ignored()
		tm.goTo("devShells")
		tm.press("l")
		tm.wait("default")
		tm.goTo(strings.Replace(strings.TrimSuffix(path, "ignores"), "packages", "devShells", 1) + "default")
		tm.press("d")
		tm.wait("(exit or Ctrl+D", "the hook ran\n")
		tm.press("clear; kill -KILL $$\r")
		tm.wait("enter the dev shell: signal: killed")
		tm.goTo(path)
		if after := ignored(); after != before {
			t.Errorf("a program has %s, before it had %s", after, before)
		}
		tm.press("q")
		tm.exits(exitOK)
	})
}

// TestHandOverRepl proves that the repl has the terminal, with the value in it.
func TestHandOverRepl(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir, _ := workbench(t, n)
		tm := explorer(t, n, 250, 30, "path:"+dir+"#lib")
		tm.wait("▌▸ lib", "1 attribute")
		tm.press("I")
		tm.wait("$ ", "(:q or Ctrl+D leads back to flakewalk)", "nix-repl>")
		tm.press("value + 37\r")
		tm.wait("\n42\n")
		tm.press(":q\r")
		tm.wait("lib: open it in the repl: exit code 0")
		tm.press("q")
		tm.exits(exitOK)
	})
}

// TestHandOverStopped proves that Ctrl+Z while a program has the terminal stops it
// and flakewalk, as one job of the shell around them, and that fg goes on with the
// program and not with the explorer. The explorer comes when the program ends, at
// the size that the terminal has then.
func TestHandOverStopped(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir, system := workbench(t, n)
		path := "packages." + system + ".wait"
		tm := inShell(t, n, 250, 30, "path:"+dir+"#"+path)
		tm.wait(path, "■ wait", "enter more")
		tm.press("r")
		tm.wait(waits)
		job := tm.foreground()
		for range 2 {
			tm.press(keyCtrlZ)
			tm.until(func(s string) bool {
				return tm.foreground() != job && strings.HasSuffix(strings.TrimRight(s, "\n"), "\nshell>")
			}, "the shell does not have the terminal")
			tm.wait("Stopped")
			tm.press("clear\r")
			tm.waitGone("Stopped")
			tm.resize(190, 30)
			tm.press("fg\r")
			tm.until(func(string) bool { return tm.foreground() == job }, "the program does not have the terminal")
			if tm.alternate() {
				t.Error("the explorer is there while the program runs")
			}
		}
		tm.press(keyCtrlC)
		tm.wait("[signal: interrupt; " + keysLeadBack)
		tm.press(" ")
		tm.wait(path+": run: signal: interrupt", "■ wait")
		tm.waitWidth(190)
		tm.press(keyCtrlZ) // of the explorer itself
		tm.until(func(string) bool { return tm.foreground() != job && !tm.alternate() }, "the shell does not have the terminal")
		tm.press("fg\r")
		tm.wait("■ wait", " "+path)
		tm.press("q")
		tm.until(func(s string) bool { return !tm.alternate() && strings.HasSuffix(strings.TrimRight(s, "\n"), "shell>") }, "the shell does not have the terminal")
		tm.press("exit\r")
		tm.ends(exitOK)
	})
}

// foreground is the process group that has the terminal.
func (tm *terminal) foreground() int {
	tm.t.Helper()
	var group int
	tm.control(func(fd uintptr) (err error) {
		group, err = unix.IoctlGetInt(int(fd), unix.TIOCGPGRP) //nolint:gosec // a file descriptor is small
		return err
	})
	return group
}
