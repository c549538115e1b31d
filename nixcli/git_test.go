package nixcli

import (
	"os"
	"path/filepath"
	"testing"

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
