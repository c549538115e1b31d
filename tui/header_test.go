package tui

import (
	"image/color"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"flakewalk/tui/keymap"
	"flakewalk/tui/theme"
)

func TestTabs(t *testing.T) {
	t.Parallel()
	u := start(t, withInputs(t), 120, 36, Options{})
	u.press("2")
	var shown []keymap.Action
	for _, one := range u.m.choices() {
		shown = append(shown, one.shows())
	}
	if want := []keymap.Action{keymap.ShowOutputs, keymap.ShowInputs}; !slices.Equal(shown, want) {
		t.Errorf("the tabs are %q", shown)
	}
	var current []string
	for _, s := range u.m.tabSpans() {
		if s.tone == theme.Current {
			current = append(current, s.text)
		}
	}
	if want := "2 " + u.m.visit.inputs.title(); len(current) != 1 || current[0] != want {
		t.Errorf("current is %q, not %q", current, want)
	}
	u.snap("tabs", theHeader)
	u.m.env.opt.Pick = &Pick{}
	if s := u.m.tabSpans(); s != nil {
		t.Errorf("who chooses has no choice of tabs: %v", s)
	}
}

func TestTheWayHereIsShown(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 120, 36, Options{})
	first := func() string { return strings.Split(u.screen(), "\n")[0] }
	u.m.earlier = []*visit{newVisit(u.m.env, u.nix, "github:a/first", ""), newVisit(u.m.env, u.nix, "nixpkgs", "")}
	if !strings.Contains(first(), "github:a/first › nixpkgs › github:owner/sample") {
		t.Errorf("%s", first())
	}
	u.send(tea.WindowSizeMsg{Width: 80, Height: 36})
	if !strings.Contains(first(), "… › nixpkgs › github:owner/sample") {
		t.Errorf("%s", first())
	}
	u.send(tea.WindowSizeMsg{Width: 40, Height: 12})
	if !strings.Contains(first(), "… › nixpkgs › github:owner/sample") {
		t.Errorf("%s", first())
	}
	u.m.earlier = nil
}

// TestFamilyIsShown proves that the header names the Nix that people know, and its version.
func TestFamilyIsShown(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 120, 36, Options{})
	u.m.visit.flake.Nix, u.m.visit.flake.Family = "2.35.2", "Determinate Nix 3.22.2"
	if head := strings.Join(strings.Split(u.screen(), "\n")[:3], "\n"); !strings.Contains(head, u.m.visit.flake.NixText()) {
		t.Errorf("%s", head)
	}
}

func TestBackgroundOfOnesOwn(t *testing.T) {
	t.Parallel()
	dark := start(t, sample(), 80, 24, Options{Background: BackgroundDark})
	light := start(t, sample(), 80, 24, Options{Background: BackgroundLight})
	if dark.m.View().Content == light.m.View().Content {
		t.Error("the same colours")
	}
	before := light.m.View().Content
	light.send(tea.BackgroundColorMsg{Color: color.Black})
	if light.m.View().Content != before {
		t.Error("the terminal decides nevertheless")
	}
	if light.m.askBackground() != nil {
		t.Error("the terminal is asked for nothing")
	}
	if start(t, sample(), 80, 24, Options{}).m.askBackground() == nil {
		t.Error("the terminal is not asked")
	}
}

func TestWhatGoesOnIsSaidWithoutAHeader(t *testing.T) {
	t.Parallel()
	u := begin(t, sample(), 60, 3, Options{})
	u.hold = []string{jobHeads}
	u.run()
	u.tick()
	u.snap("under way", theStatus)
	u.release()
	u.tick()
	u.sees("apps")
	u.snap("done", theStatus)
	if said := u.m.doing(); said != nil {
		t.Errorf("nix has answered: %v", said)
	}
}
