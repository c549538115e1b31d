package tui

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/match"
	"flakewalk/tui/outline"
	"flakewalk/tui/theme"
)

// typeText types a text letter by letter and waits for the answers.
func (u *user) typeText(s string) {
	u.t.Helper()
	for _, r := range s {
		u.send(tea.KeyPressMsg{Code: r, Text: string(r)})
		u.run()
	}
}

// found fails unless so many rows are found.
func (u *user) found(want int) {
	u.t.Helper()
	if got := len(u.m.visit.outputs.search.hits); got != want {
		u.t.Errorf("%d rows are found, want %d\n%s", got, want, u.screen())
	}
}

// is fails unless the cursor is on that row.
func (u *user) is(path string) {
	u.t.Helper()
	if got := u.at(); got != path {
		u.t.Errorf("the cursor is on %q, want %q\n%s", got, path, u.screen())
	}
}

// searchable is the sample with some rows listed and folded again.
func searchable(t *testing.T) *user {
	t.Helper()
	u := start(t, sample(), 120, 36, Options{})
	u.goTo("packages")
	u.press("l")
	u.goTo("lib")
	u.press("l")
	u.press("-")
	return u
}

func TestFindOpensWhatIsFolded(t *testing.T) {
	t.Parallel()
	u := searchable(t)
	u.press("g", "/")
	asks[*finding](u)
	u.hints(keymap.Accept, keymap.Dismiss)
	u.snap("nothing typed", theStatus)
	u.typeText("fre")
	u.is(pkgs + ".unfree")
	u.sees(" /fre", "1/1")
	u.press("enter")
	u.sees("/fre  1/1")
	u.is(pkgs + ".unfree")
	u.press("esc", "n")
	u.said(theme.Dim)
	u.snap("nothing to find again", theNote)
}

func TestFindGoesBackOnEsc(t *testing.T) {
	t.Parallel()
	u := searchable(t)
	u.goTo("devShells")
	before := u.screen()
	u.press("/")
	u.typeText("hello")
	u.is(pkgs + ".hello")
	u.press("esc")
	u.is("devShells")
	if got := u.screen(); got != before {
		t.Errorf("the screen changed\n%s\nto\n%s", before, got)
	}
}

// TestFindGoesBackToTheLine proves that a long tree is seen again as it was, and
// that a hit off the screen comes with rows around it.
func TestFindGoesBackToTheLine(t *testing.T) {
	t.Parallel()
	u := start(t, big(5000), 80, 24, Options{})
	u.press("g", "l")
	for range 12 {
		u.press("ctrl+d")
	}
	u.press("k", "k", "k", "k")
	before, line := u.screen(), u.m.visit.outputs.tree.Line()
	if line < 2 {
		t.Fatalf("the cursor is on line %d", line)
	}
	u.press("/")
	u.typeText("004000")
	u.is("all.attribute-004000")
	if got, want := u.m.visit.outputs.tree.Line(), u.m.layout.list.h/3; got != want {
		t.Errorf("the hit is on line %d, want %d", got, want)
	}
	u.press("esc")
	if got := u.screen(); got != before {
		t.Errorf("the screen was\n%s\nand is\n%s", before, got)
	}
	u.press(":")
	u.typeText("all.attribute-003000")
	u.press("enter")
	u.is("all.attribute-003000")
	if got, want := u.m.visit.outputs.tree.Line(), u.m.layout.list.h/3; got != want {
		t.Errorf("the row is on line %d, want %d", got, want)
	}
}

// TestFindFoldsAgain proves that what was opened for one hit is closed when
// another letter leads to the next.
func TestFindFoldsAgain(t *testing.T) {
	t.Parallel()
	u := searchable(t)
	u.press("g", "/")
	u.typeText("a")
	u.is("packages")
	u.typeText("n")
	u.is("lib.answer")
	u.press("backspace")
	u.is("packages")
	u.misses("answer")
	u.press("backspace")
	u.is("packages")
}

func TestNextHitWraps(t *testing.T) {
	t.Parallel()
	u := searchable(t)
	u.press("g", "/")
	u.typeText("LI")
	u.found(0) // a capital counts where it is typed
	u.snap("LI", theStatus)
	u.press("ctrl+u")
	u.typeText("li")
	u.is(pkgs)
	u.press("enter", "n")
	u.is("packages.aarch64-linux")
	u.sees("/li  2/4")
	u.press("n", "n")
	u.is("lib.list")
	u.press("n")
	u.is(pkgs)
	u.sees("/li  1/4")
	u.snap("wrapped", theNote)
	u.press("N")
	u.is("lib.list")
	u.snap("and back", theNote)
	u.press("k", "n") // from where the cursor is, on a hit or not
	u.is("lib.list")
}

func TestFindMovesWhileTyping(t *testing.T) {
	t.Parallel()
	u := searchable(t)
	u.press("g", "/")
	u.typeText("li")
	u.press("down")
	u.is("packages.aarch64-linux")
	u.sees("2/4")
	u.press("ctrl+p", "ctrl+p")
	u.is("lib.list")
	u.press("enter")
	u.sees("/li  4/4")
}

// TestFindLateAnswers proves that an answer to what was typed before is
// dropped, and that Enter before the answer still leads to the hit.
func TestFindLateAnswers(t *testing.T) {
	t.Parallel()
	u := searchable(t)
	u.press("g", "/")
	u.hold = []string{jobSearch}
	u.typeText("h")
	u.typeText("e")
	u.typeText("llo")
	u.is("packages")
	u.press("enter")
	u.misses("hello")
	u.release()
	u.is(pkgs + ".hello")
	u.sees("/hello  1/1")
	u.press("/")
	u.hold = []string{jobSearch}
	u.typeText("greet")
	u.press("esc")
	u.release()
	u.is(pkgs + ".hello") // it was abandoned
	u.press("/")
	u.hold = []string{jobSearch}
	u.typeText("greet")
	u.press("enter", "g")
	u.release()
	u.is("packages") // who moves the cursor wants it elsewhere
}

// TestFindSeesNewNames proves that names which come later are found too.
func TestFindSeesNewNames(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 120, 36, Options{})
	u.press("/")
	u.typeText("greeting")
	u.found(0)
	u.press("enter")
	u.said(theme.Warn)
	u.snap("a name that is not there", theNote)
	u.goTo("lib")
	u.press("l", "n")
	u.is("lib.greeting")
	u.press("R")
	u.run()
	u.press("g", "n")
	u.is("lib.greeting")
}

// TestFindLeavesHiddenSystemsOut proves that rows which nobody wants to see are
// not found, and are again when they are shown.
func TestFindLeavesHiddenSystemsOut(t *testing.T) {
	t.Parallel()
	u := searchable(t)
	u.press("g", "/")
	u.typeText("aarch")
	u.press("enter")
	u.sees("1/2")
	u.press("S", "n")
	u.said(theme.Warn)
	u.found(0)
	u.snap("hidden", theNote)
	u.press("S", "n")
	u.sees("/aarch  1/2")
}

// TestTypingBeforeNames types at once: no letter is lost, and none is a key.
func TestTypingBeforeNames(t *testing.T) {
	t.Parallel()
	for key, text := range map[string]string{"/": "che", ":": "checks", "ctrl+p": "che"} {
		u := begin(t, indexed(), 80, 24, Options{})
		u.send(keyMsg(key))
		for _, r := range text {
			u.send(keyMsg(string(r)))
		}
		if got := u.typed(); got != text {
			t.Fatalf("%s: typed %q", key, got)
		}
		u.run()
		u.press("enter")
		if u.quit || !strings.HasPrefix(u.at(), "checks") {
			t.Errorf("%s led to %s", key, u.at())
		}
	}
}

func TestFindNothing(t *testing.T) {
	t.Parallel()
	u := begin(t, sample(), 80, 24, Options{})
	u.send(keyMsg("/"))
	u.typeText("zzz")
	u.press("esc")
	u.is("packages")
	u.press("/")
	u.typeText("zzz")
	u.press("enter")
	u.said(theme.Warn)
	u.snap("found nowhere", theNote)
}

// TestOrder compares the order of rows to that of a walk, on any tree.
func TestOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := New(t.Context(), sample(), Options{})
		defer m.Close()
		o := m.visit.outputs
		give := func(id outline.ID, n int) {
			c := model.Children{Names: make([]string, n), Len: n}
			for i := range c.Names {
				c.Names[i] = "x"
			}
			if o.tree.SetChildren(id, n) {
				o.store.list(id, c)
			}
		}
		give(outline.Root, 3)
		for range rapid.IntRange(0, 8).Draw(t, "lists") {
			id := outline.ID(rapid.IntRange(1, o.tree.Len()).Draw(t, "row"))
			o.tree.Open(id)
			give(id, rapid.IntRange(0, 3).Draw(t, "children"))
		}
		want := searchLists(t.Context(), o.store.lists, nil, match.NewPattern("x"))
		if len(want) != o.tree.Len() {
			t.Fatalf("%d of %d rows found", len(want), o.tree.Len())
		}
		o.search.hits = want
		for i, id := range want {
			if got, exact := o.search.hitAt(id); got != i || !exact {
				t.Fatalf("row %d is found at %d, want %d", id, got, i)
			}
		}
	})
}

func TestMatchedCharactersStayWhole(t *testing.T) {
	t.Parallel()
	tests := []struct {
		label, text string
		want        string
	}{
		{"hello", "l", "l"},
		{"e\u0301clair", "e", "e\u0301"},
		{"👍🏽 x", "👍", "👍🏽"},
		{"日本語", "本", "本"},
		{"hello", "z", ""},
	}
	for _, tt := range tests {
		s := search{pattern: match.NewPattern(tt.text)}
		got := s.match(tt.label)
		if tt.label[got[0]:got[1]] != tt.want {
			t.Errorf("%q in %q: %v", tt.text, tt.label, got)
		}
	}
}
