package tui

import (
	"testing"

	"flakewalk/model"
	"flakewalk/tui/theme"
)

// TestSwitchToAnotherMachine proves that a y does not switch this machine to the
// configuration of another: its name must be typed, also where nothing else is asked.
func TestSwitchToAnotherMachine(t *testing.T) {
	t.Parallel()
	nix := sample()
	nix.machines = model.Machines{There: "web1", Here: "laptop"}
	a := &actor{user: begin(t, nix, 120, 36, Options{Fragment: "nixosConfigurations.host", RunUnasked: true})}
	a.noteRuns()
	a.run()
	for _, typed := range [][]string{{"y"}, {"y", "enter"}, {"l", "a", "p", "t", "o", "p", "enter"}, {"enter"}} {
		a.press("W")
		a.onTop(dialogPrompt)
		if len(typed) == 1 {
			a.snap("asked, then "+typed[0], theDialog, theStatus)
		}
		a.press(typed...)
		if len(typed) > 2 {
			a.said(theme.Warn)
			a.snap("another name", theNote)
		}
		a.press("esc")
		a.expect()
	}
	a.press("W", "w", "e", "b", "1", "enter")
	a.expect("nix W 'github:owner/sample#nixosConfigurations.host'")
	nix.machines.Here = "WEB1.example.org"
	a.press("W")
	a.expect("nix W 'github:owner/sample#nixosConfigurations.host'")
	nix.setErr("machines nixosConfigurations.host", failure(model.CauseEvaluation, "no host name"))
	a.press("W")
	a.sees("no host name")
	a.expect()
}
