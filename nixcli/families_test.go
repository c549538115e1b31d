package nixcli

import (
	"slices"
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// families are other Nix families, as the folders of testdata/families are called, with
// their names and versions.
func families() map[string][2]string {
	return map[string][2]string{
		"determinate-3.22.2": {"Determinate Nix 3.22.2", "2.35.2"}, "lix-2.95.3": {"Lix", "2.95.3"}, "nix-2.36.0-dev": {"", "2.36.0"},
	}
}

// ofFamily is what a family printed.
func ofFamily(t *testing.T, family, file string) string {
	t.Helper()
	return nixtest.Read(t, "testdata/families/"+family+"/"+file)
}

// TestGreetings proves that each family is known by the line with which its repl
// begins, and by what it says of its version.
func TestGreetings(t *testing.T) {
	t.Parallel()
	for family, want := range families() {
		for _, file := range []string{"repl.txt", "version.txt"} {
			lines := slices.DeleteFunc(strings.Split(ofFamily(t, family, file), "\n"), evaluatingLine)
			v, ok := ParseVersion(lines[0])
			if f := v.of(model.Flake{Family: "old"}); !ok || f.Nix != want[1] || file == "version.txt" && f.Family != want[0] {
				t.Errorf("%s: %s: %+v", family, file, f)
			}
		}
	}
}

// TestShownByFamilies proves that what `nix flake show --json` prints is read in both
// of its shapes.
func TestShownByFamilies(t *testing.T) {
	t.Parallel()
	for family := range families() {
		nodes, err := decodeShow([]byte(ofFamily(t, family, "shown-show.json")))
		if err != nil {
			t.Fatal(family, err)
		}
		got := map[string]model.Node{}
		for _, n := range nodes {
			got[n.Path.Key()] = n
		}
		for _, name := range []string{"a", "b.c", "default"} {
			if n := got[model.Path("packages", "x86_64-linux", name).Key()]; n.Kind != model.KindPackage {
				t.Errorf("%s: %s: %+v", family, name, n)
			}
		}
		if n := got[model.Path("devShells", "x86_64-linux", "default").Key()]; n.Kind != model.KindDevShell {
			t.Errorf("%s: the shell: %+v", family, n)
		}
	}
}

// TestBuildsByFamilies proves that the event streams of builds are read: what was
// built, and what failed.
func TestBuildsByFamilies(t *testing.T) {
	t.Parallel()
	for family := range families() {
		if family == "lix-2.95.3" { // it refuses the sample flake
			continue
		}
		for file, failed := range map[string]string{"build-rose.events": "", "build-cactus.events": "cactus"} {
			b, _ := replay(strings.Split(ofFamily(t, family, file), "\n"), model.BuildRunning)
			if len(b.Running) > 0 || (failed != "") != (len(b.Failed) == 1) {
				t.Errorf("%s: %s: %+v", family, file, b)
			} else if failed != "" && !strings.Contains(b.Failed[0].Name, failed) {
				t.Errorf("%s: %s failed", family, b.Failed[0].Name)
			}
		}
	}
}

// TestNoVersionInTraces proves that what Determinate Nix says of itself is in no trace.
func TestNoVersionInTraces(t *testing.T) {
	t.Parallel()
	said := ofFamily(t, "determinate-3.22.2", "throws.txt")
	if !strings.Contains(said, "Determinate") {
		t.Fatal(said)
	}
	if cause, _, trace := classify(said, 1); cause != model.CauseThrow || strings.Contains(trace, "Determinate") || trace == "" {
		t.Errorf("%s: %s", cause, trace)
	}
}
