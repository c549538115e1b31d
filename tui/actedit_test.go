package tui

import (
	"testing"

	"flakewalk/model"
	"flakewalk/tui/theme"
)

const runHello = "nix r 'github:owner/sample#" + helloPath + "'"

// A chosen verb's command is edited with E, done with Enter, and kept.
func TestEditCommand(t *testing.T) {
	t.Parallel()
	u := onHello(t, Options{RunUnasked: true})
	u.press("a")
	u.choose(model.VerbRun)
	u.press("E")
	u.onTop(dialogPrompt)
	u.sees("> " + runHello)
	u.snap("asked", theDialog, theStatus)
	u.press("space", "-", "-", "space", "'", "b", "enter")
	u.onTop(dialogPrompt) // it does not end
	u.sees(runHello + " -- 'b")
	u.said(theme.Bad)
	u.snap("a quote is open", theNote)
	u.expect()
	u.press("space", "c", "'", "enter")
	u.expect(runHello + " -- 'b c'")
	u.press("r")
	u.expect(runHello + " -- 'b c'")
	u.press("k", "r") // of this attribute only
	u.expect("nix r 'github:owner/sample#packages.x86_64-linux.default'")
	u.press("j", "a")
	u.sees(runHello + " -- 'b c'")
	u.choose(model.VerbRun)
	u.press("E", "ctrl+u", "enter", "r")
	u.expect(runHello)
}

// What is edited is asked about like what is not.
func TestEditedCommandNeedsTrust(t *testing.T) {
	t.Parallel()
	u := onHello(t, Options{})
	u.press("a")
	u.choose(model.VerbRun)
	u.press("E", "x", "enter")
	u.onTop(dialogTrust)
	u.sees("packages.x86_64-linux.hellox'")
	u.press("enter")
	u.expect()
}

// The letter of editing the definition is a verb like the others.
func TestEditIsAVerbToo(t *testing.T) {
	t.Parallel()
	u := onHello(t, Options{})
	u.press("a", "e")
	u.onTop(dialogMenu)
	u.said(theme.Warn)
	u.snap("it cannot be edited", theNote)
}
