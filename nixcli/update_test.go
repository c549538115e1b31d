package nixcli_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"flakewalk/model"
	"flakewalk/model/lock"
	"flakewalk/nixcli"
	"flakewalk/nixcli/nixtest"
)

// grove makes a git flake with two git inputs that have moved on since it was
// locked, and returns its folder.
func grove(t testing.TB, n nixtest.Nix) string {
	t.Helper()
	dir := nixtest.TempDir(t)
	inputs := ""
	for _, name := range []string{"a", "b"} {
		in := filepath.Join(dir, name)
		nixtest.Write(t, filepath.Join(in, "flake.nix"), `{ outputs = _: { `+name+` = 1; }; }`)
		nixtest.Commit(t, in)
		inputs += ` inputs.` + name + `.url = "git+file://` + in + `";`
	}
	top := filepath.Join(dir, "top")
	nixtest.Write(t, filepath.Join(top, "flake.nix"), "{"+inputs+` outputs = _: { }; }`)
	nixtest.Commit(t, top)
	n.Must(t, "flake", "lock", "git+file://"+top)
	nixtest.Commit(t, top)
	for _, name := range []string{"a", "b"} {
		in := filepath.Join(dir, name)
		nixtest.Write(t, filepath.Join(in, "flake.nix"), `{ outputs = _: { `+name+` = 2; }; }`)
		nixtest.Commit(t, in)
	}
	return top
}

// revision is what HEAD is in a repository.
func revision(t testing.TB, dir string) string {
	t.Helper()
	return strings.TrimSpace(nixtest.Git(t, dir, "rev-parse", "HEAD"))
}

// TestUpdate proves that the command changes just the input that it names, that
// asking for it changes nothing, and that the difference is the lock file's.
func TestUpdate(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		top := grove(t, n)
		ref := "git+file://" + top
		s := mustOpen(t, n, ref, nixcli.Flags{OverrideInputs: [][2]string{{"b", "path:" + filepath.Dir(top) + "/a"}}}, nixcli.Options{NoWarm: true})
		lockFile := filepath.Join(top, "flake.lock")
		was := nixtest.Read(t, lockFile)
		argv, err := s.UpdateArgv(t.Context(), "a")
		if err != nil {
			t.Fatal(err)
		}
		if i := len(argv) - 3; !slices.Equal(argv[i:], []string{"--flake", ref, "a"}) || slices.Contains(argv, "--override-input") {
			t.Errorf("the command is %q", argv)
		}
		if nixtest.Read(t, lockFile) != was {
			t.Error("the lock file has changed before anything was run")
		}
		diff, err := s.Update(t.Context(), argv)
		if err != nil {
			t.Fatal(err)
		}
		a := filepath.Join(filepath.Dir(top), "a")
		if len(diff) != 1 || diff[0].Change != lock.Updated || !slices.Equal(diff[0].Path, []string{"a"}) {
			t.Fatalf("the difference is %+v", diff)
		}
		if rev := diff[0].New.Locked.Rev(); rev != revision(t, a) || rev == diff[0].Old.Locked.Rev() {
			t.Errorf("from %s to %s", diff[0].Old.Locked.Rev(), rev)
		}
		if now := nixtest.Read(t, lockFile); !strings.Contains(now, revision(t, a)) || strings.Contains(now, revision(t, filepath.Join(filepath.Dir(top), "b"))) {
			t.Errorf("the lock file is now\n%s", now)
		}
		if diff, err := s.Update(t.Context(), argv); err != nil || len(diff) != 0 {
			t.Errorf("a second time: %+v, %v", diff, err)
		}
		if argv, err = s.UpdateArgv(t.Context(), ""); err != nil {
			t.Fatal(err)
		}
		if diff, err := s.Update(t.Context(), argv); err != nil || len(diff) != 1 || !slices.Equal(diff[0].Path, []string{"b"}) {
			t.Errorf("all: %+v, %v", diff, err)
		}
		last := s.Runs()[len(s.Runs())-1]
		if !slices.Equal(last.Argv, argv) {
			t.Errorf("it was %q that ran, not %q", last.Argv, argv)
		}
	})
}

// TestUpdateFails proves that a failure says why and leaves the lock file as it was.
func TestUpdateFails(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	top := grove(t, n)
	s := mustOpen(t, n, "git+file://"+top, nixcli.Flags{}, nixcli.Options{NoWarm: true})
	lockFile := filepath.Join(top, "flake.lock")
	was := nixtest.Read(t, lockFile)
	for _, name := range []string{"--recreate-lock-file", "a/b"} {
		if argv, err := s.UpdateArgv(t.Context(), name); model.ProblemOf(err).Cause != model.CauseUsage {
			t.Errorf("%s: %q, %v", name, argv, err)
		}
	}
	argv, err := s.UpdateArgv(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Update(ended, argv); model.ProblemOf(err).Cause != model.CauseCancelled {
		t.Errorf("cancelled: %v", err)
	}
	nixtest.Write(t, filepath.Join(filepath.Dir(top), "a", "flake.nix"), `{ outputs = `)
	nixtest.Commit(t, filepath.Join(filepath.Dir(top), "a"))
	if _, err := s.Update(t.Context(), argv); model.ProblemOf(err).Cause != model.CauseSyntax {
		t.Errorf("%v (%s)", err, model.ProblemOf(err).Cause)
	}
	if nixtest.Read(t, lockFile) != was {
		t.Error("the lock file has changed")
	}
	nixtest.Write(t, lockFile, "<<<<<<< HEAD\n")
	if _, err := s.Update(t.Context(), argv); model.ProblemOf(err).Cause != model.CauseLock {
		t.Errorf("a broken lock file: %v", err)
	}
}

// TestUpdateOfWhatIsElsewhere proves that an input that is open is not updated.
func TestUpdateOfWhatIsElsewhere(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	_, root, err := open(t, n, orchard(t, n), nixcli.Flags{}, nixcli.Options{NoWarm: true})
	if err != nil {
		t.Fatal(err)
	}
	via := &model.Via{Root: root.Ref, Pin: root.Pin, Path: []string{"dep"}}
	s := mustOpen(t, n, root.Pin, nixcli.Flags{}, nixcli.Options{Via: via, NoWarm: true})
	if argv, err := s.UpdateArgv(t.Context(), ""); model.ProblemOf(err).Cause != model.CauseUsage {
		t.Errorf("%q, %v", argv, err)
	}
}

// TestCancelUpdate proves that an update is told of and ended while it waits for
// somebody who never answers, and that the lock file stays as it was.
func TestCancelUpdate(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	top := grove(t, n)
	dir := filepath.Dir(top)
	ssh, begun := filepath.Join(dir, "ssh"), filepath.Join(dir, "begun")
	nixtest.Write(t, ssh, "echo >> "+begun+"; exec sleep 600")
	for _, file := range []string{"flake.nix", "flake.lock"} {
		text := nixtest.Read(t, filepath.Join(top, file))
		nixtest.Write(t, filepath.Join(top, file), strings.ReplaceAll(text, "file://"+dir+"/a", "ssh://nowhere"+dir+"/a"))
	}
	nixtest.Commit(t, top)
	s := mustOpen(t, n.With("GIT_SSH_COMMAND=sh "+ssh), "git+file://"+top, nixcli.Flags{}, nixcli.Options{NoWarm: true})
	was := nixtest.Read(t, filepath.Join(top, "flake.lock"))
	argv, err := s.UpdateArgv(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	failed := make(chan error, 1)
	go func() {
		_, err := s.Update(t.Context(), argv)
		failed <- err
	}()
	for {
		if _, err := os.Stat(begun); err == nil {
			break
		}
		select {
		case err := <-failed:
			t.Fatal("it did not wait:", err)
		case <-time.After(10 * time.Millisecond):
		}
	}
	doing := s.Activity()
	if !slices.ContainsFunc(doing, func(a model.Activity) bool { return a.What == "updating the lock file" }) {
		t.Errorf("it says that it is doing %+v", doing)
	}
	if _, err := s.Update(t.Context(), argv); model.ProblemOf(err).Cause != model.CauseUsage {
		t.Errorf("a second one beside it: %v", err)
	}
	s.Cancel()
	if err := <-failed; model.ProblemOf(err).Cause != model.CauseCancelled {
		t.Error(err)
	}
	if nixtest.Read(t, filepath.Join(top, "flake.lock")) != was {
		t.Error("the lock file has changed")
	}
}
