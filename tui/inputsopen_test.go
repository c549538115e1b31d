package tui

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/model/lock"
	"flakewalk/tui/theme"
)

// TestOpenInputs proves that both ways to open an input say which it is, and that
// the way back leads to where one was.
func TestOpenInputs(t *testing.T) {
	t.Parallel()
	nix := withInputs(t)
	link := "github:owner/tool/abcdef0" + strings.Repeat("0", 33)
	seen := other()
	seen.flake.Via = &model.Via{Root: nix.flake.Ref, Path: []string{"tool"}}
	seen.inputs = inputsOf(t, inputNode("root", "", "", 0))
	flakes := &fakeFlakes{nix: map[string]*fakeNix{nix.flake.Ref + " tool": seen, link: other()}}
	u := start(t, nix, 120, 36, Options{Flakes: flakes})
	u.press("2", "-")
	u.toInput("tool")
	u.press("l", "k", "j", "f")
	u.sees("▸ x")
	u.snap("as its flake sees it", theHeader)
	u.send(tea.WindowSizeMsg{Width: 36, Height: 20})
	u.snap("the same, where there is little room", theHeader)
	u.send(tea.WindowSizeMsg{Width: 120, Height: 36})
	u.press("2")
	if p := u.m.visit.inputs; p.known == nil || p.tree.Len() != 0 {
		t.Errorf("%d inputs", p.tree.Len())
	}
	u.press("backspace")
	if u.input() != "tool" {
		t.Errorf("the way back leads to %s", u.input())
	}
	u.sees("▌▾ tool")
	u.press("F")
	u.sees("▸ x")
	if !u.m.visit.alone {
		t.Error("it is not on its own")
	}
	u.snap("on its own", theHeader)
	u.press("backspace")
	for _, tt := range []struct{ input, key string }{{"nixpkgs", "f"}, {"self", "f"}, {"gone", "F"}} {
		u.toInput(tt.input)
		u.press(tt.key)
		if len(u.m.earlier) != 0 || u.input() != tt.input {
			t.Errorf("%s opens %s", tt.key, u.m.visit.ref)
		}
		u.snap(tt.key+" on "+tt.input, theNote)
	}
	if slices.Contains(flakes.opened, "github:owner/tool") {
		t.Errorf("opened %q", flakes.opened)
	}
}

// TestDialogOfAnotherFlake proves that a dialog that was asked for does not open over
// the flake that was entered meanwhile.
func TestDialogOfAnotherFlake(t *testing.T) {
	t.Parallel()
	nix := withInputs(t)
	flakes := &fakeFlakes{nix: map[string]*fakeNix{nix.flake.Ref + " tool": other()}}
	u := start(t, nix, 120, 36, Options{Flakes: flakes})
	u.press("2", "-")
	u.toInput("tool")
	u.hold = []string{jobWhy, jobCard}
	u.press("w", "i", "f")
	held := len(u.held)
	u.release()
	if held != 2 {
		t.Fatalf("%d answers came meanwhile", held)
	}
	u.onTop("")
	u.sees("▸ x")
}

func TestFilesOfInputs(t *testing.T) {
	t.Parallel()
	nix := withInputs(t)
	nix.files = lock.FileList{Path: "/nix/store/abc-source", More: true, Files: []lock.FileEntry{
		{Name: "a\x1bdir", Dir: true}, {Name: "file", Depth: 1, Size: 5}, {Name: "link", Link: true},
	}}
	u := start(t, nix, 120, 36, Options{Flakes: &fakeFlakes{}})
	u.press("2", "-")
	u.toInput("systems")
	u.press("f")
	u.onTop(dialogFiles)
	u.sees("/nix/store/abc-source", `a\edir/`)
	u.snap("files", theDialog)
	u.press("esc")
	nix.setErr("inputfiles", failure(model.CauseFileMissing, "ENOENT"))
	u.press("f")
	u.onTop("")
	u.said(theme.Warn)
	u.snap("no files", theNote)
}

// TestSourceOfInputs proves that the store is looked at when the cursor rests, once
// for each input.
func TestSourceOfInputs(t *testing.T) {
	t.Parallel()
	nix := withInputs(t)
	nix.inputSrc = map[string]lock.Source{
		"tool":    {Path: "/nix/store/abc-source", Present: true, NarSize: 3 << 20, Description: "A tool\nof steel"},
		"nixpkgs": {Path: "/nix/store/def-source"},
	}
	u := onInputs(t, nix, 120, 36)
	u.press("-")
	u.toInput("tool")
	if n := len(nix.called("inputsource")); n != 0 {
		t.Errorf("asked %d times on the way", n)
	}
	u.rest()
	u.sees("A tool", "of steel", "/nix/store/abc-source, 3.0 MiB")
	u.toInput("nixpkgs")
	u.rest()
	u.sees("/nix/store/def-source")
	u.snap("not in the store", theDetail)
	nix.called("inputsource")
	u.toInput("tool")
	u.rest()
	if n := len(nix.called("inputsource")); n != 0 {
		t.Errorf("asked again")
	}
	u.sees("A tool")
	nix.setErr("inputsource", failure(model.CauseDaemon, "no daemon"))
	u.toInput("utils")
	u.rest()
	u.sees("✗ no daemon")
}
