package tui

import (
	"errors"
	"slices"
	"testing"

	"flakewalk/tui/theme"
)

// TestCopyWays proves that the status line says which way a text went, and that the
// terminal gets it unless a program has sent it there.
func TestCopyWays(t *testing.T) {
	t.Parallel()
	const attr = "packages"
	for name, c := range map[string]struct {
		copied *Copied // nil where there are no programs
		note   string
		tone   theme.Tone
		osc    bool
	}{
		"terminal": {nil, "sent to the terminal (OSC 52), which may not take it: packages", theme.Normal, true},
		"program":  {&Copied{With: []string{"wl-copy"}}, "copied with wl-copy: packages", theme.Good, true},
		"second":   {&Copied{With: []string{"xsel"}, Failed: []string{"xclip"}}, "copied with xsel: packages", theme.Good, true},
		"tmux":     {&Copied{With: []string{"tmux"}, Terminal: true}, "copied into tmux and sent to the terminal: packages", theme.Good, false},
		"old tmux": {&Copied{With: []string{"tmux"}}, "copied with tmux: packages", theme.Good, true},
		"both":     {&Copied{With: []string{"tmux", "xclip"}, Terminal: true}, "copied with tmux and xclip: packages", theme.Good, false},
		"none":     {&Copied{Failed: []string{"wl-copy", "xclip"}}, "wl-copy and xclip failed; sent to the terminal (OSC 52), which may not take it: packages", theme.Warn, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var given []string
			o := Options{Fragment: attr}
			if c.copied != nil {
				o.Copy = func(text string) Copied {
					given = append(given, text)
					return *c.copied
				}
			}
			u := start(t, sample(), 120, 36, o)
			u.press("y")
			if u.m.note != (note{c.note, c.tone}) {
				t.Errorf("the note is %q in tone %d", u.m.note.text, u.m.note.tone)
			}
			if c.copied != nil && !slices.Equal(given, []string{attr}) {
				t.Errorf("the programs got %q", given)
			}
			if c.osc != slices.Equal(u.clip, []string{attr}) || len(u.clip) > 1 {
				t.Errorf("the terminal got %q", u.clip)
			}
		})
	}
}

// TestCopySaysWhatItDoes proves that nothing is called copied before it is, and that of
// two texts the later one is what is said.
func TestCopySaysWhatItDoes(t *testing.T) {
	t.Parallel()
	o := Options{Fragment: pkgs + ".hello", Copy: func(string) Copied { return Copied{With: []string{"xclip"}} }}
	u := start(t, sample(), 120, 36, o)
	u.hold = []string{jobCopy}
	u.press("y")
	if u.m.note != (note{"copying " + pkgs + ".hello", theme.Dim}) {
		t.Errorf("before the answer the note is %q", u.m.note.text)
	}
	u.press("Y")
	u.release()
	if want := "copied with xclip: nix build 'github:owner/sample#" + pkgs + ".hello'"; u.m.note.text != want {
		t.Errorf("the note is %q", u.m.note.text)
	}
	if len(u.clip) != 1 {
		t.Errorf("the terminal got %q", u.clip)
	}
}

// TestCopyInsteadOfBrowsing proves that the note says why an address was copied, and how.
func TestCopyInsteadOfBrowsing(t *testing.T) {
	t.Parallel()
	u := start(t, rich(), 120, 36, Options{
		Fragment: pkgs + ".hello",
		Browse:   func(string) error { return errors.New("no browser over ssh") },
		Copy:     func(string) Copied { return Copied{With: []string{"xclip"}} },
	})
	u.rest()
	u.press("o")
	if want := (note{"no browser over ssh; copied with xclip: https://example.org/hello", theme.Warn}); u.m.note != want {
		t.Errorf("the note is %q", u.m.note.text)
	}
}
