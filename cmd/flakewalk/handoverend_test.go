package main

import (
	"syscall"
	"testing"

	"flakewalk/nixcli/nixtest"
)

// TestHandOverEnds proves that flakewalk can be ended while something else has the
// terminal: the program ends too, with its children, even if it ignores what it is
// told; the terminal is as it was, and nothing is left.
func TestHandOverEnds(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	for _, name := range []string{"wait", "family", "stubborn"} {
		for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP} {
			t.Run(name+" "+signal.String(), func(t *testing.T) {
				t.Parallel()
				tm, _, _ := onPackage(t, n, name)
				tm.press("r")
				tm.wait(waits)
				if err := tm.cmd.Process.Signal(signal); err != nil {
					t.Fatal(err)
				}
				tm.exits(exits()[signal])
			})
		}
		t.Run(name+", window closed", func(t *testing.T) {
			t.Parallel()
			tm, _, _ := onPackage(t, n, name)
			tm.press("r")
			tm.wait(waits)
			tm.hangUp()
			tm.ends(exits()[syscall.SIGHUP])
		})
	}
	t.Run("at the prompt", func(t *testing.T) {
		t.Parallel()
		tm, _, _ := onPackage(t, n, "greet")
		tm.press("r")
		tm.wait("[exit code 5; " + keysLeadBack)
		if err := tm.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		tm.exits(exits()[syscall.SIGTERM])
	})
	t.Run("shell", func(t *testing.T) {
		t.Parallel()
		dir, system := workbench(t, n)
		tm := explorer(t, n, 250, 30, "path:"+dir+"#devShells."+system+".default")
		tm.wait("enter more", " devShells."+system+".default")
		tm.press("d")
		tm.wait("the hook ran\n")
		tm.press("sh -c 'echo begun; exec sleep 1000'\r")
		tm.wait("\nbegun\n")
		if err := tm.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		tm.exits(exits()[syscall.SIGTERM])
	})
}
