package tui

import (
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/theme"
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
	for _, tt := range []struct{ typed, to string }{
		{"tool", "tool"},
		{"home-manager/nixpkgs", "home-manager/nixpkgs"}, // and not what it follows
		{"home-manager/", "home-manager"},
		{"too/nix", "systems"},
		{"tool/ni", "tool/nixpkgs"},
		{"tool/hm/systems", "utils/systems"}, // through what is followed
		{"self/tool", "tool"},
		{"gone", "gone"},
		{"gone/deeper", "systems"},
		{"tool/zzz", "systems"},
		{"inputs.tool.inputs.nixpkgs", "tool/nixpkgs"},
		{"tool.inputs.hm", "tool/hm"},
		{"inputs.tool.nixpkgs", "systems"},
		{"tool//hm", "systems"},
		{"inputs.", "systems"},
		{"", "systems"},
	} {
		u := onInputs(t, withInputs(t), 160, 36)
		u.press("-")
		u.toInput("systems")
		u.press("tab", ":")
		asks[*goingToInput](u)
		u.typeText(tt.typed)
		u.press("enter")
		if u.input() != tt.to {
			t.Errorf("%s: the cursor is on %s", tt.typed, u.input())
		}
		u.snap(strconv.Quote(tt.typed), theNote)
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
	if u.input() != "utils" {
		t.Errorf("the cursor is on %s", u.input())
	}
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
	u.snap("no inputs", theDialog)
	u.press("ctrl+u")
	u.typeText("inputs.to")
	for _, want := range []string{"inputs.tool", "inputs.tool.inputs.", "inputs.tool.inputs.nixpkgs"} {
		if u.press("tab"); u.typed() != want {
			t.Fatalf("typed %s, want %s", u.typed(), want)
		}
	}
	u.press("esc")
	u.onTop("")
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
	asks[*going](u)
	var said []string
	for _, e := range u.m.env.keys.Entries() {
		if e.Action == keymap.GoTo {
			said = append(said, e.Binding.Help().Desc)
		}
	}
	if len(said) != 2 || said[0] == said[1] {
		t.Errorf("the help says %q", said)
	}
	u.snap("the help", func(*user) string { return strings.Join(said, "\n") + "\n" })
}

// TestTypingWithoutInputs proves that letters are text where there are no inputs,
// and where they are not there yet.
func TestTypingWithoutInputs(t *testing.T) {
	t.Parallel()
	nix := sample()
	nix.inputs = inputsOf(t, inputNode("root", "", "", 0))
	u := onInputs(t, nix, 120, 36)
	u.hints(keymap.ShowOutputs)
	u.hidesHints(keymap.NextView, keymap.OpenInput, keymap.Why)
	u.snap("no inputs", theList, theStatus)
	for _, key := range []string{":", "/"} {
		u.press(key)
		u.typeText("q1")
		if u.typed() != "q1" {
			t.Errorf("%s: typed %s", key, u.typed())
		}
		u.press("enter")
		u.said(theme.Warn)
		u.snap(key, theList, theNote)
	}
	u.press("/", "x", "esc")

	nix = withInputs(t)
	nix.setErr("inputs", failure(model.CauseLock, "a broken flake.lock"))
	u = onInputs(t, nix, 120, 36)
	for _, key := range []string{":", "/"} {
		u.press(key)
		if u.asker() != nil {
			t.Errorf("%s opens a prompt", key)
		}
		u.said(theme.Dim)
		u.snap("no lock file, "+key, theNote)
	}
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
