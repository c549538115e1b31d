package tui

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"flakewalk/tui/theme"
)

// TestCopyWays proves that the status line says which way a text went, and that the
// terminal gets it unless a program has sent it there.
func TestCopyWays(t *testing.T) {
	t.Parallel()
	const attr = "packages"
	for _, c := range []struct {
		name   string
		copied *Copied // nil where there are no programs
		tone   theme.Tone
		osc    bool
	}{
		{"terminal", nil, theme.Normal, true},
		{"program", &Copied{With: []string{"wl-copy"}}, theme.Good, true},
		{"second", &Copied{With: []string{"xsel"}, Failed: []string{"xclip"}}, theme.Good, true},
		{"tmux", &Copied{With: []string{"tmux"}, Terminal: true}, theme.Good, false},
		{"old tmux", &Copied{With: []string{"tmux"}}, theme.Good, true},
		{"both", &Copied{With: []string{"tmux", "xclip"}, Terminal: true}, theme.Good, false},
		{"none", &Copied{Failed: []string{"wl-copy", "xclip"}}, theme.Warn, true},
	} {
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
		u.said(c.tone)
		u.snap(c.name, theNote)
		if c.copied != nil && !slices.Equal(given, []string{attr}) {
			t.Errorf("%s: the programs got %q", c.name, given)
		}
		if c.osc != slices.Equal(u.clip, []string{attr}) || len(u.clip) > 1 {
			t.Errorf("%s: the terminal got %q", c.name, u.clip)
		}
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
	u.said(theme.Dim)
	u.snap("before the answer", theNote)
	u.press("Y")
	u.release()
	u.said(theme.Good)
	u.snap("after it", theNote)
	if want := "nix build 'github:owner/sample#" + pkgs + ".hello'"; !strings.HasSuffix(u.m.note.text, want) {
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
	u.said(theme.Warn)
	u.snap("no browser", theNote)
}
