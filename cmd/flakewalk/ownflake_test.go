package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// ownFlake is our own flake in a checkout of its own, and the reference to it. Its
// lock file, which is committed there, leads to what stands in for nixpkgs.
func ownFlake(t *testing.T, n nixtest.Nix) (dir, ref string) {
	t.Helper()
	dir = checkout(t)
	n.Must(t, "flake", "lock", "--override-input", "nixpkgs", "path:"+standIn(t), dir)
	nixtest.Commit(t, dir)
	return dir, "git+file://" + dir
}

// standIn is what stands in for nixpkgs, with the tools of this machine.
func standIn(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(nixtest.TempDir(t), "nixpkgs")
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "nixpkgs"))); err != nil {
		t.Fatal(err)
	}
	runIn(t, ".", nil, "go", "mod", "download") // the build has no network
	host := "{ PATH = " + model.QuoteNix(os.Getenv("PATH")) + ";"
	for _, name := range []string{"GOMODCACHE", "GOCACHE"} {
		host += " " + name + " = " + model.QuoteNix(strings.TrimSpace(runIn(t, ".", nil, "go", "env", name))) + ";"
	}
	nixtest.Write(t, filepath.Join(dir, "host.nix"), host+" }\n")
	return dir
}

// TestOwnFlake proves that every output of our own flake evaluates, in nix's eyes
// and in ours.
func TestOwnFlake(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		_, ref := ownFlake(t, n)
		n.Must(t, "flake", "check", "--no-build", "--all-systems", ref)
		n.Must(t, "flake", "show", "--all-systems", ref)

		got := flakewalk(t, n, "show", "--json", "--all-systems", ref).succeeds(t)
		leaves := leavesOf(&parseJSON(t, got.out).Outputs)
		slices.Sort(leaves)
		if want := ownOutputs(); !slices.Equal(leaves, want) {
			t.Errorf("the outputs are\n%s\nwant\n%s", strings.Join(leaves, "\n"), strings.Join(want, "\n"))
		}
	})
}

// leavesOf are the nodes without children, each with its kind and state.
func leavesOf(n *outputsNode) []string {
	if len(n.Children) == 0 {
		return []string{fmt.Sprint(n.path, " ", n.Kind, " ", n.State)}
	}
	var all []string
	for _, child := range n.Children {
		all = append(all, leavesOf(child)...)
	}
	return all
}

// ownOutputs are the outputs of our own flake, all of them ready.
func ownOutputs() []string {
	all := []string{"overlays.default overlay ready"}
	for _, system := range []string{"x86_64-linux", "aarch64-linux", "aarch64-darwin"} {
		all = append(all,
			"apps."+system+".default app ready",
			"checks."+system+".format check ready", "checks."+system+".package check ready", "checks."+system+".tests check ready",
			"devShells."+system+".default devShell ready",
			"formatter."+system+" formatter ready",
			"packages."+system+".default package ready")
	}
	slices.Sort(all)
	return all
}

// TestOwnFlakeRuns proves that nix takes the hash of the modules, that what it
// builds runs, knows its commit, and comes with its manual and completions.
func TestOwnFlakeRuns(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir, ref := ownFlake(t, n)
		got := n.Must(t, "run", ref, "--", "--version")
		version := strings.TrimSpace(nixtest.Git(t, dir, "log", "-1", "--format=0-unstable-%cd", "--date=format-local:%Y-%m-%d"))
		if want := stamped(t, version, dir); !strings.HasPrefix(got, want) {
			t.Errorf("--version prints %q, want %q", got, want)
		}
		hasShare(t, strings.TrimSpace(n.Must(t, "build", "--no-link", "--print-out-paths", ref)))
	})
}

// TestVendorHash proves that flake.nix has the hash of the modules as they are.
func TestVendorHash(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	want := strings.TrimSpace(runIn(t, root, []string{"NIX=" + nixtest.All(t)[0].Bin}, filepath.Join(".ci", "vendor-hash")))
	found := regexp.MustCompile(`vendorHash = "(.*)"`).FindStringSubmatch(nixtest.Read(t, filepath.Join(root, "flake.nix")))
	if len(found) != 2 {
		t.Fatal("flake.nix has no vendorHash")
	}
	if found[1] != want {
		t.Errorf("the vendorHash of flake.nix is %q, of the modules %q: run .ci/vendor-hash --write", found[1], want)
	}
}
