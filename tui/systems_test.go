package tui

import (
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/tui/outline"
	"flakewalk/tui/theme"
)

func TestOtherSystemsCanBeHidden(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 120, 36, Options{Fragment: "packages.aarch64-linux.default"})
	u.press("S")
	u.sees("other systems are hidden", "▾ packages", "2 other systems hidden", "this system")
	u.misses("aarch64")
	if u.at() != "packages" {
		t.Errorf("the cursor was in a row that is hidden now, and is at %s", u.at())
	}
	u.press("R")
	u.misses("aarch64-darwin") // also after names come anew
	u.press("S")
	u.sees("other systems are shown", "▸ aarch64-darwin", "▾ aarch64-linux", "patchelf-0.18.0")
	u.misses("hidden")
	u.press("S")
	u.do(u.m.visit.outputs.reveal(model.Path("packages", "aarch64-linux", "default")))
	if u.at() != "packages.aarch64-linux.default" {
		t.Errorf("who asks for a hidden row gets it: at %s", u.at())
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
	u.sees("1 other system hidden")
	u.goTo("lib")
	u.press("l", "l", "l")
	u.sees("aarch64-linux")
}

func TestCountsOnFoldedRows(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"packages": "3 systems", "legacyPackages": "3 systems", "formatter": "3 systems", "devShell": "3 systems",
		"packages.x86_64-linux": "3 packages", "devShells.x86_64-linux": "3 dev shells", "checks.x86_64-linux": "3 checks",
		"legacyPackages.x86_64-linux": "3 attributes", "lib": "3 attributes", "lib.x": "3 attributes", "hydraJobs": "3 attributes",
		"nixosConfigurations": "3 NixOS configurations", "templates": "3 templates", "overlays": "3 overlays", "homeModules": "3 modules",
	} {
		p, err := model.ParsePath(path)
		if err != nil {
			t.Fatal(err)
		}
		n := set(3)
		n.Path = p
		if got := sizeOf(rowFacts{node: n}); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
		if got := sizeOf(rowFacts{node: n, count: 1, counted: true}); !strings.HasPrefix(got, "1 ") || strings.HasSuffix(got, "s") {
			t.Errorf("%s: %s", path, got)
		}
	}
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
	u.misses("evaluating")
	u.tick()
	u.sees("⠙ apps", "evaluating │")
	u.release()
	u.tick()
	u.misses("evaluating")
}

func TestForeignLeaf(t *testing.T) {
	t.Parallel()
	n := model.Node{Path: model.Path("formatter", "aarch64-linux"), Kind: model.KindFormatter, State: model.StateForeign}
	r := presentRow(theme.New(true, false), rowFacts{node: n, known: true})
	if want := (outline.Row{Mark: "○", MarkTone: theme.Dim, Label: "aarch64-linux", LabelTone: theme.Dim, Tag: "other system"}); r != want {
		t.Errorf("%+v", r)
	}
}
