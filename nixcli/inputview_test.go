package nixcli_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/model/lock"
	"flakewalk/nixcli"
	"flakewalk/nixcli/nixtest"
)

// orchard makes a flake with local inputs: dep uses lib, and the flake overrides
// dep's lib by its own; plain is no flake.
func orchard(t testing.TB, n nixtest.Nix) string {
	t.Helper()
	dir := nixtest.TempDir(t)
	in := func(name string) string { return filepath.Join(dir, name) }
	lib := func(name string) string {
		return `{ description = "The library ` + name + `"; outputs = { self }: { name = "` + name + `";
  packages.x86_64-linux."a.b" = derivation { name = "` + name + `"; system = "x86_64-linux"; builder = "/bin/sh"; }; }; }`
	}
	nixtest.Write(t, in("lib1/flake.nix"), lib("one"))
	nixtest.Write(t, in("lib2/flake.nix"), lib("two"))
	nixtest.Write(t, in("plain/folder/file"), "hello")
	nixtest.Write(t, in("dep/flake.nix"), `{ inputs.lib.url = "path:`+in("lib1")+`"; inputs."it's \"ö".url = "path:`+in("lib1")+`";
  nixConfig.bash-prompt = "dep";
  outputs = { self, lib, ... }@inputs: { inherit (lib) name packages; }; }`)
	nixtest.Write(t, in("top/flake.nix"), `{ inputs.lib.url = "path:`+in("lib2")+`"; inputs.dep.url = "path:`+in("dep")+`";
  inputs.dep.inputs.lib.follows = "lib";
  inputs.plain = { url = "path:`+in("plain")+`"; flake = false; };
  nixConfig.bash-prompt = "top";
  outputs = _: { }; }`)
	n.Must(t, "flake", "lock", "path:"+in("top"))
	return "path:" + in("top")
}

// TestInputAsTheFlakeSeesIt proves with both engines that an input is evaluated
// with the follows of the flake it belongs to.
func TestInputAsTheFlakeSeesIt(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		_, root, err := open(t, n, orchard(t, n), nixcli.Flags{}, nixcli.Options{NoWarm: true})
		if err != nil {
			t.Fatal(err)
		}
		tests := []struct {
			path []string
			name string
		}{{[]string{"dep"}, `"two"`}, {[]string{"dep", "lib"}, `"two"`}, {[]string{"dep", `it's "ö`}, `"one"`}, {[]string{"lib"}, `"two"`}}
		for _, oneshot := range []bool{false, true} {
			for _, tt := range tests {
				via := &model.Via{Root: root.Ref, Pin: root.Pin, Path: tt.path}
				s, f, err := open(t, n, root.Pin, nixcli.Flags{}, nixcli.Options{Via: via, NoWarm: oneshot, Hint: true})
				if err != nil {
					t.Fatal(tt.path, err)
				}
				if f.Via != via || f.Dir != "" || !strings.HasSuffix(f.Path, "-source") {
					t.Errorf("%q: %+v", tt.path, f)
				}
				nodes, err := s.Heads(t.Context(), []model.AttrPath{model.Path("name")})
				if err != nil || len(nodes) != 1 || model.QuoteNix(nodes[0].Value.Text) != tt.name {
					t.Errorf("%q, one-shot %v: %+v, %v", tt.path, oneshot, nodes, err)
				}
				c, err := s.Children(t.Context(), nil)
				if err != nil || !slices.Equal(c.Names, []string{"name", "packages"}) {
					t.Errorf("%q: %q, %v", tt.path, c.Names, err)
				}
			}
		}
	})
}

// TestCommandsOfAnInput proves that nix does with the commands what is shown.
func TestCommandsOfAnInput(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		_, root, err := open(t, n, orchard(t, n), nixcli.Flags{}, nixcli.Options{NoWarm: true})
		if err != nil {
			t.Fatal(err)
		}
		s, _, err := open(t, n, root.Pin, nixcli.Flags{}, nixcli.Options{Via: &model.Via{Root: root.Ref, Pin: root.Pin, Path: []string{"dep"}}})
		if err != nil {
			t.Fatal(err)
		}
		cmds := s.Commands(model.Node{Path: model.Path("packages", "x86_64-linux", "a.b"), Kind: model.KindPackage, State: model.StateReady})
		i := slices.IndexFunc(cmds, func(c model.Command) bool { return c.Verb == model.VerbBuild })
		if i < 0 {
			t.Fatalf("no command to build in %v", cmds)
		}
		out := n.Must(t, append(cmds[i].Argv[1:], "--dry-run", "--json")...)
		if !strings.Contains(out, "-two.drv") {
			t.Errorf("%v would build %s", cmds[i].Argv, out)
		}
	})
}

// TestInputsOfAnInput proves that its own inputs are those that the flake gives it,
// and that its nixConfig is its own.
func TestInputsOfAnInput(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		_, root, err := open(t, n, orchard(t, n), nixcli.Flags{}, nixcli.Options{NoWarm: true})
		if err != nil {
			t.Fatal(err)
		}
		s, f, err := open(t, n, root.Pin, nixcli.Flags{}, nixcli.Options{Via: &model.Via{Root: root.Ref, Pin: root.Pin, Path: []string{"dep"}}})
		if err != nil {
			t.Fatal(err)
		}
		in, err := s.Inputs(t.Context())
		if err != nil || f.Inputs != 2 || in.Graph.Len() != 3 {
			t.Fatalf("%d inputs, %+v, %v", f.Inputs, in.Graph, err)
		}
		lib, _ := in.Graph.At([]string{"lib"})
		if got := lib.Locked.Get("path"); filepath.Base(got) != "lib2" {
			t.Errorf("its lib is %s", got)
		}
		set, err := s.NixConfig(t.Context())
		if err != nil || len(set) != 1 || set[0].Value() != "dep" {
			t.Errorf("%+v, %v", set, err)
		}
		for path, want := range map[string]model.Cause{"nowhere": model.CauseAttributeMissing, "plain": model.CauseBadFlake} {
			via := &model.Via{Root: root.Ref, Pin: root.Pin, Path: []string{path}}
			if _, _, err := open(t, n, root.Pin, nixcli.Flags{}, nixcli.Options{Via: via}); model.ProblemOf(err).Cause != want {
				t.Errorf("%s: %v", path, err)
			}
		}
	})
}

// TestSourcesOfInputs proves that sources are found in the store and their files
// listed, and that what is not there is said not to be.
func TestSourcesOfInputs(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		s, _, err := open(t, n, orchard(t, n), nixcli.Flags{}, nixcli.Options{})
		if err != nil {
			t.Fatal(err)
		}
		in, err := s.Inputs(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		lib, _ := in.Graph.At([]string{"lib"})
		src, err := s.InputSource(t.Context(), lib)
		if err != nil || !src.Present || src.NarSize < 100 || src.Description != "The library two" {
			t.Errorf("%+v, %v", src, err)
		}
		plain, _ := in.Graph.At([]string{"plain"})
		list, err := s.InputFiles(t.Context(), plain)
		want := []lock.FileEntry{{Name: "folder", Dir: true}, {Name: "file", Depth: 1, Size: 5}}
		if err != nil || !slices.Equal(list.Files, want) {
			t.Errorf("%+v, %v", list, err)
		}
		for i, a := range plain.Locked {
			if a.Name == "narHash" {
				plain.Locked = slices.Clone(plain.Locked)
				plain.Locked[i].Text = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
			}
		}
		if src, err := s.InputSource(t.Context(), plain); err != nil || src.Present || src.Path == "" {
			t.Errorf("%+v, %v", src, err)
		}
		if _, err := s.InputFiles(t.Context(), plain); model.ProblemOf(err).Cause != model.CauseFileMissing {
			t.Error(err)
		}
	})
}
