package main

import (
	"testing"

	"flakewalk/nixcli/nixtest"
)

// TestAllowance proves that what needs a build to be evaluated is evaluated after
// one yes, that the row beside it is left alone, and that the second is not asked for.
func TestAllowance(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		pkgs := "packages." + nixtest.System(t, n)
		tm := explorer(t, n, 120, 36, nixtest.Unpack(t, "ifd")+"#"+pkgs+".readFile")
		tm.wait("◆ readFile", "◆ name", "needs a build (IFD)", "Evaluating this needs to build something first")
		tm.press("!")
		tm.wait("╭─ Let it build?", pkgs+".readFile and all below it")
		tm.press("n")
		tm.wait("nothing was allowed")
		tm.waitGone("╭─")
		tm.press("!")
		tm.answer("y", "allow")
		tm.wait("■ readFile", "◆ name", "in the store", "○ not built", "derivation")
		tm.goTo(pkgs + ".name")
		tm.press("!")
		tm.wait("■ name")
		tm.press("q")
		tm.exits(exitOK)
	})
}

// TestDetails proves what the detail pane shows of a failed row, its source and
// trace included, and that the log has the commands it took.
func TestDetails(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		pkgs := "packages." + nixtest.System(t, n)
		tm := explorer(t, n, 120, 36, nixtest.Unpack(t, "errors")+"#"+pkgs+".throw")
		tm.wait("✗ throw", "The attribute throws an error on purpose.")
		tm.press(keyEnter)
		tm.wait("╭─ "+pkgs+".throw", "throw = throw \"this one throws\";", "▸ the trace")
		tm.press(" ")
		tm.wait("▾ the trace", "… while evaluating the attribute 'throw'")
		tm.press(keyEsc)
		tm.waitGone("╭─")
		tm.press("@")
		tm.wait("╭─ Commands", "✓ done", "nix flake metadata", "running", "nix repl")
		tm.press(keyEsc)
		tm.waitGone("╭─")
		tm.press("q")
		tm.exits(exitOK)
	})
}
