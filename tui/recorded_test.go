package tui

import (
	"slices"
	"testing"
)

// In a recording everything can be looked at, and whatever would be run is shown,
// those in the background too; a question about trust would be pointless.
func TestRecorded(t *testing.T) {
	t.Parallel()
	u := onHello(t, Options{Recorded: true})
	for letter, verb := range map[string]string{"b": "build", "r": "run"} {
		line := "nix " + letter + " 'github:owner/sample#" + helloPath + "'"
		u.press(letter)
		u.sees("╭─ "+verb+" "+helloPath, "This is a recording, so nothing runs", line, "copy the command")
		u.press("enter")
		u.misses("╭─")
		u.press(letter, "y")
		if !slices.Equal(u.clip, []string{line}) {
			t.Errorf("%s: copied %q", verb, u.clip)
		}
		u.clip = nil
		u.press("esc")
	}
	u.expect()
	u.press("!")
	u.sees("this is a recording: nix is not asked, and nothing is done")
	u.press("q")
	if !u.quit {
		t.Error("it does not quit")
	}
}
