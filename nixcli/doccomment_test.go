package nixcli

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// TestCommentBefore proves which comment belongs to what begins at the mark @.
func TestCommentBefore(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]comment{
		"{ /** a */ @f = 1; }":                           {"a", true},
		"{ /** a */ f = @x: x; }":                        {"a", true},
		"{ f = /** a */ @x: x; }":                        {"a", true},
		"{ /** a */ f = /** b */ @x: x; }":               {"b", true},
		"{ /** a */ f = ((@x: x)); }":                    {"a", true},
		"{ /** a */ f.g.\"h i\" = @x: x; }":              {"a", true},
		"{ /** a */\n\n\n  f\n  =\n  @x: x; }":           {"a", true},
		"{\n  /* a */\n  @f = 1; }":                      {"a", false},
		"{\n  # a\n  # b\n  @f = 1; }":                   {"a\nb", false},
		"{\n  # a\n\n  # b\n  @f = 1; }":                 {"b", false},
		"{\n  x = 1; # a\n  # b\n  @f = 1; }":            {"b", false},
		"{\n  #a\n    #b\n  @f = 1; }":                   {"a\nb", false},
		"{\n  /** a\n     b\n       c\n  */\n  @f = 1;}": {" a\nb\n  c", true},
		"/** a */ @x: x":                                 {"a", true},
		"{ s = \"/** a */\"; @f = 1; }":                  {},
		"{ s = ''/** a */''; @f = 1; }":                  {},
		"{ /** a */ g = 1; @f = 1; }":                    {},
		"{ /** a */ f = map (@x: x) y; }":                {},
		"{ /** a */ f = map @x: x; }":                    {},
		"{\n  x = 1; # a\n  @f = 1; }":                   {},
		"{\n  # a\n\n  @f = 1; }":                        {},
		"{ /* a */ @f = 1; }":                            {},
		"{ /**/ @f = 1; }":                               {},
		"@x: x":                                          {},
		"= @x: x":                                        {},
		"":                                               {},
	} {
		src, _, _ := strings.Cut(src, "@")
		got, ok := commentBefore(src, len(src))
		got.text, want.text = strings.TrimSpace(got.text), strings.TrimSpace(want.text)
		if got != want && ok || ok != (want != comment{}) {
			t.Errorf("%q: %+v, %v, want %+v", src, got, ok, want)
		}
	}
}

// FuzzCommentBefore proves that whatever a file holds, reading it ends, and that a
// comment that is found says something.
func FuzzCommentBefore(f *testing.F) {
	for _, s := range []string{"/** a */ f = x: x", "# a\n# b\nf", `"${"${''${x}''}"}" /* c */`, "/*", "\"\\", "}}}{ /**/"} {
		f.Add(s, len(s))
	}
	f.Fuzz(func(t *testing.T, src string, offset int) {
		if offset < 0 || offset > len(src) {
			return
		}
		if c, ok := commentBefore(src, offset); ok && !c.doc && c.text == "" {
			t.Fatal("an empty comment")
		}
		defines(src[offset:], model.Attr("f"))
		_, _ = offsetOf(src, model.Position{Line: offset, Column: offset})
	})
}

// TestDocumentedSources proves that documentation is read from what nix evaluates,
// of a folder, a commit and a work tree, whatever lies in its place by then.
func TestDocumentedSources(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		for _, kind := range []string{"folder", "clean", "dirty"} {
			for _, o := range []Options{{}, {NoWarm: true}} {
				dir := nixtest.TempDir(t)
				file, outside := filepath.Join(dir, "f.nix"), filepath.Join(nixtest.TempDir(t), "f.nix")
				nixtest.Write(t, filepath.Join(dir, "flake.nix"), "{ outputs = _: { lib.f = import ./f.nix; }; }")
				nixtest.Write(t, file, "/** ours */\nx: x")
				nixtest.Write(t, outside, "/** theirs */\nx: x")
				ref := "path:" + dir
				if kind != "folder" {
					nixtest.Commit(t, dir)
					ref = dir
				}
				if kind == "dirty" {
					nixtest.Write(t, filepath.Join(dir, "flake.nix"), "{ outputs = _: { lib.f = import ./f.nix; }; }\n")
				}
				s := opened(t, n, ref, Config{}, o)
				head(t, s, model.Path("lib", "f"))
				if err := errors.Join(os.Remove(file), os.Symlink(outside, file)); err != nil {
					t.Fatal(err)
				}
				d, err := s.Detail(t.Context(), model.Path("lib", "f"))
				if got := strings.TrimSpace(d.Get("documentation")); err != nil || got != "ours" || d.Get(labelSource) != "f.nix:2" {
					t.Errorf("%s, %+v: %q, %v: %+v", kind, o, got, err, d)
				}
			}
		}
	})
}

// TestReadSource proves that documentation is read only from plain files of a size
// that makes sense, of the flake's own sources.
func TestReadSource(t *testing.T) {
	t.Parallel()
	dir, outside := nixtest.TempDir(t), nixtest.TempDir(t)
	nixtest.Write(t, dir+"/flake.nix", "{ outputs = _: { }; }")
	nixtest.Write(t, dir+"/a.nix", "x")
	nixtest.Write(t, dir+"/most.nix", strings.Repeat("x", 4<<20))
	nixtest.Write(t, dir+"/big.nix", strings.Repeat("x", 4<<20+1))
	nixtest.Write(t, outside+"/a.nix", "secret")
	for name, target := range map[string]string{"link": outside + "/a.nix", "folder": outside, "zero": "/dev/zero"} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	s, store := inStore(t, dir)
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"", "a.nix", store, store + "/none", store + "/big.nix", store + "/link", store + "/folder/a.nix", store + "/zero", dir + "/link", pipe, outside + "/a.nix", "/dev/zero", "/etc/hostname"} {
		if got, ok := s.sources(s.Flake()).read(file); got != "" && file != store+"/big.nix" || ok {
			t.Errorf("%q: %.20q, %v", file, got, ok)
		}
	}
	for file, want := range map[string]int{"/a.nix": 1, "/most.nix": 4 << 20} {
		if got, ok := s.sources(s.Flake()).read(store + file); len(got) != want || !ok {
			t.Errorf("%q: %d bytes, %v", file, len(got), ok)
		}
	}
}

// TestUsage proves how modules and overlays of flakes from everywhere are used, and
// by nix itself that it is Nix.
func TestUsage(t *testing.T) {
	t.Parallel()
	var texts []string
	for _, c := range []struct {
		ref, dir, url string
		kind          model.Kind
		path          model.AttrPath
		want          []string
	}{
		{"github:nixos/nixos-hardware", "", "", model.KindModule, model.Path("nixosModules", "lenovo thinkpad"), []string{`inputs.nixos-hardware.url = "github:nixos/nixos-hardware";`, `modules = [ inputs.nixos-hardware.nixosModules."lenovo thinkpad" ];`}},
		{"github:o/r/branch/x", "", "", model.KindOverlay, model.Path("overlays", "default"), []string{`inputs.r.url = "github:o/r/branch/x";`, `nixpkgs.overlays = [ inputs.r.overlays.default ];`, "import inputs.nixpkgs"}},
		{"git+https://host/a/tools.git?ref=main", "", "", model.KindModule, model.Path("homeManagerModules", "a"), []string{`inputs.tools.url = "git+https://host/a/tools.git?ref=main";`, "home-manager", "modules = [ inputs.tools.homeManagerModules.a ];"}},
		{"https://host/x/v1.tar.gz", "", "", model.KindModule, model.Path("darwinModule"), []string{"inputs.v1.url", "nix-darwin", "modules = [ inputs.v1.darwinModule ];"}},
		{"nixpkgs/nixos-25.05", "", "", model.KindModule, model.Path("flakeModules", "${x}"), []string{`inputs.nixpkgs.url = "nixpkgs/nixos-25.05";`, `imports = [ inputs.nixpkgs.flakeModules."\${x}" ];`}},
		{"flake:abc/x", "", "", model.KindOverlay, model.Path("overlay"), []string{"inputs.abc.overlay"}},
		{".", "/src/my flake", "path:/src/my flake?narHash=x", model.KindOverlay, model.Path("overlay"), []string{`inputs.my-flake.url = "path:/src/my flake";`}},
		{".", "/src/x/sub", "git+file:///src/x?dir=sub&rev=123&ref=main", model.KindOverlay, model.Path("overlay"), []string{`inputs.sub.url = "git+file:///src/x?dir=sub";`}},
		{".", "/", "path:/", model.KindOverlay, model.Path("overlay"), []string{"inputs.flake.url"}},
		{"github:1/2fa", "", "", model.KindOverlay, model.Path("overlay"), []string{`inputs."2fa".url`, `[ inputs."2fa".overlay ]`}},
		{"github:o/r", "", "", model.KindPackage, model.Path("packages", "x"), nil},
		{"github:o/r", "", "", model.KindOverlay, model.Path("overlays", "\xff"), nil},
		{"github:o/r", "", "", model.KindModule, model.Path("otherModules", "a"), nil},
	} {
		a := aboutNode{node: model.Node{Kind: c.kind, Path: c.path}, ref: c.ref, flake: model.Flake{Dir: c.dir, URL: c.url}}
		text := a.usage()
		if (text == "") != (c.want == nil) || slices.ContainsFunc(c.want, func(part string) bool { return !strings.Contains(text, part) }) {
			t.Errorf("%s: %s", c.ref, text)
		}
		texts = append(texts, "({ inputs, system }: {\n"+text+"\n})")
	}
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		out := n.Must(t, "eval", "--expr", "builtins.all builtins.isFunction [\n"+strings.Join(texts, "\n")+"\n]")
		if strings.TrimSpace(out) != "true" {
			t.Error(out)
		}
	})
}
