package main

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"flakewalk/nixcli/nixtest"
)

// randomGarden makes some flakes that need each other and two repositories in
// several versions, with follows of their own and overrides of each other's, and
// returns the folder of the one that needs them all. Every other time the others
// are folders of it.
func randomGarden(t testing.TB, seed uint64) string {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // the same every time
	dir := nixtest.TempDir(t)
	for _, repo := range []string{"x", "y"} {
		nixtest.Write(t, filepath.Join(dir, repo, "flake.nix"), "{ outputs = _: { }; }")
		for _, branch := range []string{"one", "two"} {
			nixtest.Write(t, filepath.Join(dir, repo, "version"), branch)
			nixtest.Commit(t, filepath.Join(dir, repo))
			nixtest.Git(t, filepath.Join(dir, repo), "branch", branch)
		}
	}
	const flakes = 6
	folder := func(i int) string {
		if seed%2 == 1 && i > 0 {
			return filepath.Join(dir, "f0", fmt.Sprintf("f%d", i))
		}
		return filepath.Join(dir, fmt.Sprintf("f%d", i))
	}
	link := func(from, to int) string {
		if seed%2 == 0 {
			return "path:" + folder(to)
		}
		way, err := filepath.Rel(folder(from), folder(to))
		if err != nil {
			t.Fatal(err)
		}
		return "path:./" + way
	}
	has := make([][]string, flakes) // the inputs of each
	for i := flakes - 1; i >= 0; i-- {
		var b strings.Builder
		b.WriteString("{\n")
		for _, repo := range []string{"x", "y"} {
			if r.IntN(3) > 0 {
				fmt.Fprintf(&b, "  inputs.%s.url = \"git+file://%s?ref=%s\";\n", repo, filepath.Join(dir, repo), []string{"one", "two"}[r.IntN(2)])
				has[i] = append(has[i], repo)
			}
		}
		own := len(has[i])
		for j := i + 1; j < flakes; j++ {
			if r.IntN(5) > 1 && i > 0 {
				continue
			}
			name := fmt.Sprintf("f%d", j)
			fmt.Fprintf(&b, "  inputs.%s.url = \"%s\";\n", name, link(i, j))
			for _, input := range has[j] {
				if own > 0 && r.IntN(4) == 0 {
					fmt.Fprintf(&b, "  inputs.%s.inputs.%s.follows = \"%s\";\n", name, input, has[i][r.IntN(own)])
				}
			}
			has[i] = append(has[i], name)
			if len(has[j]) > 0 && r.IntN(3) == 0 {
				fmt.Fprintf(&b, "  inputs.alias%d.follows = \"%s/%s\";\n", j, name, has[j][r.IntN(len(has[j]))])
			}
		}
		b.WriteString("  outputs = _: { };\n}\n")
		nixtest.Write(t, filepath.Join(folder(i), "flake.nix"), b.String())
	}
	return folder(0)
}

// TestRandomSuggestionsWithNix proves on flakes made by chance what
// TestSuggestionsWithNix proves on one: nix takes the lines for each duplicate,
// and as many nodes are gone as was said; and it takes the lines for all at once.
func TestRandomSuggestionsWithNix(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		pasted := 0
		for seed := range uint64(6) {
			dir := randomGarden(t, seed)
			plain := nixtest.Read(t, filepath.Join(dir, "flake.nix"))
			if _, _, code := n.Run(t, "flake", "lock", "path:"+dir); code != 0 {
				continue // an override took away what something follows
			}
			lock := nixtest.Read(t, filepath.Join(dir, "flake.lock"))
			before := readInputs(t, flakewalk(t, n, "inputs", "--format", "json", "path:"+dir).succeeds(t).out)
			var all []string
			for _, d := range before.Duplicates {
				if len(d.Suggest) == 0 {
					continue
				}
				all = append(all, d.Suggest...)
				pasted++
				paste(t, dir, d.Suggest)
				_, errs, code := n.Run(t, "flake", "lock", "path:"+dir)
				after := readInputs(t, flakewalk(t, n, "inputs", "--format", "json", "path:"+dir).succeeds(t).out)
				if code != 0 || strings.Contains(errs, "non-existent") || len(after.Nodes) != len(before.Nodes)-d.Saves {
					t.Errorf("seed %d: %q leave %d nodes of %d, not %d fewer; nix says %s", seed, d.Suggest, len(after.Nodes), len(before.Nodes), d.Saves, errs)
				}
				for _, f := range after.Findings {
					if f.Kind == "follows" || f.Kind == "missing" {
						t.Errorf("seed %d: %q break %s: %s", seed, d.Suggest, f.Input, f.Message)
					}
				}
				nixtest.Write(t, filepath.Join(dir, "flake.nix"), plain)
				nixtest.Write(t, filepath.Join(dir, "flake.lock"), lock)
			}
			paste(t, dir, all)
			if _, errs, code := n.Run(t, "flake", "lock", "path:"+dir); code != 0 {
				t.Errorf("seed %d: nix does not take all of %q: %s", seed, all, errs)
			}
		}
		if pasted < 5 {
			t.Errorf("only %d suggestions were tried", pasted)
		}
	})
}
