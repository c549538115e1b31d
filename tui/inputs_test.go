package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"flakewalk/model"
	"flakewalk/model/lock"
	"flakewalk/tui/theme"
)

// inputRef is a reference to a repository on GitHub, locked if there is a revision.
func inputRef(owner, repo, branch, rev string, days int) lock.Ref {
	text := func(name, value string) lock.Attr {
		return lock.Attr{Name: name, Type: model.TypeString, Text: value}
	}
	r := lock.Ref{text("type", "github"), text("owner", owner), text("repo", repo)}
	if branch != "" {
		r = append(r, text("ref", branch))
	}
	if rev != "" {
		when := fmt.Sprint(now().AddDate(0, 0, -days).Unix())
		r = append(r, text("rev", rev+strings.Repeat("0", 40-len(rev))),
			text("narHash", "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
			lock.Attr{Name: "lastModified", Type: model.TypeInt, Text: when})
	}
	return r
}

// inputNode is a node with inputs written as "name=key" or "name>path/to/follow".
func inputNode(key, source, rev string, days int, inputs ...string) lock.Node {
	n := lock.Node{Key: key, Flake: true}
	if owner, repo, ok := strings.Cut(source, "/"); ok {
		repo, branch, _ := strings.Cut(repo, "@")
		n.Original, n.Locked = inputRef(owner, repo, branch, "", 0), inputRef(owner, repo, "", rev, days)
	}
	for _, s := range inputs {
		if name, to, direct := strings.Cut(s, "="); direct {
			n.Inputs = append(n.Inputs, lock.Edge{Input: name, To: to})
			continue
		}
		name, path, _ := strings.Cut(s, ">")
		e := lock.Edge{Input: name, Follows: []string{}}
		if path != "" {
			e.Follows = strings.Split(path, "/")
		}
		n.Inputs = append(n.Inputs, e)
	}
	return n
}

// inputsOf are the inputs that a lock file of these nodes says.
func inputsOf(t testing.TB, nodes ...lock.Node) lock.Inputs {
	t.Helper()
	g, err := lock.NewGraph(7, "root", nodes)
	if err != nil {
		t.Fatal(err)
	}
	return lock.Inputs{
		Graph: g, Duplicates: g.Duplicates(lock.DuplicateOptions{}),
		Findings: g.Findings(lock.FindingOptions{Now: now(), OlderThan: 30}),
	}
}

// withInputs is the sample flake with inputs of every kind.
func withInputs(t testing.TB) *fakeNix {
	t.Helper()
	nix := sample()
	plain := inputNode("systems", "nix-systems/default", "da67096", 900)
	plain.Flake = false
	nix.inputs = inputsOf(t,
		inputNode("root", "", "", 0, "home-manager=home-manager", "nixpkgs=nixpkgs", "utils=utils", "tool=tool", "systems=systems", "self>", "gone>tool/nothing"),
		inputNode("home-manager", "nix-community/home-manager@master", "5e4e6a7", 3, "nixpkgs>nixpkgs", "utils=utils"),
		inputNode("nixpkgs", "NixOS/nixpkgs@nixos-unstable", "99c2423", 100),
		inputNode("nixpkgs_2", "NixOS/nixpkgs", "1234567", 500),
		inputNode("utils", "numtide/flake-utils", "11707dc", 400, "systems>systems"),
		inputNode("tool", "owner/tool", "abcdef0", 20, "nixpkgs=nixpkgs_2", "hm>home-manager/utils"),
		plain,
	)
	return nix
}

// onInputs opens the Inputs tab.
func onInputs(t testing.TB, nix *fakeNix, w, h int) *user {
	t.Helper()
	u := start(t, nix, w, h, Options{})
	u.press("2")
	return u
}

// input is the input path of the row under the cursor.
func (u *user) input() string {
	it := u.m.visit.inputs.item()
	switch {
	case it == nil:
		return ""
	case it.group != nil:
		return it.group.Source
	}
	return strings.Join(it.Path, "/")
}

// views fails unless that view of the inputs is shown.
func (u *user) views(want inputViewID) {
	u.t.Helper()
	if got := u.m.visit.inputs.at; got != want {
		u.t.Errorf("the view is %d, not %d\n%s", got, want, u.screen())
	}
}

// toInput moves the cursor down to an input that is shown.
func (u *user) toInput(path string) {
	u.t.Helper()
	u.press("g")
	for u.input() != path {
		before := u.input()
		u.press("j")
		if u.input() == before {
			u.t.Fatalf("no input %s\n%s", path, u.screen())
		}
	}
}

func TestInputScreens(t *testing.T) {
	t.Parallel()
	screens := []struct {
		name string
		walk func(u *user)
	}{
		{"tree", func(u *user) { u.toInput("nixpkgs") }},
		{"chain", func(u *user) { u.toInput("tool/hm") }},
		{"list", func(u *user) { u.press("v") }},
		{"duplicates", func(u *user) { u.press("v", "v") }},
		{"why", func(u *user) {
			u.toInput("systems")
			u.press("w")
		}},
	}
	for _, size := range [][2]int{{40, 12}, {80, 24}, {120, 36}} {
		for _, s := range screens {
			t.Run(fmt.Sprintf("%s/%dx%d", s.name, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				u := onInputs(t, withInputs(t), size[0], size[1])
				u.press("-")
				for _, path := range []string{"tool", "home-manager"} {
					u.toInput(path)
					u.press("l")
				}
				s.walk(u)
				golden.RequireEqual(t, u.screen()+"\n")
			})
		}
	}
}

// TestInputsAreReadWhenTheyAreShown proves that nothing is asked before, and once only.
func TestInputsAreReadWhenTheyAreShown(t *testing.T) {
	t.Parallel()
	u := start(t, withInputs(t), 120, 36, Options{})
	if n := len(u.nix.called("inputs")); n != 0 {
		t.Errorf("asked %d times", n)
	}
	u.press("2", "1", "2")
	if n := len(u.nix.called("inputs")); n != 1 {
		t.Errorf("asked %d times", n)
	}
	u.sees("home-manager")
	u.press("R")
	if n := len(u.nix.called("inputs")); n != 1 {
		t.Errorf("asked %d times after a reload", n)
	}
}

// TestInputsWithoutOutputs proves that the inputs are there where the outputs
// cannot be evaluated, and the outputs where the lock file cannot be read.
func TestInputsWithoutOutputs(t *testing.T) {
	t.Parallel()
	nix := withInputs(t)
	nix.setErr("children", failure(model.CauseThrow, "nothing today"))
	u := start(t, nix, 120, 36, Options{})
	u.troubled(model.CauseThrow)
	u.press("2")
	u.sees("home-manager", "5e4e6a7")
	u.press("1")
	u.troubled(model.CauseThrow)

	nix = withInputs(t)
	nix.setErr("inputs", failure(model.CauseLock, "flake.lock with nodes.\x1b[2J = 3"))
	u = onInputs(t, nix, 120, 36)
	u.sees("flake.lock with nodes.")
	u.press("j", "l", "v", "w", "y", "s", "/", "esc", "1")
	u.sees("packages")
}

// TestJumpToWhatIsFollowed proves that what follows another, or is shown further
// up, leads to where that is.
func TestJumpToWhatIsFollowed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ from, key, to string }{
		{"home-manager/nixpkgs", "enter", "nixpkgs"},
		{"tool/hm", "l", "utils"},
		{"home-manager/utils", "l", "utils"}, // the node is shown there
		{"self", "enter", "self"},
		{"gone", "l", "gone"},
		{"nixpkgs", "l", "nixpkgs"},
	} {
		u := onInputs(t, withInputs(t), 120, 36)
		u.toInput(tt.from)
		u.press(tt.key)
		if u.input() != tt.to {
			t.Errorf("the cursor is on %s", u.input())
		}
		u.snap(tt.key+" on "+tt.from, theNote)
	}
}

func TestViewsOfInputs(t *testing.T) {
	t.Parallel()
	u := onInputs(t, withInputs(t), 120, 36)
	u.toInput("tool/nixpkgs")
	u.press("v")
	u.views(viewList)
	u.snap("the list", theNote)
	if u.input() != "tool/nixpkgs" {
		t.Errorf("the cursor is on %s", u.input())
	}
	u.press("g")
	if u.input() != "systems" {
		t.Errorf("the oldest is %s", u.input())
	}
	u.press("s", "g")
	if u.input() != "home-manager" {
		t.Errorf("the first by name is %s", u.input())
	}
	u.press("s")
	u.snap("by use", theNote)
	u.press("g")
	if u.input() != "utils" {
		t.Errorf("the most used is %s", u.input())
	}
	u.toInput("tool/nixpkgs")
	u.press("enter")
	u.views(viewTree)
	u.snap("from the list", theNote)
	if u.input() != "tool/nixpkgs" {
		t.Errorf("the cursor is on %s", u.input())
	}
	u.press("v", "v")
	u.views(viewGroups)
	u.snap("the duplicates", theNote)
	u.press("g")
	u.sees("github:NixOS/nixpkgs", `inputs.tool.inputs.nixpkgs.follows = "nixpkgs";`)
	if u.press("y"); !slices.Equal(u.clip, []string{"inputs.tool.inputs.nixpkgs.follows = \"nixpkgs\";\n"}) {
		t.Errorf("copied %q", u.clip)
	}
	u.press("v")
	if u.input() != "tool/nixpkgs" {
		t.Errorf("the tree has forgotten its cursor: %s", u.input())
	}
}

func TestCopyInputs(t *testing.T) {
	t.Parallel()
	u := onInputs(t, withInputs(t), 120, 36)
	u.toInput("home-manager/nixpkgs")
	u.press("y", "Y", "o")
	rev := "99c2423" + strings.Repeat("0", 33)
	want := []string{"inputs.home-manager.inputs.nixpkgs", "github:NixOS/nixpkgs/" + rev, "https://github.com/NixOS/nixpkgs/tree/" + rev}
	if !slices.Equal(u.clip, want) {
		t.Errorf("copied %q", u.clip)
	}
}

func TestWhyIsItHere(t *testing.T) {
	t.Parallel()
	u := onInputs(t, withInputs(t), 120, 36)
	u.toInput("systems")
	u.press("w")
	u.onTop(dialogWhy)
	u.sees("utils / systems → systems")
	u.snap("why systems", theDialog)
	u.press("esc")
	u.onTop("")
	u.toInput("gone")
	u.press("w")
	u.snap("why what is not there", theDialog, theNote)
}

func TestFindInputs(t *testing.T) {
	t.Parallel()
	u := onInputs(t, withInputs(t), 120, 36)
	u.press("-", "g", "/", "n", "i", "x", "p", "k", "g", "s")
	if u.input() != "home-manager/nixpkgs" {
		t.Errorf("the cursor is on %s", u.input())
	}
	u.press("enter", "n", "n")
	if u.input() != "tool/nixpkgs" {
		t.Errorf("the cursor is on %s", u.input())
	}
	u.press("n")
	if u.input() != "home-manager/nixpkgs" {
		t.Errorf("it does not begin anew: %s", u.input())
	}
	u.press("N")
	if u.input() != "tool/nixpkgs" {
		t.Errorf("the one before is %s", u.input())
	}
	u.press("/", "f", "l", "a", "k", "e", "-") // a part of the reference
	if u.input() != "utils" {
		t.Errorf("the cursor is on %s", u.input())
	}
	u.press("esc")
	if u.input() != "tool/nixpkgs" {
		t.Errorf("the cursor does not come back: %s", u.input())
	}
	u.press("/", "z", "z", "enter")
	u.said(theme.Warn)
	u.snap("zz", theNote)
}

// TestOutputsAreOutOfReach proves that keys for outputs do nothing to the row that
// is selected on the other tab.
func TestOutputsAreOutOfReach(t *testing.T) {
	t.Parallel()
	u := onInputs(t, withInputs(t), 120, 36)
	for _, key := range []string{"!", "S"} {
		u.press(key)
		u.said(theme.Dim)
		u.onTop("")
		u.snap(key, theNote)
	}
}

// TestInputsAfterReload proves that cursor and folds come back.
func TestInputsAfterReload(t *testing.T) {
	t.Parallel()
	u := onInputs(t, withInputs(t), 120, 36)
	u.press("-")
	for _, path := range []string{"home-manager", "tool"} {
		u.toInput(path)
		u.press("l")
	}
	u.press("j", "R")
	if u.input() != "tool/nixpkgs" {
		t.Errorf("the cursor is on %s", u.input())
	}
	u.sees("▾ home-manager", "▸ utils", "▾ tool")
}

func TestInputsByMouse(t *testing.T) {
	t.Parallel()
	u := onInputs(t, withInputs(t), 120, 36)
	u.press("-")
	u.click(1, 3) // the mark of the first row
	u.sees("▾ home-manager")
	u.click(10, 4)
	if u.input() != "home-manager/nixpkgs" {
		t.Errorf("the cursor is on %s", u.input())
	}
	u.click(10, 4)
	if u.input() != "nixpkgs" {
		t.Errorf("a second click leads to %s", u.input())
	}
}

// TestInputsWithoutDates proves that columns which would be empty leave their room to
// what there is.
func TestInputsWithoutDates(t *testing.T) {
	t.Parallel()
	for _, rev := range []string{"", "1"} {
		nix := sample()
		nix.inputs = inputsOf(t, inputNode("root", "", "", 0, "tool=tool"), inputNode("tool", "owner/tool", rev, 0))
		onInputs(t, nix, 120, 36).snap(fmt.Sprintf("revision %q", rev), theList)
	}
}

// TestVeryManyInputs proves that the tree is bounded, and says so.
func TestVeryManyInputs(t *testing.T) {
	t.Parallel()
	name := strings.Repeat("long", 10_000)
	root, hub := inputNode("root", "", "", 0, name+"=hub"), inputNode("hub", "o/hub", "1", 1)
	for i := range maxInputRows + 10 {
		hub.Inputs = append(hub.Inputs, lock.Edge{Input: fmt.Sprint("in", i), Follows: []string{name}})
	}
	nix := sample()
	nix.inputs = inputsOf(t, root, hub)
	u := onInputs(t, nix, 120, 36)
	u.press("G", "l", "w", "y", "Y", "f", "o")
	if n := len(u.m.visit.inputs.views[viewTree].items); n < maxInputRows || n > maxInputRows+2 {
		t.Errorf("%d rows", n)
	}
	u.snap("the end", theRows("▌"), theDetail)
}

// TestHostileInputs proves that nothing of a lock file reaches the terminal as it is.
func TestHostileInputs(t *testing.T) {
	t.Parallel()
	nasty := "a\x1b[31m\n\u202e" + strings.Repeat("x", 5000)
	node := inputNode("k"+nasty, "ow\x1bner/re\apo@"+nasty, "\x1b[2Jabc", 10, nasty+">"+nasty, "b=nowhere")
	nix := sample()
	nix.inputs = inputsOf(t, inputNode("root", "", "", 0, nasty+"=k"+nasty, "copy=two"), node, inputNode("two", "ow\x1bner/re\apo", "xx", 1))
	for _, size := range [][2]int{{20, 5}, {80, 24}, {120, 36}} {
		u := onInputs(t, nix, size[0], size[1])
		for range 3 {
			u.press("l", "g", "j", "k", "tab", "tab", "w", "esc", "G", "y", "Y", "o", "v", ":", "tab", "tab", "enter")
		}
	}
}
