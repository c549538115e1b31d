package nixcli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"flakewalk/nixcli/nixtest"
)

// TestGitFetchesNothing proves that of a partial clone nothing is fetched that is
// missing: the program for that is one that the repository names.
func TestGitFetchesNothing(t *testing.T) {
	t.Parallel()
	dir, ran := nixtest.TempDir(t), filepath.Join(nixtest.TempDir(t), "ran")
	nixtest.Write(t, filepath.Join(dir, "flake.lock"), "{}")
	nixtest.Commit(t, dir)
	for _, setting := range [][2]string{
		{"core.repositoryFormatVersion", "1"},
		{"extensions.partialClone", "origin"},
		{"remote.origin.promisor", "true"},
		{"remote.origin.url", "file://" + dir},
		{"remote.origin.uploadpack", "touch " + ran + "; git-upload-pack"},
	} {
		nixtest.Git(t, dir, "config", setting[0], setting[1])
	}
	nixtest.Write(t, filepath.Join(dir, ".git", "refs", "heads", "gone"), "1234567890123456789012345678901234567890\n")
	c := &Client{env: os.Environ(), grace: DefaultGrace}
	if out, err := c.git(t.Context(), dir, "rev-parse", "--verify", "--quiet", "--end-of-options", "gone^{commit}"); err == nil {
		t.Errorf("a commit that is not there is %q", out)
	}
	if text, err := LockAt(t.Context(), filepath.Join(dir, "flake.lock"), "gone"); err == nil {
		t.Errorf("at a commit that is not there it is %q", text)
	}
	if _, err := os.Stat(ran); err == nil {
		t.Error("git has run a program that the repository names")
	}
}

// TestLockAtHasALimit proves that a repository in which git waits for ever is given
// up when the time is over, or when nobody waits for it any more.
func TestLockAtHasALimit(t *testing.T) {
	t.Parallel()
	dir := nixtest.TempDir(t)
	file := filepath.Join(dir, "flake.lock")
	nixtest.Write(t, file, "{}")
	nixtest.Commit(t, dir)
	pipe := filepath.Join(dir, ".git", "refs", "heads", "waits")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patient)
	defer cancel()
	if _, err := lockAt(ctx, file, "waits", 10*time.Millisecond); !errors.Is(err, errTimeout) {
		t.Errorf("a limit that is over: %v", err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	var err error
	done := later(func() { _, err = LockAt(ctx, file, "waits") })
	w, openErr := os.OpenFile(pipe, os.O_WRONLY, 0) // waits until git reads
	if openErr != nil {
		t.Fatal(openErr)
	}
	defer func() { _ = w.Close() }()
	cancel()
	done()
	if !errors.Is(err, context.Canceled) {
		t.Errorf("nobody waits: %v", err)
	}
	if _, err := w.WriteString("x"); !errors.Is(err, syscall.EPIPE) {
		t.Errorf("git is left: %v", err)
	}
}
