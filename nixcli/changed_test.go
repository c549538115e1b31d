package nixcli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// treeOf is a flake with a few files more, in a folder.
func treeOf(t testing.TB) string {
	t.Helper()
	dir := nixtest.TempDir(t)
	for name, text := range map[string]string{"flake.nix": "{ outputs = _: { x = 1; }; }", "a.nix": "1", "sub/b.nix": "2", "sub/deep/c.nix": "3"} {
		nixtest.Write(t, filepath.Join(dir, name), text)
	}
	for name, target := range map[string]string{"link": "a.nix", "dangling": "nowhere"} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// age makes all files of a tree older than any pin, as those of a real one are.
func age(t testing.TB, s *Session) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pinned = time.Now().Add(timeSlack)
}

// TestChanged proves which changes of a local flake count, for a folder and for
// git trees, and that looking changes nothing.
func TestChanged(t *testing.T) {
	t.Parallel()
	write := func(name, text string) func(t *testing.T, dir string) {
		return func(t *testing.T, dir string) {
			t.Helper()
			nixtest.Write(t, filepath.Join(dir, name), text)
		}
	}
	system := func(do func(dir string) error) func(t *testing.T, dir string) {
		return func(t *testing.T, dir string) {
			t.Helper()
			if err := do(dir); err != nil {
				t.Fatal(err)
			}
		}
	}
	git := func(args ...string) func(t *testing.T, dir string) {
		return func(t *testing.T, dir string) {
			t.Helper()
			nixtest.Git(t, dir, args...)
		}
	}
	changes := []struct {
		name        string
		do          func(t *testing.T, dir string)
		folder, git bool
	}{
		{"nothing", func(*testing.T, string) {}, false, false},
		{"the same text", write("a.nix", "1"), false, false},
		{"another text", write("sub/deep/c.nix", "4"), true, true},
		{"a longer text", write("a.nix", "11"), true, true},
		{"a touch", system(func(dir string) error { return os.Chtimes(dir+"/sub/b.nix", time.Now(), time.Now()) }), false, false},
		{"another file in its place", system(func(dir string) error {
			old := time.Now().Add(-time.Hour)
			return errors.Join(os.WriteFile(dir+"/.git-new", []byte("9"), 0o600), os.Chtimes(dir+"/.git-new", old, old), os.Rename(dir+"/.git-new", dir+"/a.nix"))
		}), true, true},
		{"executable", system(func(dir string) error { return os.Chmod(dir+"/a.nix", 0o755) }), true, true}, //nolint:gosec // a test's own file
		{"not readable by others", system(func(dir string) error { return os.Chmod(dir+"/a.nix", 0o600) }), false, false},
		{"deleted", system(func(dir string) error { return os.Remove(dir + "/sub/b.nix") }), true, true},
		{"a folder deleted", system(func(dir string) error { return os.RemoveAll(dir + "/sub") }), true, true},
		{"a folder for a file", system(func(dir string) error { return errors.Join(os.Remove(dir+"/a.nix"), os.Mkdir(dir+"/a.nix", 0o700)) }), true, true},
		{"a file for a folder", system(func(dir string) error {
			return errors.Join(os.RemoveAll(dir+"/sub"), os.WriteFile(dir+"/sub", nil, 0o600))
		}), true, true},
		{"a link for a file", system(func(dir string) error {
			return errors.Join(os.Remove(dir+"/a.nix"), os.Symlink("flake.nix", dir+"/a.nix"))
		}), true, true},
		{"another link", system(func(dir string) error {
			return errors.Join(os.Remove(dir+"/link"), os.Symlink("sub/b.nix", dir+"/link"))
		}), true, true},
		{"a new file", write("new.nix", "5"), true, false},
		{"a new file, tracked", func(t *testing.T, dir string) {
			t.Helper()
			nixtest.Write(t, filepath.Join(dir, "new.nix"), "5")
			nixtest.Git(t, dir, "add", "new.nix")
		}, true, true},
		{"no longer tracked", git("rm", "--cached", "--quiet", "a.nix"), false, true},
		{"a commit of nothing", git("commit", "--quiet", "--allow-empty", "--message", "x"), false, true},
		{"the same commit again", git("reset", "--quiet", "--soft", "HEAD"), false, false},
		{"a branch there", git("branch", "other"), false, false},
	}
	n := oneNix(t)
	for _, kind := range []string{"folder", "clean", "dirty"} {
		for _, c := range changes {
			t.Run(kind+"/"+c.name, func(t *testing.T) {
				t.Parallel()
				dir := treeOf(t)
				nixtest.Commit(t, dir)
				ref, want := dir, c.git
				switch kind {
				case "folder":
					ref, want = "path:"+dir, c.folder
				case "dirty":
					nixtest.Write(t, filepath.Join(dir, "flake.nix"), "{ outputs = _: { x = 22; }; }")
				}
				s := opened(t, n, ref, Config{}, Options{NoWarm: true})
				age(t, s)
				if changed, err := s.Changed(t.Context()); changed || err != nil {
					t.Errorf("at first: %t, %v", changed, err)
				}
				s.mu.Lock()
				s.pinned = time.Now().Add(-time.Hour) // what is done now is newer
				s.mu.Unlock()
				c.do(t, dir)
				before := nixtest.HashTree(t, dir)
				if changed, err := s.Changed(t.Context()); changed != want || err != nil {
					t.Errorf("afterwards: %t, %v, want %t", changed, err, want)
				}
				if nixtest.HashTree(t, dir) != before {
					t.Error("looking changed something")
				}
			})
		}
	}
}

// TestChangedReload proves that a reload starts anew, on each nix, for a flake in a
// folder of its source; and that a folder that is gone has changed.
func TestChangedReload(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		for _, git := range []bool{false, true} {
			dir := treeOf(t)
			nixtest.Write(t, filepath.Join(dir, "sub", "flake.nix"), "{ outputs = _: { x = 1; }; }")
			ref := "path:" + dir + "?dir=sub"
			if git {
				nixtest.Commit(t, dir)
				ref = dir + "/sub"
			}
			s := opened(t, n, ref, Config{}, Options{NoWarm: true})
			for i := range 3 {
				nixtest.Write(t, filepath.Join(dir, "a.nix"), fmt.Sprint("other ", i))
				if changed, err := s.Changed(t.Context()); !changed || err != nil {
					t.Errorf("git %t: %t, %v", git, changed, err)
				}
				if _, err := s.Open(t.Context()); err != nil {
					t.Fatal(err)
				}
				if changed, err := s.Changed(t.Context()); changed || err != nil {
					t.Errorf("git %t, after a reload: %t, %v", git, changed, err)
				}
			}
			if git {
				continue
			}
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
			if changed, err := s.Changed(t.Context()); !changed || err != nil {
				t.Errorf("gone: %t, %v", changed, err)
			}
		}
	})
}

// TestChangedByCommit proves what a reference to a commit or a branch means: only
// where the branch is now counts, and a commit never changes.
func TestChangedByCommit(t *testing.T) {
	t.Parallel()
	n := oneNix(t)
	dir := treeOf(t)
	nixtest.Commit(t, dir)
	rev := nixtest.Git(t, dir, "rev-parse", "HEAD")[:40]
	bare := filepath.Join(nixtest.TempDir(t), "bare.git")
	nixtest.Git(t, dir, "clone", "--quiet", "--bare", ".", bare)
	sessions := map[string]*Session{}
	for name, ref := range map[string]string{"commit": "git+file://" + dir + "?rev=" + rev, "branch": "git+file://" + dir + "?ref=main", "bare": "git+file://" + bare} {
		sessions[name] = opened(t, n, ref, Config{}, Options{NoWarm: true})
	}
	check := func(when string, want map[string]bool) {
		t.Helper()
		for name, s := range sessions {
			if changed, err := s.Changed(t.Context()); changed != want[name] || err != nil {
				t.Errorf("%s, %s: %t, %v", name, when, changed, err)
			}
		}
	}
	nixtest.Write(t, filepath.Join(dir, "a.nix"), "other")
	check("after a change that is not committed", nil)
	nixtest.Commit(t, dir)
	check("after a commit", map[string]bool{"branch": true})
	nixtest.Git(t, dir, "push", "--quiet", bare, "main")
	check("after a push", map[string]bool{"branch": true, "bare": true})
}

// TestChangedRunsNothing proves that no program that a repository names is run.
func TestChangedRunsNothing(t *testing.T) {
	t.Parallel()
	n := oneNix(t)
	dir, ran := treeOf(t), filepath.Join(nixtest.TempDir(t), "ran")
	nixtest.Write(t, filepath.Join(dir, ".gitattributes"), "*.nix filter=evil diff=evil\n")
	nixtest.Commit(t, dir)
	s := opened(t, n, dir, Config{}, Options{NoWarm: true})
	client, err := NewClient(Config{Bin: n.Bin, Env: append(slices.Clone(s.client.env), "GIT_DIR=/nowhere", "GIT_INDEX_FILE=/nowhere", "GIT_EXTERNAL_DIFF=touch "+ran)})
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(nixtest.TempDir(t), "program")
	nixtest.Write(t, program, "#!/bin/sh\ntouch "+ran+"\ncat\n")
	if err := os.Chmod(program, 0o755); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
	hooks := filepath.Join(dir, ".git", "hooks")
	for _, hook := range []string{"post-index-change", "reference-transaction", "pre-auto-gc"} {
		nixtest.Write(t, filepath.Join(hooks, hook), nixtest.Read(t, program))
		if err := os.Chmod(filepath.Join(hooks, hook), 0o755); err != nil { //nolint:gosec // a program
			t.Fatal(err)
		}
	}
	config := filepath.Join(dir, ".git", "config")
	nixtest.Write(t, config, nixtest.Read(t, config)+fmt.Sprintf("[core]\n\tfsmonitor = %[1]s\n\thooksPath = %[2]s\n\tpager = %[1]s\n[filter \"evil\"]\n\tclean = %[1]s\n\tsmudge = %[1]s\n\tprocess = %[1]s\n[diff \"evil\"]\n\tcommand = %[1]s\n\ttextconv = %[1]s\n", program, hooks))
	nixtest.Write(t, filepath.Join(dir, "a.nix"), "9")
	if changed, err := s.comparison(t.Context(), client).changed(dir); !changed || err != nil {
		t.Errorf("%t, %v", changed, err)
	}
	if _, err := os.Stat(ran); err == nil {
		t.Error("a program of the repository was run")
	}
}

// TestChangedErrors proves what is said where there is nothing to compare, nobody
// waits, or git does not answer.
func TestChangedErrors(t *testing.T) {
	t.Parallel()
	n := oneNix(t)
	dir := treeOf(t)
	nixtest.Commit(t, dir)
	s := opened(t, n, dir, Config{}, Options{NoWarm: true})
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := s.Changed(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("when nobody waits: %v", err)
	}
	if err := os.Rename(filepath.Join(dir, ".git"), filepath.Join(dir, "not-git")); err != nil {
		t.Fatal(err)
	}
	if changed, err := s.Changed(t.Context()); changed || causeOf(err) == model.CauseNone {
		t.Errorf("without a repository: %t, %v", changed, err)
	}
	s.Close()
	if changed, err := s.Changed(t.Context()); changed || causeOf(err) != model.CauseCancelled {
		t.Errorf("after closing: %t, %v", changed, err)
	}
}
