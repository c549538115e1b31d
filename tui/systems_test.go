package tui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"flakewalk/model"
	"flakewalk/tui/outline"
	"flakewalk/tui/theme"
)

// TestOneSystem proves that other systems are not shown at first, that the user's has no
// row of its own then, and that S shows all.
func TestOneSystem(t *testing.T) {
	t.Parallel()
	u := fresh(t, sample(), 120, 36, Options{Fragment: pkgs + ".hello"})
	u.run()
	u.hides(true)
	u.sees("▾ packages", "x86_64-linux  ", "\n   ✗ musl")
	u.misses("aarch64", "▾ x86_64-linux")
	u.snap("this system", theHeader, theRows("x86_64-linux", "packages"))
	u.is(pkgs + ".hello")
	u.press("h")
	u.is("packages")
	u.press("h")
	u.sees("▸ packages")
	u.snap("folded", theRows("▸ packages"))
	u.press("l", "l")
	u.is(pkgs + ".default")
	u.press("R")
	u.misses("aarch64") // also after names come anew
	u.is(pkgs + ".default")
	u.press("S")
	u.hides(false)
	u.sees("▸ aarch64-darwin", "▾ x86_64-linux", "\n     ✗ musl")
	u.snap("all systems", theHeader, theRows("linux", "darwin", "packages"))
	u.is(pkgs + ".default")
	u.press("S")
	u.hides(true)
	u.misses("aarch64", "▾ x86_64-linux")
	u.do(u.m.visit.outputs.reveal(model.Path("packages", "aarch64-linux", "default")))
	u.is("packages.aarch64-linux.default") // who asks for a hidden row gets it
	u.press("S")
	u.is("packages") // the cursor was in a row that is hidden now
}

// TestSystemThatFails proves that a set that cannot be listed has its row.
func TestSystemThatFails(t *testing.T) {
	t.Parallel()
	nix := sample()
	nix.setErr("children "+pkgs, failure(model.CauseThrow, "no packages today"))
	u := fresh(t, nix, 120, 36, Options{})
	u.run()
	u.goTo("packages")
	u.press("l")
	u.sees("✗ x86_64-linux", "no packages today")
	u.press("S", "S")
	u.sees("✗ x86_64-linux")
}

// TestOnlyOtherSystems proves that a flake with nothing for the user's system shows what
// it has.
func TestOnlyOtherSystems(t *testing.T) {
	t.Parallel()
	nix := sample()
	nix.kids["packages"] = names("aarch64-darwin", "riscv64-linux")
	u := fresh(t, nix, 120, 36, Options{})
	u.run()
	u.goTo("packages")
	u.press("l")
	u.sees("▾ packages", "▸ aarch64-darwin", "▸ riscv64-linux")
}

// hides fails unless other systems are hidden, or are not.
func (u *user) hides(want bool) {
	u.t.Helper()
	if u.m.env.hideOthers != want {
		u.t.Errorf("hidden: %v\n%s", u.m.env.hideOthers, u.screen())
	}
}

func TestHidingReachesHydraJobsButNotOtherSets(t *testing.T) {
	t.Parallel()
	nix := sample()
	nix.kids[""] = names("hydraJobs", "lib")
	nix.kids["hydraJobs"] = names("hello")
	nix.kids["hydraJobs.hello"] = names("aarch64-linux", "x86_64-linux")
	nix.kids["lib"] = names("deep", "x")
	nix.kids["lib.deep"] = names("aarch64-linux", "x86_64-linux")
	u := start(t, nix, 120, 36, Options{})
	u.press("S")
	u.goTo("hydraJobs")
	u.press("l", "l", "l")
	u.misses("aarch64-linux")
	u.sees("x86_64-linux") // a job has a row
	u.goTo("lib")
	u.press("l", "l", "l")
	u.sees("aarch64-linux")
}

func TestCountsOnFoldedRows(t *testing.T) {
	t.Parallel()
	var counts strings.Builder
	for _, path := range []string{
		"packages", "legacyPackages", "formatter", "devShell",
		"packages.x86_64-linux", "devShells.x86_64-linux", "checks.x86_64-linux",
		"legacyPackages.x86_64-linux", "lib", "lib.x", "hydraJobs",
		"nixosConfigurations", "templates", "overlays", "homeModules",
	} {
		p, err := model.ParsePath(path)
		if err != nil {
			t.Fatal(err)
		}
		n := set(3)
		n.Path = p
		counts.WriteString(path + ": " + sizeOf(rowFacts{node: n}) + "\n")
		if got := sizeOf(rowFacts{node: n, count: 1, counted: true}); !strings.HasPrefix(got, "1 ") || strings.HasSuffix(got, "s") {
			t.Errorf("%s: %s", path, got)
		}
	}
	golden.RequireEqual(t, counts.String())
}

func TestRowsSayWhatTheyAre(t *testing.T) {
	t.Parallel()
	th := theme.New(true, false)
	for k := model.KindPackage; k <= model.KindNull; k++ {
		n := model.Node{Path: model.Path("lib", "x"), Kind: k, State: model.StateReady, Value: model.Value{Size: 3}}
		r := presentRow(th, rowFacts{node: n, known: true})
		if r.Tag == "" && r.Extra == "" {
			t.Errorf("%s: the mark has no word: %+v", k, r)
		}
		if r.Mark == "" && !k.Openable() {
			t.Errorf("%s: no mark", k)
		}
	}
	for s := model.StateFailed; s <= model.StateCancelled; s++ {
		n := model.Node{Path: model.Path("lib", "x"), State: s, Problem: &model.Problem{Message: "why"}}
		r := presentRow(th, rowFacts{node: n, known: true})
		if r.Note == "" && r.Tag == "" {
			t.Errorf("%s: no word: %+v", s, r)
		}
	}
}

func TestRowsThatAreEvaluated(t *testing.T) {
	t.Parallel()
	u := begin(t, sample(), 80, 24, Options{})
	u.hold = []string{jobHeads}
	u.run()
	u.snap("for a moment", theRows("apps"))
	u.tick()
	u.sees("⠙ apps")
	u.snap("for long", theRows("apps"))
	u.release()
	u.tick()
	u.snap("evaluated", theRows("apps"))
}

func TestForeignLeaf(t *testing.T) {
	t.Parallel()
	n := model.Node{Path: model.Path("formatter", "aarch64-linux"), Kind: model.KindFormatter, State: model.StateForeign}
	r := presentRow(theme.New(true, false), rowFacts{node: n, known: true})
	if r.Tag == "" {
		t.Error("it does not say why it is not evaluated")
	}
	r.Tag = ""
	if want := (outline.Row{Mark: "○", MarkTone: theme.Dim, Label: "aarch64-linux", LabelTone: theme.Dim}); r != want {
		t.Errorf("%+v", r)
	}
}
