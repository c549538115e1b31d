package tui

import (
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/model/words"
)

// TestValueIsShownOnce proves that a string is not repeated among its details,
// and that the details win where they hold more of it.
func TestValueIsShownOnce(t *testing.T) {
	t.Parallel()
	nix := sample()
	nix.kids["lib"] = names("long", "short")
	nix.nodes["lib.short"] = ready(model.KindString, model.TypeString, "spring")
	long := ready(model.KindString, model.TypeString, "beginning")
	long.Value.Size = 1000
	nix.nodes["lib.long"] = long
	nix.details["lib.short"] = model.Detail{Fields: []model.Field{{Label: "value", Text: "spring"}, {Label: "defined at", Text: "flake.nix:1"}}}
	nix.details["lib.long"] = model.Detail{Fields: []model.Field{{Label: "value", Text: "beginning+rest"}}}
	u := start(t, nix, 120, 36, Options{})
	u.goTo("lib")
	u.press("l")
	u.goTo("lib.short")
	u.rest()
	u.sees("defined at  flake.nix:1")
	if n := strings.Count(u.screen(), "spring"); n != 2 { // in the row and in the pane
		t.Errorf("the value is there %d times\n%s", n, u.screen())
	}
	u.goTo("lib.long")
	u.rest()
	u.sees("beginning+rest")
	if n := strings.Count(u.screen(), "beginning"); n != 2 {
		t.Errorf("the value is there %d times\n%s", n, u.screen())
	}
}

// TestDerivationsStayClosed proves that opening `formatter` shows the systems, not
// the inside of the derivation that stands in place of a set.
func TestDerivationsStayClosed(t *testing.T) {
	t.Parallel()
	nix := sample()
	nix.kids["formatter"] = names("aarch64-linux", "x86_64-linux")
	nix.kids["formatter.x86_64-linux"] = names("drvPath")
	nix.nodes["formatter"] = set(2)
	nix.nodes["formatter.x86_64-linux"] = model.Node{Kind: model.KindFormatter, State: model.StateReady}
	u := start(t, nix, 120, 36, Options{})
	u.goTo("formatter")
	u.press("l")
	u.sees("x86_64-linux", "aarch64-linux")
	u.misses("drvPath")
	u.snap("formatter", theRows("linux"))
	u.goTo("formatter.x86_64-linux")
	u.press("l")
	u.sees("drvPath")
}

// TestFactsOfTheHeaderAreWhole proves that a fact which does not fit is left out
// rather than cut.
func TestFactsOfTheHeaderAreWhole(t *testing.T) {
	t.Parallel()
	f := sample().flake
	facts := []string{revisionText(f.Revision), words.Old(now().Sub(f.LastModified)), words.Count(f.Inputs, "input")}
	for width := 30; width < 120; width++ {
		u := start(t, sample(), width, 24, Options{})
		line, _, _ := strings.Cut(u.screen(), "\n")
		missing := false
		for _, f := range facts {
			switch has := strings.Contains(line, f); {
			case has && missing:
				t.Errorf("at %d: %q without what comes before it: %q", width, f, line)
			case !has && strings.Contains(line, " "+f[:3]):
				t.Errorf("at %d: %q is cut: %q", width, f, line)
			case !has:
				missing = true
			}
		}
		if missing && width >= 100 {
			t.Errorf("at %d: %q", width, line)
		}
	}
}
