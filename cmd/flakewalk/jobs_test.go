package main

import (
	"testing"

	"flakewalk/nixcli/nixtest"
)

// TestJobs proves that builds run beside the explorer: one that succeeds, and one
// that is cancelled because the user quits.
func TestJobs(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir, system := workbench(t, n)
		greet := "packages." + system + ".greet"
		tm := explorer(t, n, 200, 36, "path:"+dir+"#"+greet)
		tm.wait("■ greet", "enter act")
		tm.press("b")
		tm.wait("3 Jobs", "built: "+greet)
		tm.press("3")
		tm.wait("╭─ Jobs", "✓ built", greet, "out", "-greet")
		tm.press(keyEsc)
		tm.waitGone("╭─")
		tm.goTo("packages." + system + ".yawn")
		tm.press("b")
		tm.wait("3 Jobs (1 running)")
		tm.press("3")
		tm.wait("it takes its time")
		tm.press("q")
		tm.wait("1 job still runs")
		tm.press("y")
		tm.exits(exitOK)
	})
}
