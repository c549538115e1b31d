package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/theme"
)

// indexed is the sample whose names are all found by the listing.
func indexed() *fakeNix {
	nix := sample()
	for _, p := range []model.AttrPath{
		{}, model.Path("lib"), model.Path("packages"), model.Path("packages", "x86_64-linux"),
		model.Path("packages", "aarch64-linux"), model.Path("devShells"), model.Path("devShells", "x86_64-linux"),
	} {
		nix.listings = append(nix.listings, model.Listing{Path: p, Children: nix.kids[p.String()]})
	}
	nix.listEach = 2
	nix.kids["lib.deep"] = names("under")
	nix.listings = append(nix.listings, model.Listing{Path: model.Path("legacyPackages", "x86_64-linux", "python3Packages"), Children: names("numpy", "pandas")})
	return nix
}

// results are the texts of the results on screen, without mark and note.
func (u *user) results() []string {
	u.t.Helper()
	j, ok := u.asker().(*jumping)
	if !ok {
		u.t.Fatal("no prompt")
	}
	var out []string
	for i := range min(5, len(j.results.best)) {
		out = append(out, rankedRows{u.m.visit.outputs, &j.results}.Result(i).Text)
	}
	return out
}

func TestJump(t *testing.T) {
	t.Parallel()
	u := start(t, indexed(), 120, 36, Options{})
	u.press("-", "ctrl+p")
	asks[*jumping](u)
	u.onTop(dialogPrompt)
	u.hints(keymap.Accept, keymap.Dismiss)
	u.snap("nothing typed", first(4, theDialog), theStatus)
	u.typeText("hello")
	if got := u.results(); !slices.Equal(got, []string{"packages.x86_64-linux.hello"}) {
		t.Errorf("results %q", got)
	}
	u.snap("hello", theDialog)
	u.press("enter")
	u.is(pkgs + ".hello")
	u.sees("│ hello-2.12")
	u.press("ctrl+p", "esc")
	u.is(pkgs + ".hello")
	u.press("ctrl+p")
	u.typeText("x86 DEF")
	if got := u.results(); len(got) != 0 {
		t.Errorf("results %q", got)
	}
	u.snap("x86 DEF", theDialog)
	u.press("ctrl+u")
	u.typeText("def")
	if got := strings.Join(u.results(), " "); got != "packages.x86_64-linux.default devShells.x86_64-linux.default packages.aarch64-linux.default" {
		t.Errorf("results %s", got)
	}
	u.press("down", "tab")
	if got := u.m.typing.line.Value(); got != "devShells.x86_64-linux.default" {
		t.Errorf("typed %s", got)
	}
	u.press("enter")
	u.is("devShells.x86_64-linux.default")
}

// TestJumpWhileListing proves that names can be used before all are known, that
// the selection stays on its name when better ones come, and that the listing
// ends with the prompt and goes on with the next.
func TestJumpWhileListing(t *testing.T) {
	t.Parallel()
	nix := indexed()
	u := start(t, nix, 120, 36, Options{})
	nix.called("index")
	u.press("-")
	u.goTo("packages")
	u.press("l")
	u.goTo("packages.aarch64-linux")
	u.press("l")
	u.hold = []string{jobIndex}
	u.press("ctrl+p")
	u.typeText("default")
	u.running(jobIndex, true)
	u.snap("listing", first(2, theDialog))
	before := u.results()
	u.press("down")
	was := before[1]
	u.release()
	j, _ := u.asker().(*jumping)
	i, _ := j.line.Chosen()
	if got := (rankedRows{u.m.visit.outputs, &j.results}).Result(i).Text; got != was {
		t.Errorf("the selection went from %s to %s", was, got)
	}
	if got := nix.called("index"); len(got) != 4 {
		t.Errorf("asked %d times", len(got))
	}
	u.press("esc", "ctrl+p")
	if got := nix.called("index"); len(got) != 0 {
		t.Errorf("asked again, %d times", len(got))
	}
	u.press("esc", "R", "ctrl+p")
	if got := nix.called("index"); len(got) != 4 {
		t.Errorf("asked %d times after a reload", len(got))
	}
}

func TestJumpSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	nix := indexed()
	nix.listCut = "without all beyond 100,000 \x1b[31m"
	u := start(t, nix, 120, 36, Options{})
	u.press("ctrl+p")
	u.sees(`without all beyond 100,000 \e[31m`)
	u.press("esc")
	nix = indexed()
	nix.setErr("index", failure(model.CauseCrash, "SIGSEGV"))
	u = start(t, nix, 120, 36, Options{})
	u.goTo("packages")
	u.press("l")
	u.press("ctrl+p")
	u.sees("SIGSEGV")
	u.snap("not all", theStatus)
	u.typeText("hello")
	u.sees(pkgs + ".hello") // what the tree knows is there
	nix.setErr("index", nil)
	u.press("esc", "ctrl+p")
	u.misses("SIGSEGV")
	u.typeText("numpy")
	u.sees("legacyPackages.x86_64-linux.python3Packages.numpy")
}

// TestJumpLateAnswers proves that results of what was typed before are never
// chosen: Enter waits for those of what is typed.
func TestJumpLateAnswers(t *testing.T) {
	t.Parallel()
	u := start(t, indexed(), 120, 36, Options{})
	u.press("-", "ctrl+p")
	u.hold = []string{jobRank}
	u.typeText("hell")
	u.typeText("o")
	u.press("enter")
	if u.m.typing == nil {
		t.Fatal("an old result was taken")
	}
	u.release()
	u.is(pkgs + ".hello")
	u.press("ctrl+p")
	u.hold = []string{jobRank, jobIndex}
	u.typeText("greeting")
	u.press("enter", "esc")
	u.release()
	u.is(pkgs + ".hello") // it was abandoned
	u.press("ctrl+p")
	u.hold = []string{jobRank}
	u.typeText("hello")
	u.press("enter")
	u.typeText("x") // goes on typing: Enter is forgotten
	u.release()
	if u.m.typing == nil {
		t.Error("Enter was not forgotten")
	}
}

// TestListingEndsWithThePrompt proves that nix is not kept busy for nobody, and that
// an answer without news ends the asking.
func TestListingEndsWithThePrompt(t *testing.T) {
	t.Parallel()
	u := start(t, indexed(), 120, 36, Options{})
	u.hold = []string{jobIndex}
	u.press("ctrl+p")
	if !u.m.visit.jobs.Running(jobIndex) {
		t.Error("nobody asks")
	}
	u.press("esc")
	if u.m.visit.jobs.Running(jobIndex) {
		t.Error("still asking")
	}
	_ = indexMsg{o: u.m.visit.outputs}.apply()
	u.nix.called("index")
	u.press("ctrl+p")
	if got := u.nix.called("index"); len(got) != 0 {
		t.Error("asked again after an answer without news")
	}
}

func TestJumpToNothing(t *testing.T) {
	t.Parallel()
	u := start(t, indexed(), 120, 36, Options{})
	u.press("ctrl+p")
	u.typeText("zzz")
	u.press("enter")
	u.said(theme.Warn)
	u.snap("zzz", theNote)
	u = start(t, &fakeNix{flake: model.Flake{Ref: "empty"}, kids: map[string]model.Children{"": {}}}, 80, 24, Options{})
	u.press("ctrl+p", "enter")
	u.said(theme.Warn)
	u.snap("a flake without names", theNote)
	if u.m.typing != nil {
		t.Error("the prompt is open")
	}
}

// TestManyNamesAreRanked proves that the best of many names are those of a sort
// of all of them.
func TestManyNamesAreRanked(t *testing.T) {
	t.Parallel()
	var c catalog
	all := make([]string, 20_000)
	for i := range all {
		all[i] = fmt.Sprintf("name%s-%d", strings.Repeat("x", (i*7919)%40), i)
	}
	c.add(model.Path("all"), names(all...), "")
	c.add(model.Path("all"), names(all...), "") // known already
	got := rankNames(t.Context(), c.lists, rankedFor{text: "name"})
	if got.total != len(all) || len(got.best) != rankMost {
		t.Fatalf("%d kept of %d", len(got.best), got.total)
	}
	worst := got.best[rankMost-1].score
	better := 0
	for _, name := range all {
		if s, _ := got.query.Score("all.", name); int32(s) > worst {
			better++
		}
	}
	for i := range got.best[1:] {
		a, b := got.best[i], got.best[i+1]
		if a.score < b.score || a.score == b.score && a.name > b.name {
			t.Fatalf("not in order at %d", i)
		}
	}
	if better > rankMost {
		t.Errorf("%d names are better than the last one kept", better)
	}
}

// TestOwnSystemIsPreferred proves that what is for another system comes after what
// matches alike, the name of that system too.
func TestOwnSystemIsPreferred(t *testing.T) {
	t.Parallel()
	var c catalog
	c.add(model.Path("packages"), names("aarch64-linux", "i686-linux"), "aarch64-linux")
	c.add(model.Path("packages", "i686-linux"), names("linuxes"), "aarch64-linux")
	c.add(model.Path("packages", "aarch64-linux"), names("linuxes"), "aarch64-linux")
	r := rankNames(t.Context(), c.lists, rankedFor{text: "linux"})
	var got []string
	for i := range r.best {
		got = append(got, r.path(i).String())
	}
	want := "packages.aarch64-linux.linuxes packages.i686-linux.linuxes packages.aarch64-linux packages.i686-linux"
	if strings.Join(got, " ") != want {
		t.Errorf("got %s", got)
	}
}

// BenchmarkJump ranks 100,000 names, which runs off the event loop.
func BenchmarkJump(b *testing.B) {
	var c catalog
	c.add(model.Path("legacyPackages", "x86_64-linux"), big(manyRows).kids["all"], "x86_64-linux")
	for _, typed := range []string{"", "a", "attr99", "legacy 099", "zzz"} {
		b.Run(typed, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = rankNames(b.Context(), c.lists, rankedFor{text: typed})
			}
		})
	}
}

// BenchmarkJumpKeyPress is a letter typed while 100,000 names are offered.
func BenchmarkJumpKeyPress(b *testing.B) {
	u := openBig(b)
	u.press("ctrl+p")
	u.typeText("attr")
	j, _ := u.asker().(*jumping)
	keys := [2]string{"9", "backspace"}
	b.Run("key", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			_, _ = u.m.Update(keyMsg(keys[i%2]))
			_ = u.m.View()
			u.timers = u.timers[:0]
		}
	})
	b.Run("answer", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_ = rankedMsg{j.o, j, j.results}.apply()
			_ = u.m.View()
		}
	})
}
