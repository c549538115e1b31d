package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"flakewalk/model"
	"flakewalk/nixcli"
	"flakewalk/nixcli/nixtest"
)

// flakesOf are the flakes of a program with that nix and those flags.
func flakesOf(t *testing.T, n nixtest.Nix, f nixcli.Flags, h *history) *flakes {
	t.Helper()
	c, err := nixcli.NewClient(nixcli.Config{Bin: n.Bin, Env: n.Env, Flags: f, MemoryLimit: 512 << 20})
	if err != nil {
		t.Fatal(err)
	}
	fs := (&app{flags: flags{noHistory: true}}).flakes(c, nil)
	fs.history = h
	return fs
}

// TestOpenAnother proves that another flake is opened with the flags of this run
// but without what overrides the first one's inputs.
func TestOpenAnother(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		h := &history{file: filepath.Join(nixtest.TempDir(t), "history")}
		fs := flakesOf(t, n, nixcli.Flags{Offline: true, OverrideInputs: [][2]string{{"dep", "path:/nowhere"}}}, h)
		dir := nixtest.Unpack(t, "shapes")
		nix, fragment, err := fs.Open(" " + dir + `#packages."x.y"#z `)
		if err != nil || fragment != `packages."x.y"#z` {
			t.Fatal(fragment, err)
		}
		defer nix.Close()
		if len(fs.client.Runs()) != 0 {
			t.Error("nix was started")
		}
		f, err := nix.Open(t.Context())
		if err != nil || f.Ref != dir {
			t.Fatalf("%+v, %v", f, err)
		}
		for _, r := range fs.client.Runs() {
			if !slices.Contains(r.Argv, "--offline") || slices.Contains(r.Argv, "--override-input") {
				t.Errorf("started %.300q", r.Argv)
			}
		}
		fs.Opened(f)
		if all := fs.Recent(); len(all) != 1 || all[0].Ref != dir || all[0].From != model.FromHistory || time.Since(all[0].Used) > time.Hour {
			t.Errorf("afterwards there are %+v", all)
		}
	})
}

// TestRegistry proves the order of what is proposed, on each nix: the registries of
// the user and of the world, without secrets; that nothing is lost where there is no
// network; and that the history needs no nix.
func TestRegistry(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		n = n.Fresh(t)
		n.Must(t, "registry", "add", "mine", "git+https://user:SECRET@host.invalid/x")
		n.Must(t, "registry", "add", "nixpkgs/old", "github:owner/repo/rev")
		global := filepath.Join(nixtest.TempDir(t), "global.json")
		nixtest.Write(t, global, `{"flakes":[{"from":{"id":"nixpkgs","type":"indirect"},"to":{"owner":"NixOS","repo":"nixpkgs","type":"github"}},
			{"from":{"id":"mine","type":"indirect"},"to":{"path":"/other","type":"path"}}],"version":2}`)
		for name, c := range map[string]struct {
			flags nixcli.Flags
			want  string
		}{
			"no network": {nixcli.Flags{}, "mine nixpkgs/old "},
			"offline":    {nixcli.Flags{Offline: true}, "mine nixpkgs/old "},
			"global":     {nixcli.Flags{Options: [][2]string{{"flake-registry", global}}}, "mine nixpkgs/old nixpkgs "},
		} {
			all, err := flakesOf(t, n, c.flags, &history{}).Registry(t.Context())
			if err != nil || refs(all) != c.want {
				t.Errorf("%s: %+v, %v", name, all, err)
				continue
			}
			if all[0] != (model.Reference{Ref: "mine", From: model.FromRegistry, About: "git+https://host.invalid/x"}) {
				t.Errorf("%s: %+v", name, all)
			}
		}
	})
	h := &history{file: filepath.Join(nixtest.TempDir(t), "history")}
	nixtest.Write(t, h.file, "2026-01-02T03:04:05Z\tgithub:a/b\tabout it\n2026-01-01T03:04:05Z\t/home/x\t\n")
	sick := nixtest.Garbage(t, nixtest.All(t)[0], "registry list")
	for _, all := range [][]model.Reference{flakesOf(t, sick, nixcli.Flags{}, h).Recent(), h.read()} {
		if refs(all) != "github:a/b /home/x " || all[0].About != "about it" || all[0].Used.Year() != 2026 {
			t.Errorf("the history is %+v", all)
		}
	}
	if all, err := flakesOf(t, sick, nixcli.Flags{}, h).Registry(t.Context()); err != nil || len(all) > 0 {
		t.Errorf("garbage from nix is %+v, %v", all, err)
	}
}

// TestAnywhere proves that what is remembered means the same in every folder.
func TestAnywhere(t *testing.T) {
	t.Parallel()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ ref, dir, want string }{
		{".", "/home/me/x", "/home/me/x"}, {"./sub", "/home/me/x/sub", "/home/me/x/sub"}, {"/abs", "/abs", "/abs"},
		{"path:.", "/home/me/x", "path:/home/me/x"}, {"path:./y?dir=z", "/q/y/z", "path:" + here + "/y?dir=z"},
		{".?submodules=1", "/x", here + "?submodules=1"}, {"./gone", "", here + "/gone"},
		{"nixpkgs", "/home/me/nixpkgs", "nixpkgs"}, {"github:a/b", "", "github:a/b"}, {"git+file:///x?ref=y", "/x", "git+file:///x?ref=y"}, {"path:", "", "path:"},
	} {
		if got := anywhere(model.Flake{Ref: c.ref, Dir: c.dir}); got != c.want {
			t.Errorf("%s in %s: %s, want %s", c.ref, c.dir, got, c.want)
		}
	}
}

// TestHistoryOfTheProgram proves that the explorer notes what it opened, unless
// the user does not want it, and that the sample flake is no part of it.
func TestHistoryOfTheProgram(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	state := nixtest.TempDir(t)
	dir := nixtest.Unpack(t, "errors")
	for _, c := range []struct {
		args []string
		want int
	}{{[]string{"--no-history", dir}, 0}, {[]string{"demo"}, 0}, {[]string{dir + "#packages"}, 1}, {[]string{dir}, 1}} {
		tm := explorer(t, n.With("XDG_STATE_HOME="+state), 80, 24, c.args...)
		tm.wait("packages")
		got := func() []string {
			text, _ := os.ReadFile(filepath.Join(state, "flakewalk", "history"))
			return strings.FieldsFunc(string(text), func(c rune) bool { return c == '\n' })
		}
		eventually(t, func() bool { return len(got()) == c.want }, func() string { return strings.Join(got(), "\n") })
		tm.press("q")
		tm.exits(exitOK)
		if lines := got(); len(lines) != c.want || c.want == 1 && !strings.Contains(lines[0], "\t"+dir+"\t") {
			t.Errorf("%q: %q", c.args, lines)
		}
	}
}
