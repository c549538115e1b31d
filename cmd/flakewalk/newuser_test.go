package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"flakewalk/nixcli/nixtest"
)

// TestNewUser is what somebody sees who clones this repository on a machine with
// Go and without nix, and types `make run`.
func TestNewUser(t *testing.T) {
	t.Parallel()
	dir := checkout(t)
	runIn(t, dir, nil, "make", "build") // what a test waits for on a terminal must not wait for the compiler
	cmd := exec.CommandContext(t.Context(), filepath.Join(dir, ".ci", "new-user"))
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "TMPDIR="+nixtest.TempDir(t))
	tm := onTerminal(t, cmd, 120, 36)
	tm.wait("path:/tmp/hello-garden", "a recording of ", "▾ packages", "✗ orchid")
	tm.press("q")
	tm.exits(exitOK)
}
