package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// TestNewUser is what somebody sees who clones this repository on a machine with Go,
// and types `make run`: without nix the recording of the tour, with it the real one.
func TestNewUser(t *testing.T) {
	t.Parallel()
	dir := checkout(t)
	runIn(t, dir, nil, "make", "build") // what a test waits for on a terminal must not wait for the compiler
	newUser := func(nix string) *terminal {
		cmd := exec.CommandContext(t.Context(), filepath.Join(dir, ".ci", "new-user"))
		cmd.Env = append(os.Environ(), "TERM=xterm-256color", "TMPDIR="+nixtest.TempDir(t), "NIX="+nix)
		return onTerminal(t, cmd, 120, 36)
	}
	tm := newUser("")
	tm.wait("path:/tmp/hello-garden", "a recording of ", "▾ packages", "✗ orchid")
	tm.press("q")
	tm.exits(exitOK)

	n := nixtest.All(t)[0]
	tm = newUser(standalone(t, n))
	tm.wait("/hello-garden", "nix "+n.Version+" · this system only · pure", "▾ packages", "✗ orchid")
	tm.press("q")
	tm.exits(exitOK)
}

// standalone is a program that is that nix in its own environment, whatever it is
// started in.
func standalone(t *testing.T, n nixtest.Nix) string {
	t.Helper()
	script := "#!/bin/bash\n"
	for _, kv := range n.Env {
		if strings.HasPrefix(kv, "NIX_") {
			script += "export " + model.ShellQuote([]string{kv}) + "\n"
		}
	}
	file := filepath.Join(nixtest.TempDir(t), "nix")
	nixtest.Write(t, file, script+"exec "+n.Bin+" \"$@\"\n")
	if err := os.Chmod(file, 0o755); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
	return file
}
