package tui

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/theme"
)

func TestReadPath(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text, parent, last string
		at                 int
		bad                bool
	}{
		{"", "", "", 0, false},
		{"pack", "", "pack", 0, false},
		{"packages.", "packages", "", 9, false},
		{"packages.x86_64-linux.he", "packages.x86_64-linux", "he", 22, false},
		{`lib."dotted.na`, "lib", "dotted.na", 4, false},
		{`lib."dotted.name"`, "lib", "dotted.name", 4, false},
		{`lib."dotted.name".x`, `lib."dotted.name"`, "x", 18, false},
		{`"a\"b.c`, "", `a"b.c`, 0, false},
		{`"a\`, "", `a\`, 0, false},
		{`a."\${x}".b`, `a."\${x}"`, "b", 10, false},
		{"lib.list.3.n", "lib.list.3", "n", 11, false},
		{".packages", "", "packages", 1, false},
		{".", "", "", 1, false},
		{`"a"b.c`, "", "c", 5, true},
	}
	for _, tt := range tests {
		got := readPath(tt.text)
		if got.parent.String() != tt.parent || got.last != tt.last || got.at != tt.at || (got.err != nil) != tt.bad {
			t.Errorf("%s: got %+v", tt.text, got)
		}
	}
}

// TestReadPathProperty types any path, letter by letter.
func TestReadPathProperty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := make(model.AttrPath, rapid.IntRange(1, 4).Draw(t, "steps"))
		for i := range p {
			p[i] = model.Attr(rapid.StringMatching(`[a-z0-9."\\$\{ é-]{0,5}`).Draw(t, "name"))
		}
		text := p.String()
		for i := range text {
			if got := readPath(text[:i]); got.err != nil || !p.HasPrefix(got.parent) {
				t.Fatalf("%q: %+v", text[:i], got)
			}
		}
		got := readPath(text)
		if !got.parent.Equal(p.Parent()) || got.last != p.Last().Name {
			t.Fatalf("%q: %+v", text, got)
		}
		if name := p.Last().Name; readName(unfinished(name)) != name {
			t.Fatalf("%q begins as %q", name, unfinished(name))
		}
	})
}

func TestCommonStart(t *testing.T) {
	t.Parallel()
	all := []string{"hello", "help", "held", "other", "é1", "è2"}
	for typed, want := range map[string]string{"h": "hel", "hello": "hello!", "o": "other!", "x": "", "": "", "\xc3": ""} {
		got, whole := commonStart(all, func(s string) bool { return strings.HasPrefix(s, typed) })
		if whole {
			got += "!"
		}
		if got != want {
			t.Errorf("%q goes on as %q, want %q", typed, got, want)
		}
	}
}

// typed is what is in the line of input.
func (u *user) typed() string {
	if u.m.typing == nil {
		return "(no prompt)"
	}
	return u.m.typing.line.Value()
}

func TestGoTo(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 120, 36, Options{})
	u.press(":")
	asks[*going](u)
	u.onTop(dialogPrompt)
	u.hints(keymap.Accept, keymap.Complete)
	u.snap("nothing typed", theDialog, theStatus)
	u.nix.called("children")
	u.typeText("pa")
	if a, _ := u.asker().(*going); len(a.results.best) != 2 { // templates has both letters
		t.Errorf("%q", a.results.best)
	}
	u.snap("pa", theDialog)
	u.press("tab")
	if got := u.typed(); got != "packages" {
		t.Errorf("typed %q", got)
	}
	u.press("tab")
	if a, _ := u.asker().(*going); len(a.results.best) != 3 {
		t.Errorf("%q", a.results.best)
	}
	u.press("tab") // this system comes first
	u.press("tab")
	if got := u.typed(); got != "packages.x86_64-linux." {
		t.Errorf("typed %q", got)
	}
	u.typeText("he")
	if got := u.nix.called("children"); !slices.Equal(got, []string{"packages", pkgs}) {
		t.Errorf("asked for the names of %q", got)
	}
	u.press("enter")
	u.is(pkgs + ".hello")
	u.press(":", "enter")
	u.is(pkgs + ".hello")
	u.press(":")
	u.typeText("lib.")
	u.press("enter") // a dot at the end means what is before it
	u.is("lib")
	u.press(":")
	u.typeText("lib.")
	u.press("down", "enter")
	u.is("lib.compose")
	u.press(":")
	u.typeText("lib.zzz")
	if a, _ := u.asker().(*going); len(a.results.best) != 0 {
		t.Errorf("%q", a.results.best)
	}
	u.snap("lib.zzz", theDialog)
	u.press("esc")
	u.is("lib.compose")
}

func TestGoToQuotes(t *testing.T) {
	t.Parallel()
	nix := sample()
	nix.kids["lib"] = names("dotted.name", "dotted.other", "plain", "${x}")
	u := start(t, nix, 120, 36, Options{})
	u.press(":")
	u.typeText("lib.d")
	u.press("tab")
	if got := u.typed(); got != `lib."dotted.` {
		t.Errorf("typed %s", got)
	}
	u.typeText("o")
	u.press("tab")
	if got := u.typed(); got != `lib."dotted.other"` {
		t.Errorf("typed %s", got)
	}
	u.press("enter")
	u.is(`lib."dotted.other"`)
	u.press(":")
	u.typeText("lib.{x")
	u.press("tab")
	if got := u.typed(); got != `lib."\${x}"` {
		t.Errorf("typed %s", got)
	}
	u.press("enter")
	u.is(`lib."\${x}"`)
}

func TestGoToElement(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 120, 36, Options{})
	u.press(":")
	u.typeText("lib.list.41")
	u.snap("the element 41", first(5, theDialog))
	u.press("enter")
	u.is("lib.list.41")
	u.press(":")
	u.typeText("lib.list.20000")
	u.press("enter")
	u.said(theme.Warn)
	u.snap("the element 20000", theNote)
}

// TestGoToWhatNixFinds proves that a name which is no output is looked for where nix build
// looks.
func TestGoToWhatNixFinds(t *testing.T) {
	t.Parallel()
	nix := sample()
	nix.found = map[string]string{"hello": pkgs + ".hello"}
	u := fresh(t, nix, 120, 36, Options{})
	u.run()
	u.press(":")
	u.typeText("hello")
	u.snap("typed", last(3, theDialog))
	u.press("enter")
	u.is(pkgs + ".hello")
	nix.setErr("resolve", failure(model.CauseAttributeMissing, "rainy"))
	u.press(":")
	u.typeText("weather")
	u.press("enter")
	u.said(theme.Bad)
	u.is(pkgs + ".hello")
}

// TestGoToNowhere proves that a wrong path says which component is missing.
func TestGoToNowhere(t *testing.T) {
	t.Parallel()
	tests := []struct{ typed, at string }{
		{"packages.nowhere.hello", "packages"},
		{pkgs + ".hallo", pkgs},
		{"nowhere", "packages"},
		{`"a"b.c`, "packages"},
		{`lib."zz`, "packages"},
		{"overlays.x.y", "overlays"},
		{"lib.answer.x", "lib.answer"},
	}
	for _, tt := range tests {
		u := start(t, sample(), 120, 36, Options{})
		if tt.at == "lib.answer" {
			u.goTo("lib")
			u.press("l")
		}
		u.press("-", "g", ":")
		u.send(tea.PasteMsg{Content: tt.typed})
		u.run()
		u.press("enter")
		u.snap(strconv.Quote(tt.typed), theNote)
		u.is(tt.at)
	}
}

// TestGoToIntoFolded proves that the way leads through rows that are listed and
// folded, and that rows folded by hand are not opened by a later way.
func TestGoToIntoFolded(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 120, 36, Options{})
	u.goTo("lib")
	u.press("l")
	u.goTo("packages")
	u.press("l", "-", ":")
	u.typeText(pkgs + ".hello")
	u.press("enter")
	u.is(pkgs + ".hello")
	u.press("-", ":")
	u.typeText("lib.answer")
	u.press("enter")
	u.is("lib.answer")
	u.misses("hello")
}

// TestGoToLateAnswers proves that names which come late are those of what is
// typed then, and that Enter does not wait for nix.
func TestGoToLateAnswers(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 120, 36, Options{})
	u.press("-", ":")
	u.hold = []string{jobBelow}
	u.typeText("packages.")
	if a, _ := u.asker().(*going); !a.below.asked || a.below.known {
		t.Errorf("%+v", a.below)
	}
	u.snap("asking", theDialog)
	u.press("ctrl+u")
	u.typeText("lib.gr")
	u.release()
	u.sees("greeting")
	u.misses("aarch64")
	u.snap("lib.gr", theDialog)
	u.press("ctrl+u")
	u.hold = []string{jobBelow}
	u.typeText("packages.x86_64-linux.hello")
	u.press("enter")
	u.is(pkgs + ".hello")
	u.release()
	u.press(":")
	u.hold = []string{jobRank}
	u.typeText("lib.ans")
	u.press("enter")
	if u.typed() != "lib.ans" {
		t.Error("Enter did not wait for the names that match")
	}
	u.release()
	u.is("lib.answer")
	u.press(":")
	u.typeText("overlays.")
	u.sees("no children of overlays")
	u.press("esc")
	u.is("lib.answer")
}

// TestGoToEarlyTab proves that Tab before the names are there completes when they
// come, unless something was typed after it.
func TestGoToEarlyTab(t *testing.T) {
	t.Parallel()
	for _, slow := range []string{jobBelow, jobRank} {
		u := start(t, sample(), 120, 36, Options{})
		u.press("-", ":")
		u.hold = []string{slow}
		u.typeText("packages.x86")
		u.press("tab")
		if got := u.typed(); got != "packages.x86" {
			t.Errorf("%s: typed %q before the names came", slow, got)
		}
		u.release()
		if got := u.typed(); got != "packages.x86_64-linux" {
			t.Errorf("%s: typed %q", slow, got)
		}
		u.press("ctrl+u")
		u.hold = []string{slow}
		u.typeText("lib.an")
		u.press("tab")
		u.typeText("s")
		u.release()
		if got := u.typed(); got != "lib.ans" {
			t.Errorf("%s: typed %q", slow, got)
		}
	}
}

// BenchmarkGoTo compares 100,000 names below one path with what is typed.
func BenchmarkGoTo(b *testing.B) {
	names := catalogued{names: big(manyRows).kids["all"].Names}
	for _, typed := range []string{"", "attribute-09", "zzz"} {
		b.Run(typed, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = complete(b.Context(), names, typed)
			}
		})
	}
}
