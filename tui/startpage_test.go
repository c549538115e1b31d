package tui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/theme"
)

// nowhere starts the explorer in a folder without a flake, with these flakes known.
func nowhere(t testing.TB, w, h int, o Options) *user {
	t.Helper()
	nix := sample()
	nix.setErr("open", failure(model.CauseNotFlake, "no flake.nix at /empty"))
	o.Ref = "."
	if o.Flakes == nil {
		o.Flakes = somewhere()
	}
	if o.Start == nil {
		o.Start = &Start{
			Demo: func() (string, error) { return "nixpkgs", nil },
			Templates: func(context.Context) []model.Reference {
				return []model.Reference{{Ref: "path:/my/templates#templates", About: "go, rust"}}
			},
		}
	}
	return start(t, nix, w, h, o)
}

// starts fails unless the page of flakes to begin with is on screen.
func (u *user) starts() {
	u.t.Helper()
	if s, ok := u.m.view().(*startPage); !ok || s != u.m.visit.start {
		u.t.Errorf("on screen is a %T\n%s", u.m.view(), u.screen())
	}
}

func TestStartScreens(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{1, 1}, {20, 5}, {40, 12}, {80, 24}, {120, 36}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			u := nowhere(t, size[0], size[1], Options{})
			u.press("down")
			golden.RequireEqual(t, u.screen()+"\n")
		})
	}
}

// TestStart proves that what is offered where there is no flake can be opened, and
// that the way back leads to the page again.
func TestStart(t *testing.T) {
	t.Parallel()
	flakes := somewhere()
	u := nowhere(t, 120, 36, Options{Flakes: flakes})
	u.starts()
	u.sees("github:me/other", "path:/my/templates#templates", "go, rust")
	u.hints(keymap.Activate, keymap.OpenFlake)
	u.snap("no flake", theBody, theStatus)
	u.press("down", "enter")
	if !slices.Equal(flakes.opened, []string{"other"}) || u.m.visit.ref != "github:me/other" {
		t.Errorf("opened %q", flakes.opened)
	}
	u.press("backspace")
	u.starts()
	u.sees("▌ github:me/other")
	u.press("G", "k", "enter")
	if u.m.visit.ref != "nixpkgs" {
		t.Errorf("the sample flake is %q", u.m.visit.ref)
	}
	u.press("backspace", "G", "enter")
	u.sees("path:/my/templates#templates: no fake")
	u.press("?")
	u.onTop(dialogHelp)
	u.snap("the help", first(4, theDialog))
	u.press("?", "ctrl+o")
	asks[*choosing](u)
	u.press("esc", "q")
	if !u.quit {
		t.Error("q does not quit")
	}
}

// TestStartReload proves that a flake that has come into being is opened.
func TestStartReload(t *testing.T) {
	t.Parallel()
	u := nowhere(t, 80, 24, Options{})
	u.nix.setErr("open", nil)
	u.press("R")
	if u.m.view() != view(u.m.visit.outputs) {
		t.Errorf("on screen is a %T\n%s", u.m.view(), u.screen())
	}
	u.sees("packages")
}

// TestStartLate proves that what comes late does not move the selection.
func TestStartLate(t *testing.T) {
	t.Parallel()
	nix := sample()
	nix.setErr("open", failure(model.CauseNotFlake, "no flake.nix at /empty"))
	u := begin(t, nix, 80, 24, Options{Ref: ".", Flakes: somewhere(), Start: &Start{
		Templates: func(context.Context) []model.Reference { return []model.Reference{{Ref: "path:/t#templates"}} },
	}})
	u.hold = []string{jobStartRecent}
	u.run()
	u.press("j")
	u.sees("▌ path:/t#templates")
	u.release()
	u.sees("github:me/other", "▌ path:/t#templates")
}

// TestStartMouse proves that a click selects and a second one opens.
func TestStartMouse(t *testing.T) {
	t.Parallel()
	flakes := somewhere()
	u := nowhere(t, 80, 24, Options{Flakes: flakes})
	_, top, _ := u.m.visit.start.parts()
	y := u.m.layout.body.y + top + 1
	u.click(5, y)
	u.sees("▌ github:me/other")
	u.click(5, 0)
	u.wheel(tea.MouseWheelUp, 5, y)
	u.sees("▌ github:owner/sample")
	u.click(5, y)
	u.click(5, y)
	if u.m.visit.ref != "github:me/other" {
		t.Errorf("on screen is %q", u.m.visit.ref)
	}
}

// TestStartOnlyWhereOfUse proves that other troubles, and flakes that were named, have
// the page that says what is wrong.
func TestStartOnlyWhereOfUse(t *testing.T) {
	t.Parallel()
	nix := sample()
	nix.setErr("open", failure(model.CauseSyntax, "unexpected '}'"))
	u := start(t, nix, 80, 24, Options{Flakes: somewhere(), Start: &Start{}})
	u.troubled(model.CauseSyntax)
	nix.setErr("open", failure(model.CauseNotFlake, "no flake.nix at /empty"))
	u = start(t, nix, 80, 24, Options{Flakes: somewhere()})
	u.troubled(model.CauseNotFlake)

	u = nowhere(t, 80, 24, Options{Flakes: &fakeFlakes{}, Start: &Start{Demo: func() (string, error) { return "", errors.New("disk full") }}})
	u.starts()
	if n := len(u.m.visit.start.items); n != 1 {
		t.Errorf("%d flakes to begin with", n)
	}
	u.press("enter")
	u.said(theme.Bad)
	u.snap("no sample flake", theNote)
}
