package tui

import (
	"slices"
	"strings"
	"testing"

	"flakewalk/model"
)

// TestTextOfAFlakeIsShownByUs proves that what only shows text never gets the terminal:
// it is shown in a dialog, made harmless, and copied so.
func TestTextOfAFlakeIsShownByUs(t *testing.T) {
	t.Parallel()
	u := onHello(t, Options{})
	u.nix.shown = model.Shown{Out: "one\x1b]52;c;ZXZpbA==\x07\n\u202etwo\n", Said: "trace: \x1b[31mred\u009b1m\n", Left: 20 << 10}
	for _, key := range []string{"L", "V"} {
		u.press(key)
		u.sees("$ nix "+key, `one\e]52;c;ZXZpbA==\x07`, `\u{202e}two`, `trace: \e[31mred\u{009b}1m`, "left out: 20 kB")
		u.press("y")
		u.press("esc")
		u.misses("╭─")
	}
	if want := `one\e]52;c;ZXZpbA==\x07` + "\n" + `\u{202e}two`; !slices.Equal(u.clip, []string{want, want}) {
		t.Errorf("copied %q", u.clip)
	}
	u.expect() // nothing had the terminal
}

// TestTextFails proves that a command that fails says why, and that a page that was
// closed takes its answer and shows nothing.
func TestTextFails(t *testing.T) {
	t.Parallel()
	u := onHello(t, Options{})
	u.nix.setErr("show "+helloPath, failure(model.CauseBuild, "build log of 'x' is \x1b[2Jnot available"))
	u.press("L")
	u.sees(`✗ build log of 'x' is \e[2Jnot available`)
	u.press("esc")
	u.hold = []string{jobShown}
	u.press("L")
	u.sees("asking nix")
	u.press("esc")
	u.release()
	u.misses("╭─", "not available")
	u.nix.setErr("show "+helloPath, nil)
	u.nix.shown = model.Shown{}
	u.press("V")
	u.sees("it printed nothing")
	u.nix.shown = model.Shown{Out: strings.Repeat("line\n", 100_000) + "last", Tail: true, Left: 5}
	u.press("esc", "L")
	u.sees("line", "last")
	u.press("g")
	u.sees("left out: 5 bytes")
}
