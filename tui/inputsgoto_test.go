package tui

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"flakewalk/model"
	"flakewalk/tui/keymap"
)

func TestReadInput(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text, parent, last string
		at                 int
		dotted, bad        bool
	}{
		{"", "", "", 0, false, false},
		{"nix", "", "nix", 0, false, false},
		{"a/", "a", "", 2, false, false},
		{"a/b.c/d", "a/b.c", "d", 6, false, false},
		{"a//b", "a/", "b", 3, false, true},
		{"/a", "", "a", 1, false, true},
		{"inputs", "", "inputs", 0, false, false},
		{"inputs.", "", "", 7, true, false},
		{"inputs.a.inputs.b", "a", "b", 16, true, false},
		{"a.inputs.b", "a", "b", 9, true, false},
		{`a.inputs."b.c".inputs."d e`, "a/b.c", "d e", 22, true, false},
		{"inputs.a.in", "a", "in", 9, true, true},
		{"a.inputs.b.c.d", "a/b", "d", 13, true, true},
		{"a.b/c.inputs.d", "a.b", "c.inputs.d", 4, false, false},
	}
	for _, tt := range tests {
		got := readInput(tt.text)
		if strings.Join(got.parent, "/") != tt.parent || got.last != tt.last || got.at != tt.at || got.dotted != tt.dotted || (got.err != nil) != tt.bad {
			t.Errorf("%s: got %+v", tt.text, got)
		}
	}
}

func TestGoToInput(t *testing.T) {
	t.Parallel()
	tests := []struct{ typed, to, says string }{
		{"tool", "tool", "this is tool"},
		{"home-manager/nixpkgs", "home-manager/nixpkgs", "this is home-manager/nixpkgs"}, // and not what it follows
		{"home-manager/", "home-manager", "this is home-manager"},
		{"too/nix", "systems", `the flake itself has no input "too"; it has home-manager`},
		{"tool/ni", "tool/nixpkgs", "this is tool/nixpkgs"},
		{"tool/hm/systems", "utils/systems", "this is utils/systems"}, // through what is followed
		{"self/tool", "tool", "this is tool"},
		{"gone", "gone", "this is gone"},
		{"gone/deeper", "systems", `tool has no input "nothing"`},
		{"tool/zzz", "systems", `tool has no input "zzz"; it has nixpkgs, hm`},
		{"inputs.tool.inputs.nixpkgs", "tool/nixpkgs", "this is tool/nixpkgs"},
		{"tool.inputs.hm", "tool/hm", "this is tool/hm"},
		{"inputs.tool.nixpkgs", "systems", "with dots it is inputs.a.inputs.b"},
		{"tool//hm", "systems", "an input path is names with slashes between them"},
		{"inputs.", "systems", ""},
		{"", "systems", ""},
	}
	for _, tt := range tests {
		t.Run(tt.typed, func(t *testing.T) {
			t.Parallel()
			u := onInputs(t, withInputs(t), 160, 36)
			u.press("-")
			u.toInput("systems")
			u.press("tab", ":")
			u.sees("Go to an input")
			u.typeText(tt.typed)
			u.press("enter")
			if u.input() != tt.to {
				t.Errorf("the cursor is on %s", u.input())
			}
			u.sees(tt.says)
		})
	}
}

// TestGoToInputFromAnotherView proves that the tree is shown.
func TestGoToInputFromAnotherView(t *testing.T) {
	t.Parallel()
	u := onInputs(t, withInputs(t), 120, 36)
	u.press("v", "v", ":")
	u.typeText("tool/hm")
	u.press("enter")
	if u.m.visit.inputs.at != viewTree || u.input() != "tool/hm" {
		t.Errorf("the cursor is on %s", u.input())
	}
	u.press("enter")
	u.sees("this is utils")
}

func TestCompleteInput(t *testing.T) {
	t.Parallel()
	u := onInputs(t, withInputs(t), 120, 36)
	u.press(":")
	u.typeText("ho")
	steps := []struct{ key, typed string }{
		{"tab", "home-manager"}, {"tab", "home-manager/"}, {"down", "home-manager/"}, {"tab", "home-manager/utils"},
		{"tab", "home-manager/utils/"}, {"tab", "home-manager/utils/systems"}, {"tab", "home-manager/utils/systems/"},
	}
	for _, s := range steps {
		if u.press(s.key); u.typed() != s.typed {
			t.Fatalf("typed %s, want %s", u.typed(), s.typed)
		}
	}
	u.sees("0 inputs", "it has no inputs")
	u.press("ctrl+u")
	u.typeText("inputs.to")
	for _, want := range []string{"inputs.tool", "inputs.tool.inputs.", "inputs.tool.inputs.nixpkgs"} {
		if u.press("tab"); u.typed() != want {
			t.Fatalf("typed %s, want %s", u.typed(), want)
		}
	}
	u.press("esc")
	u.misses("Go to an input")
}

func TestGoToInputScreen(t *testing.T) {
	t.Parallel()
	u := onInputs(t, withInputs(t), 120, 36)
	u.press(":")
	u.typeText("tool/")
	golden.RequireEqual(t, u.screen()+"\n")
}

// TestGoToKeepsToItsTab proves that the help tells the two apart.
func TestGoToKeepsToItsTab(t *testing.T) {
	t.Parallel()
	u := onInputs(t, withInputs(t), 120, 36)
	u.press("1", ":")
	u.sees("Go to a path")
	var said []string
	for _, e := range u.m.env.keys.Entries() {
		if e.Action == keymap.GoTo {
			said = append(said, e.Binding.Help().Desc)
		}
	}
	if want := []string{"go to an input by its path", "go to an attribute path"}; !slices.Equal(said, want) {
		t.Errorf("the help says %q", said)
	}
}

// TestTypingWithoutInputs proves that letters are text where there are no inputs,
// and where they are not there yet.
func TestTypingWithoutInputs(t *testing.T) {
	t.Parallel()
	nix := sample()
	nix.inputs = inputsOf(t, inputNode("root", "", "", 0))
	u := onInputs(t, nix, 120, 36)
	u.sees("this flake has no inputs", "1 outputs")
	u.misses("v view", "f open", "w why")
	for _, key := range []string{":", "/"} {
		u.press(key)
		u.typeText("q1")
		if u.typed() != "q1" {
			t.Errorf("%s: typed %s", key, u.typed())
		}
		u.press("enter")
		u.sees("this flake has no inputs")
	}
	u.press("/", "x", "esc")

	nix = withInputs(t)
	nix.setErr("inputs", failure(model.CauseLock, "the lock file cannot be read"))
	u = onInputs(t, nix, 120, 36)
	u.press(":")
	u.sees("there is nothing to go to")
	u.press("/")
	u.sees("there is nothing to search")
}

// TestTypingBeforeInputs proves that who is faster than the lock file loses nothing.
func TestTypingBeforeInputs(t *testing.T) {
	t.Parallel()
	for key, text := range map[string]string{":": "tool/hm", "/": "hm"} {
		u := onInputs(t, withInputs(t), 120, 36)
		answer := inputsMsg{p: u.m.visit.inputs, known: *u.m.visit.inputs.known, marks: u.m.visit.inputs.marks}
		for i, v := range u.m.visit.inputs.views {
			answer.views[i] = v.inputItems
		}
		p := u.m.visit.inputs
		*p = *newInputsTab(p.f, p.nix)
		for i := range p.views {
			p.views[i] = newInputView(p)
		}
		p.show(viewTree)
		p.asked, p.shown = true, true
		u.m.resize(120, 36)
		u.press(key)
		u.typeText(text)
		u.press("enter")
		if u.typed() != text {
			t.Errorf("%s: typed %s", key, u.typed())
		}
		u.send(answer)
		u.run()
		if u.input() != "tool/hm" {
			t.Errorf("%s: the cursor is on %s", key, u.input())
		}
	}
}
