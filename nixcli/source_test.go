package nixcli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// sourced is a flake with a file of fifty lines, an input in git, and errors in both.
func sourced(t testing.TB) (dir, dep string) {
	t.Helper()
	dep = nixtest.TempDir(t)
	nixtest.Write(t, filepath.Join(dep, "flake.nix"), "{\n  outputs = _: {\n    bad = throw \"in the input\";\n  };\n}\n")
	nixtest.Commit(t, dep)
	dir = nixtest.TempDir(t)
	nixtest.Write(t, filepath.Join(dir, "sub", "flake.nix"), fmt.Sprintf(`{
  inputs.dep.url = "git+file://%s";
  outputs = { self, dep }: {
    bad = throw "here";
    deep = dep.bad;
    file = import ./lines.nix;
  };
}
`, dep))
	lines := "[\r\n"
	for i := range 47 {
		lines += fmt.Sprintln(i)
	}
	nixtest.Write(t, filepath.Join(dir, "sub", "lines.nix"), lines+"(throw \"far\")\n]")
	return dir, dep
}

// TestSourceOfErrors proves that the place in every version's error leads to the
// line that failed: of a folder, of a work tree, of a commit, of an input; and to
// the file that can be edited.
func TestSourceOfErrors(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		for _, kind := range []string{"folder", "clean", "dirty"} {
			t.Run(kind, func(t *testing.T) {
				t.Parallel()
				dir, _ := sourced(t)
				ref := "path:" + dir + "?dir=sub"
				if kind != "folder" {
					nixtest.Commit(t, dir)
					ref = dir + "/sub"
				}
				if kind == "dirty" {
					nixtest.Write(t, filepath.Join(dir, "sub", "lines.nix"), nixtest.Read(t, filepath.Join(dir, "sub", "lines.nix"))+" ")
				}
				for _, o := range []Options{{}, {NoWarm: true}} {
					s := opened(t, n, ref, Config{}, o)
					for name, want := range map[string]struct{ line, local string }{
						"bad":  {`    bad = throw "here";`, dir + "/sub/flake.nix"},
						"deep": {`    bad = throw "in the input";`, ""},
					} {
						p := head(t, s, model.Path(name)).Problem
						if p == nil {
							t.Fatalf("%s does not fail", name)
						}
						at := model.PositionsOf(p.Trace)
						if len(at) == 0 {
							t.Fatalf("%s has no place in %q", name, p.Trace)
						}
						src, err := s.Source(t.Context(), at[len(at)-1])
						if err != nil || src.Lines[src.Position.Line-src.First] != want.line || src.Local != want.local {
							t.Errorf("%s at %s: %+v, %v, want %+v", name, at[len(at)-1], src, err, want)
						}
					}
				}
			})
		}
	})
}

// inStore makes a session on a folder, opened, and returns its source's path in the store.
func inStore(t testing.TB, dir string) (*Session, string) {
	t.Helper()
	s := opened(t, oneNix(t), "path:"+dir, Config{}, Options{NoWarm: true})
	return s, s.Flake().Path
}

// TestSourceLines proves which lines are read around a place, and their bounds.
func TestSourceLines(t *testing.T) {
	t.Parallel()
	dir, _ := sourced(t)
	nixtest.Write(t, filepath.Join(dir, "flake.nix"), "{ outputs = _: { }; }")
	nixtest.Write(t, filepath.Join(dir, "long.nix"), strings.Repeat("é", 5*maxLine)+"\nshort\n"+strings.Repeat("x", maxLine)+"\n")
	nixtest.Write(t, filepath.Join(dir, "empty.nix"), "")
	s, store := inStore(t, dir)
	for _, c := range []struct{ line, first, last int }{{1, 1, 25}, {13, 1, 37}, {20, 8, 44}, {50, 38, 50}, {0, 1, 25}} {
		src, err := s.Source(t.Context(), model.Position{File: store + "/sub/lines.nix", Line: c.line})
		if err != nil || src.First != c.first || src.First+len(src.Lines)-1 != c.last || src.Position.Line != c.line {
			t.Errorf("line %d: from %d, %d lines, %v", c.line, src.First, len(src.Lines), err)
		}
		if c.first == 1 && src.Lines[0] != "[" || c.last == 50 && src.Lines[len(src.Lines)-1] != "]" {
			t.Errorf("line %d: %q", c.line, src.Lines)
		}
	}
	src, err := s.Source(t.Context(), model.Position{File: store + "/long.nix", Line: 2})
	if want := []string{strings.Repeat("é", maxLine/2), "short", strings.Repeat("x", maxLine)}; err != nil || !slices.Equal(src.Lines, want) {
		t.Errorf("long lines: %v, %v", src.Lines, err)
	}
	for _, at := range []model.Position{{File: store + "/sub/lines.nix", Line: 51}, {File: store + "/empty.nix", Line: 1}, {File: store + "/missing.nix", Line: 1}} {
		if src, err := s.Source(t.Context(), at); causeOf(err) != model.CauseFileMissing || len(src.Lines) > 0 {
			t.Errorf("%s: %+v, %v", at, src, err)
		}
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := s.Source(ended, model.Position{File: store + "/sub/lines.nix", Line: 1}); !errors.Is(err, context.Canceled) {
		t.Errorf("when nobody waits: %v", err)
	}
}

// TestSourceRefused proves that no claim of a flake makes us read another file.
func TestSourceRefused(t *testing.T) {
	t.Parallel()
	dir, secrets := nixtest.TempDir(t), nixtest.TempDir(t)
	nixtest.Write(t, filepath.Join(secrets, "secret"), "secret")
	nixtest.Write(t, filepath.Join(dir, "flake.nix"), "{ outputs = _: { }; }")
	for name, target := range map[string]string{"absolute": filepath.Join(secrets, "secret"), "relative": "../../../../../../.." + filepath.Join(secrets, "secret"), "folder": secrets, "device": "/dev/zero", "inside": "flake.nix"} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	s, store := inStore(t, dir)
	if err := syscall.Mkfifo(filepath.Join(dir, "fifo"), 0o600); err != nil {
		t.Fatal(err)
	}
	nixtest.Write(t, filepath.Join(dir, "new"), "not what nix evaluates")
	for _, file := range []string{
		filepath.Join(secrets, "secret"), "/etc/hostname", store + "/../../../../../etc/hostname", store + "/absolute", store + "/relative", store + "/folder/secret", store + "/device",
		store, filepath.Dir(store), dir, dir + "/absolute", dir + "/fifo", dir + "/new", dir + "/../" + filepath.Base(secrets) + "/secret", store + "/flake.nix\x00", "", "flake.nix", "../flake.nix", "/dev/stdin",
		"<nix/fetchurl.nix>", "«string»", "«nix-internal»/call-flake.nix", "«github:owner/repo/0123»/flake.nix", "«", "»",
	} {
		if src, err := s.Source(t.Context(), model.Position{File: file, Line: 1}); causeOf(err) == model.CauseNone || len(src.Lines) > 0 || src.Local != "" {
			t.Errorf("%q: %+v, %v", file, src, err)
		}
	}
	// Of the work tree only what nix has a copy of is shown: the copy.
	for _, file := range []string{store + "/flake.nix", dir + "/flake.nix", store + "/inside"} {
		if src, err := s.Source(t.Context(), model.Position{File: file, Line: 1}); err != nil || len(src.Lines) != 1 || !strings.HasPrefix(src.Local, dir+"/") {
			t.Errorf("%q: %+v, %v", file, src, err)
		}
	}
}

// TestSourceNotInStore proves that where nix keeps no copy (from 2.35 on) the work
// tree of the flake is read, and nothing that is linked out of it.
func TestSourceNotInStore(t *testing.T) {
	t.Parallel()
	dir := nixtest.TempDir(t)
	nixtest.Write(t, filepath.Join(dir, "flake.nix"), "{ outputs = _: { }; }")
	if err := os.Symlink("/etc/hostname", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	s, _ := inStore(t, dir)
	s.mu.Lock()
	s.flake.Path = filepath.Join(filepath.Dir(s.flake.Path), "00000000000000000000000000000000-source")
	s.mu.Unlock()
	if src, err := s.Source(t.Context(), model.Position{File: dir + "/flake.nix", Line: 1}); err != nil || len(src.Lines) != 1 || src.Local != dir+"/flake.nix" {
		t.Errorf("%+v, %v", src, err)
	}
	for _, file := range []string{"link", "missing", "../x"} {
		if src, err := s.Source(t.Context(), model.Position{File: dir + "/" + file, Line: 1}); causeOf(err) == model.CauseNone || len(src.Lines) > 0 {
			t.Errorf("%s: %+v, %v", file, src, err)
		}
	}
}

// TestSourcePath proves that the place of a source in the store is computed from
// its hash as nix does.
func TestSourcePath(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir, dep := sourced(t)
		for _, ref := range []string{"path:" + dir + "?dir=sub", dep} {
			doc, err := parseJSON([]byte(n.Must(t, "flake", "metadata", "--json", "--no-write-lock-file", ref)))
			if err != nil {
				t.Fatal(err)
			}
			want := doc.Get("path").String()
			if got := sourcePath(filepath.Dir(want), doc.Get("locked.narHash").String()); got != want {
				t.Errorf("%s: %s, nix has it at %s", ref, got, want)
			}
		}
	})
	for _, hash := range []string{"", "sha256-", "sha256-!", "md5-AAAA", "sha256-AAAA"} {
		if got := sourcePath("/nix/store", hash); got != "" {
			t.Errorf("%q: %s", hash, got)
		}
	}
}
