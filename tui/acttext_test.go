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
		u.onTop(dialogShown)
		u.sees("$ nix "+key, `one\e]52;c;ZXZpbA==\x07`, `\u{202e}two`, `trace: \e[31mred\u{009b}1m`)
		u.snap(key, theDialog)
		u.press("y")
		u.press("esc")
		u.onTop("")
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
	u.nix.setErr("show "+helloPath, failure(model.CauseBuild, "'x' has \x1b[2Jno log"))
	u.press("L")
	u.sees(`✗ 'x' has \e[2Jno log`)
	u.press("esc")
	u.hold = []string{jobShown}
	u.press("L")
	u.onTop(dialogShown)
	u.misses("'x'")
	u.snap("asking", theDialog)
	u.press("esc")
	u.release()
	u.misses("'x'")
	u.onTop("")
	u.nix.setErr("show "+helloPath, nil)
	u.nix.shown = model.Shown{}
	u.press("V")
	u.snap("nothing", theDialog)
	u.nix.shown = model.Shown{Out: strings.Repeat("line\n", 100_000) + "last", Tail: true, Left: 5}
	u.press("esc", "L")
	u.sees("line", "last")
	u.press("g")
	u.onTop(dialogShown)
	if p := top[*shownPage](u.user); strings.Count(p.text, "\n") != 100_000 {
		t.Errorf("%d lines", strings.Count(p.text, "\n"))
	}
	u.snap("the beginning is left out", first(5, theDialog))
}
