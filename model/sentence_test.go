package model_test

import (
	"strings"
	"testing"

	"flakewalk/model"
)

// TestSentenceOf proves that each kind, output and system that may be new to somebody has
// one sentence, and that what speaks for itself has none.
func TestSentenceOf(t *testing.T) {
	t.Parallel()
	for k := model.KindPackage; k <= model.KindNull; k++ {
		got := model.SentenceOf(model.Node{Path: model.Path("lib", "x"), Kind: k}, "x86_64-linux")
		if plain := !k.Leaf() || k > model.KindOption; (got == "") != plain {
			t.Errorf("%s: %q", k, got)
		}
		if got != "" && (!strings.HasSuffix(got, ".") || strings.Count(got, ". ") > 0) {
			t.Errorf("%s: not one sentence: %q", k, got)
		}
	}
	for path, want := range map[string]bool{"packages": true, "packages.x86_64-linux": true, "packages.aarch64-linux": true, "weather": false, "lib.x": false} {
		p, err := model.ParsePath(path)
		if err != nil {
			t.Fatal(err)
		}
		n := model.Node{Path: p, Kind: model.KindAttrs}
		if got := model.SentenceOf(n, "x86_64-linux"); (got != "") != want {
			t.Errorf("%s: %q", path, got)
		}
		if got := n.Gathers(); got != (want && path != "lib.x") {
			t.Errorf("%s gathers: %t", path, got)
		}
	}
}
