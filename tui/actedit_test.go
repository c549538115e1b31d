package tui

import "testing"

const runHello = "nix r 'github:owner/sample#" + helloPath + "'"

// A chosen verb's command is edited with e, done with Enter, and kept.
func TestEditCommand(t *testing.T) {
	t.Parallel()
	u := onHello(t, Options{RunUnasked: true})
	u.press("a", "r", "e")
	u.sees("The command", "> "+runHello)
	u.press("space", "-", "-", "space", "'", "b", "enter")
	u.sees("The command", runHello+" -- 'b", "quot") // it does not end
	u.expect()
	u.press("space", "c", "'", "enter")
	u.expect(runHello + " -- 'b c'")
	u.press("r")
	u.expect(runHello + " -- 'b c'")
	u.press("k", "r") // of this attribute only
	u.expect("nix r 'github:owner/sample#packages.x86_64-linux.default'")
	u.press("j", "a")
	u.sees(runHello + " -- 'b c'")
	u.press("r", "e", "ctrl+u", "enter", "r")
	u.expect(runHello)
}

// What is edited is asked about like what is not.
func TestEditedCommandNeedsTrust(t *testing.T) {
	t.Parallel()
	u := onHello(t, Options{})
	u.press("a", "r", "e", "x", "enter")
	u.sees("Run a program of this flake?", "packages.x86_64-linux.hellox'")
	u.press("enter")
	u.expect()
}

// Before anything is chosen, e is the verb of that letter.
func TestEditIsAVerbToo(t *testing.T) {
	t.Parallel()
	u := onHello(t, Options{})
	u.press("a", "e")
	u.sees("╭─ "+helloPath, "nix does not tell where this is defined")
	u.press("e")
	u.sees("edit the definition: nix does not tell")
}
