package tui

import (
	"slices"
	"testing"

	"flakewalk/tui/theme"
)

// In a recording everything can be looked at, and whatever would be run is shown,
// those in the background too; a question about trust would be pointless.
func TestRecorded(t *testing.T) {
	t.Parallel()
	u := onHello(t, Options{Recorded: true})
	for _, letter := range []string{"b", "r"} {
		line := "nix " + letter + " 'github:owner/sample#" + helloPath + "'"
		u.press(letter)
		u.onTop(dialogUnrun)
		u.sees(line)
		u.snap(letter, theDialog, theStatus)
		u.press("enter")
		u.onTop("")
		u.press(letter, "y")
		if !slices.Equal(u.clip, []string{line}) {
			t.Errorf("%s: copied %q", letter, u.clip)
		}
		u.clip = nil
		u.press("esc")
	}
	u.expect()
	u.press("!")
	u.onTop("")
	u.said(theme.Dim)
	u.snap("nothing is allowed", theNote)
	u.press("q")
	if !u.quit {
		t.Error("it does not quit")
	}
}
