package tui

import (
	"errors"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/theme"
)

// somewhere are flakes to choose from.
func somewhere() *fakeFlakes {
	return &fakeFlakes{
		nix: map[string]*fakeNix{"github:me/other": other(), "./here#x": other(), "nixpkgs": other()},
		known: []model.Reference{
			{Ref: "github:owner/sample", Used: now()}, // the one that is open
			{Ref: "github:me/other", About: "Another one", Used: now().AddDate(0, 0, -3)},
			{Ref: "/home/me/project", Used: now()},
			{Ref: "nixpkgs", From: model.FromRegistry, About: "github:NixOS/nixpkgs/nixpkgs-unstable"},
			{Ref: "home-manager", From: model.FromRegistry, About: "github:nix-community/home-manager"},
		},
		inputs: []model.Reference{
			{Ref: "github:NixOS/nixpkgs/nixos-25.05", From: model.FromInput, About: "nixpkgs"},
			{Ref: "github:me/other", From: model.FromInput, About: "known already"},
		},
	}
}

// offered are the references on the screen, in their order.
func (u *user) offered() string {
	u.t.Helper()
	c, ok := u.asker().(*choosing)
	if !ok {
		u.t.Fatal("no prompt")
	}
	refs := make([]string, len(c.offers))
	for i, o := range c.offers {
		refs[i] = o.ref.Ref
		if o.typed {
			refs[i] += " (typed)"
		}
	}
	return strings.Join(refs, " ")
}

func TestOpenFlake(t *testing.T) {
	t.Parallel()
	flakes := somewhere()
	u := start(t, sample(), 120, 36, Options{Flakes: flakes})
	u.press("ctrl+o")
	u.onTop(dialogPrompt)
	u.hints(keymap.Accept)
	u.snap("nothing typed", theDialog, theStatus)
	if got := u.offered(); got != "github:me/other /home/me/project github:NixOS/nixpkgs/nixos-25.05 nixpkgs home-manager" {
		t.Errorf("offered %s", got)
	}
	for typed, want := range map[string]string{
		"nixp":      "nixpkgs github:NixOS/nixpkgs/nixos-25.05 nixp (typed)",
		"nixpkgs":   "nixpkgs github:NixOS/nixpkgs/nixos-25.05",
		"community": "home-manager community (typed)",
		"./here":    "./here (typed)",
		"github:":   "github: (typed) github:me/other github:NixOS/nixpkgs/nixos-25.05 nixpkgs home-manager",
	} {
		u.typeText(typed)
		if got := u.offered(); got != want {
			t.Errorf("%s: offered %s", typed, got)
		}
		u.press("ctrl+u")
	}
	u.typeText("other")
	u.press("tab")
	if got := u.typed(); got != "github:me/other" {
		t.Errorf("typed %s", got)
	}
	u.press("enter")
	if !slices.Contains(flakes.opened, "other") {
		t.Errorf("opened %q", flakes.opened)
	}
	u.press("ctrl+o")
	u.typeText("zzz")
	u.press("enter")
	u.said(theme.Bad)
	u.sees("zzz: no fake")
	u.press("backspace")
	u.sees("github:owner/sample")
}

// TestOpenFlakeFreeText proves that what is typed is opened as it is, also before
// anything is known, and without the blanks of a paste.
func TestOpenFlakeFreeText(t *testing.T) {
	t.Parallel()
	flakes := somewhere()
	u := start(t, sample(), 80, 24, Options{Flakes: flakes})
	u.hold = []string{jobRecent, jobRegistry}
	u.press("ctrl+o", "enter") // nothing is offered yet: closes
	u.press("ctrl+o")
	u.send(tea.PasteMsg{Content: " ./here#x \n"})
	u.running(jobRegistry, true)
	u.snap("pasted before anything is known", theDialog)
	u.press("enter")
	u.release()
	if len(u.m.visits()) != 2 || u.m.visit.ref != "./here#x" {
		t.Errorf("on screen is %q", u.m.visit.ref)
	}
}

// TestOpenFlakeLate proves that references which come late do not take what is
// typed away, and that those for a prompt that is closed are dropped.
func TestOpenFlakeLate(t *testing.T) {
	t.Parallel()
	flakes := somewhere()
	flakes.err = failure(model.CauseNetwork, "ENETDOWN")
	u := start(t, sample(), 120, 36, Options{Flakes: flakes})
	u.hold = []string{jobRecent, jobRegistry}
	u.press("ctrl+o")
	u.typeText("oth")
	u.release()
	if got := u.offered(); got != "github:me/other oth (typed)" {
		t.Errorf("offered %s", got)
	}
	u.sees("ENETDOWN")
	u.snap("without the registries", theStatus)
	u.press("esc")
	u.hold = []string{jobRecent, jobRegistry}
	u.press("ctrl+o", "esc")
	u.release()
	u.misses("ENETDOWN")
	u.press("ctrl+p", "esc")
	u.m.env.opt.Flakes = noFlakes{}
	u.press("ctrl+o")
	if u.asker() != nil {
		t.Error("there is a prompt")
	}
	u.said(theme.Dim)
	u.snap("no flakes", theNote)
}

// TestOpenFlakeAtOnce proves that what was opened before and the inputs are offered
// while the registries are still asked, and that what they know then moves nothing
// that the user has selected.
func TestOpenFlakeAtOnce(t *testing.T) {
	t.Parallel()
	for _, moved := range []bool{false, true} {
		u := start(t, sample(), 120, 36, Options{Flakes: somewhere()})
		u.hold = []string{jobRegistry}
		u.press("ctrl+o")
		u.typeText("o")
		if got := u.offered(); got != "github:me/other github:NixOS/nixpkgs/nixos-25.05 /home/me/project o (typed)" {
			t.Errorf("at once it offers %s", got)
		}
		u.running(jobRegistry, true)
		want := "github:me/other"
		if moved {
			u.press("down", "down")
			want = "/home/me/project"
		}
		u.release()
		c := u.asker().(*choosing) //nolint:forcetypeassert // as was seen above
		if i, ok := c.line.Chosen(); !ok || c.offers[i].ref.Ref != want && moved || i != 0 && !moved {
			t.Errorf("moved %v: number %d of %s is selected, want %s", moved, i, u.offered(), want)
		}
		if got := u.offered(); !strings.Contains(got, "home-manager") {
			t.Errorf("afterwards it offers %s", got)
		}
	}
}

// TestOpenFlakeInsteadOfTrouble proves that one can leave a flake that does not open.
func TestOpenFlakeInsteadOfTrouble(t *testing.T) {
	t.Parallel()
	nix := sample()
	nix.setErr("open", errors.New("no such flake"))
	u := start(t, nix, 80, 24, Options{Flakes: somewhere()})
	u.press("/", ":", "ctrl+p")
	if u.asker() != nil {
		t.Error("there is a prompt")
	}
	u.said(theme.Dim)
	u.press("ctrl+o")
	u.typeText("other")
	u.press("enter")
	if u.m.visit.flake == nil || u.m.visit.flake.Ref != "other" {
		t.Errorf("%+v", u.m.visit.flake)
	}
}
