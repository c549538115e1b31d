package main

import (
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"flakewalk/nixcli/nixtest"
)

const (
	// keysLeadBack is what stands below output that is to be read.
	keysLeadBack = "any key leads back to flakewalk]"
	// waits is what a program of the workbench says before it waits.
	waits = "waits 42"
)

// TestHandOver proves that a program has the real terminal, as it was before
// flakewalk, and that the explorer is back as it was when the program ends: whatever
// its exit code, its signal, or the size of the terminal meanwhile.
func TestHandOver(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		tm, dir, greet := onPackage(t, n, "greet")
		same := unchanged(t, dir)
		modes := tm.modes()
		tm.press("r")
		tm.wait("$ ", "(flakewalk", "args: <>\n\n[exit code 5; "+keysLeadBack)
		tm.press("x") // which means something else in the explorer
		tm.wait(greet+": run: exit code 5", "■ greet")
		if again := tm.modes(); !slices.Equal(again, modes) {
			t.Errorf("modes are %v, were %v", again, modes)
		}

		tm.press("a")
		tm.wait("╭─ " + greet)
		tm.press("j") // from building to running
		tm.wait("▌ r")
		tm.press("E")
		tm.wait("╭─ The command", "> ")
		tm.press(" -- one 'two  three'", keyEnter)
		tm.wait("args: <one two  three>\n\n[exit code 5; " + keysLeadBack)
		tm.press("x")
		tm.wait("run: exit code 5", "■ greet")

		tm.goTo(strings.TrimSuffix(greet, "greet") + "wait")
		tm.press("r")
		tm.wait(waits)
		tm.untouched()
		tm.resize(190, 28)
		tm.press(keyCtrlC)
		tm.wait("[signal: interrupt; " + keysLeadBack)
		tm.press(keyEsc)
		tm.wait("wait: run: signal: interrupt")
		tm.waitWidth(190)
		tm.press("q")
		tm.exits(exitOK)
		same()
	})
}

// untouched fails unless the terminal is as it was before flakewalk, while
// something else has it.
func (tm *terminal) untouched() {
	tm.t.Helper()
	if left := modesLeft(tm.stream()); len(left) > 0 || tm.alternate() || !tm.cursorShown() {
		tm.t.Errorf("alternate screen %v, cursor %v, modes left on: %v", tm.alternate(), tm.cursorShown(), left)
	}
	if now := tm.discipline(); !reflect.DeepEqual(now, tm.before) {
		tm.t.Errorf("the line discipline is %+v, was %+v", now, tm.before)
	}
}

// TestHandOverAway proves that a build goes on while a program has the terminal,
// that nothing of ours is drawn meanwhile, and that keys which the program did not
// read mean nothing to flakewalk. The program leaves the terminal in a state that
// is not that of before; it is mended.
func TestHandOverAway(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		tm, dir, gated := onPackage(t, n, "gated")
		patient := strings.TrimSuffix(gated, "gated") + "patient"
		tm.press("b")
		tm.wait("3 Jobs (1 running)")
		tm.goTo(patient)
		tm.press("r")
		tm.wait(waits)
		barIsOff(t, tm)
		before := tm.stream()
		open(t, dir+"-build")
		eventually(t, func() bool { _, err := os.Stat(dir + "-built"); return err == nil }, func() string { return "the build does not go on" })
		tm.press("q?") // nobody reads this
		tm.wait(waits + "\nq?")
		open(t, dir+"-go")
		tm.wait("[exit code 0; " + keysLeadBack)
		if got := strings.TrimPrefix(tm.stream(), before); strings.Trim(got, "\r\n") != "q?\r\n[exit code 0; "+keysLeadBack {
			t.Errorf("meanwhile there was written %q", got)
		}
		tm.press("?") // leads back, and does not open the help
		tm.wait("■ patient", "3 Jobs")
		tm.waitGone("running)")
		tm.press("j")
		tm.until(func(string) bool {
			_, _, now := tm.status()
			return now == strings.TrimSuffix(gated, "gated")+"stubborn"
		}, "the cursor did not move")
		tm.press("q")
		tm.exits(exitOK)
	})
}

// TestHandOverEdit proves that the editor is given the file of the work tree and
// the line, and that what it says when it fails can be read.
func TestHandOverEdit(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	dir, _ := workbench(t, n)
	bin := nixtest.TempDir(t)
	nixtest.Write(t, bin+"/vi", "#!/bin/sh\nprintf '%s\\n' \"$@\" > "+bin+"/args\nexit 1\n")
	if err := os.Chmod(bin+"/vi", 0o755); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
	before, _, _ := strings.Cut(nixtest.Read(t, dir+"/flake.nix"), "lib.value")
	line := "+" + strconv.Itoa(1+strings.Count(before, "\n"))
	tm := explorer(t, n.With("VISUAL="+bin+"/vi"), 250, 30, "path:"+dir+"#lib.value")
	tm.wait("lib.value", "enter more")
	tm.press("e")
	tm.wait("$ "+bin+"/vi "+line+" "+dir+"/flake.nix", "[exit code 1; "+keysLeadBack)
	tm.press(" ")
	tm.wait("lib.value: edit the definition: exit code 1")
	if got := nixtest.Read(t, bin+"/args"); got != line+"\n"+dir+"/flake.nix\n" {
		t.Errorf("the editor was given %q", got)
	}
	tm.press("q")
	tm.exits(exitOK)
}
