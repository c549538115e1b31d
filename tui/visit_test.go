package tui

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/tui/theme"
)

// fakeFlakes are flakes made of maps, by reference.
type fakeFlakes struct {
	nix    map[string]*fakeNix
	known  []model.Reference
	inputs []model.Reference
	err    error
	opened []string
}

func (f *fakeFlakes) Open(ref string) (Nix, string, error) {
	n, ok := f.nix[ref]
	if !ok {
		return nil, "", errors.New(ref + ": no fake")
	}
	return n, "", nil
}

func (f *fakeFlakes) OpenInput(of model.Flake, path []string) (Nix, error) {
	n, ok := f.nix[of.Ref+" "+strings.Join(path, "/")]
	if !ok {
		return nil, errors.New(strings.Join(path, "/") + ": no fake")
	}
	return n, nil
}

func (f *fakeFlakes) Recent() []model.Reference { return f.knownFrom(model.FromHistory) }

func (f *fakeFlakes) Registry(context.Context) ([]model.Reference, error) {
	return f.knownFrom(model.FromRegistry), f.err
}

func (f *fakeFlakes) knownFrom(from model.ReferenceFrom) []model.Reference {
	return slices.DeleteFunc(slices.Clone(f.known), func(r model.Reference) bool { return r.From != from })
}

func (f *fakeFlakes) Inputs(model.Flake) []model.Reference { return f.inputs }

func (f *fakeFlakes) Opened(flake model.Flake) { f.opened = append(f.opened, flake.Ref) }

// other is a flake with the outputs `x` and `y`.
func other() *fakeNix {
	return &fakeNix{
		flake: model.Flake{Ref: "other", System: "x86_64-linux"},
		kids:  map[string]model.Children{"": {Names: []string{"x", "y"}, Len: 2}},
	}
}

// TestVisits proves that another flake takes the screen, and that the way back
// leads to the first one as it was left, also where an answer came meanwhile.
func TestVisits(t *testing.T) {
	t.Parallel()
	first, second := sample(), other()
	flakes := &fakeFlakes{nix: map[string]*fakeNix{"other": second}}
	u := start(t, first, 120, 36, Options{Flakes: flakes})
	u.press("-")
	u.goTo("lib")
	u.hold = []string{jobKids}
	u.press("l")
	u.enter("nowhere")
	u.said(theme.Bad)
	u.sees("nowhere: no fake")
	u.enter("other")
	held := len(u.held)
	u.release()
	if held == 0 {
		t.Fatal("no answer came meanwhile")
	}
	u.sees("other")
	u.misses("greeting")
	u.press("j", "backspace")
	u.sees("greeting")
	if u.at() != "lib" {
		t.Errorf("the cursor is on %s", u.at())
	}
	u.press("backspace")
	u.said(theme.Dim)
	u.snap("back from the first", theNote)
	if !slices.Equal(flakes.opened, []string{first.flake.Ref, "other"}) {
		t.Errorf("opened %q", flakes.opened)
	}
	if got := second.called("close"); len(got) != 1 {
		t.Errorf("the other flake was closed %d times", len(got))
	}
	if got := first.called("close"); len(got) != 0 {
		t.Error("the flake that was given was closed")
	}
}
