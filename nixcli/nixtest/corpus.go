package nixtest

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

//go:embed all:corpus
var corpus embed.FS

// Names are the names of the flakes in the corpus.
func Names(t testing.TB) []string {
	t.Helper()
	entries, err := corpus.ReadDir("corpus")
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names
}

// Unpack writes the flake of that name into a fresh folder outside of any git
// repository and returns the folder, which is a reference of its own.
func Unpack(t testing.TB, name string) string {
	t.Helper()
	dir := filepath.Join(TempDir(t), name)
	unpackTo(t, name, dir)
	return dir
}

// TempDir is a fresh folder, removed when the test ends. Unlike that of
// testing.T its name has no character that means something in a flake reference.
func TempDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "flake-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { removeAll(dir) })
	return dir
}

func unpackTo(t testing.TB, name, dir string) {
	t.Helper()
	from, err := fs.Sub(corpus, "corpus/"+name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fs.Stat(from, "."); err != nil {
		t.Fatalf("there is no flake %q in the corpus: %v", name, err)
	}
	if err := os.CopyFS(dir, from); err != nil {
		t.Fatal(err)
	}
}

// UnpackGit is like Unpack, with everything committed to a git repository in
// that folder. When dirty is set, flake.nix is then changed by a comment.
func UnpackGit(t testing.TB, name string, dirty bool) string {
	t.Helper()
	dir := Unpack(t, name)
	Commit(t, dir)
	if dirty {
		Write(t, filepath.Join(dir, "flake.nix"), Read(t, filepath.Join(dir, "flake.nix"))+"# changed\n")
	}
	return dir
}

// Commit makes a folder a git repository, if it is none yet, and commits all of it.
func Commit(t testing.TB, dir string) {
	t.Helper()
	Git(t, dir, "init", "--quiet")
	Git(t, dir, "add", "--all")
	Git(t, dir, "commit", "--quiet", "--allow-empty", "--message", "all of it")
}

// Git runs git in a folder, with a private configuration, and returns its output.
func Git(t testing.TB, dir string, args ...string) string {
	t.Helper()
	config := filepath.Join(TempDir(t), "gitconfig")
	if err := writeGitConfig(config); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+config, "GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0", "LC_ALL=C.UTF-8")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// Read returns the content of a file.
func Read(t testing.TB, file string) string {
	t.Helper()
	text, err := os.ReadFile(file) //nolint:gosec // the test names the file
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Write writes a file, with the folders above it.
func Write(t testing.TB, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil { //nolint:gosec // a test's own folder
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil { //nolint:gosec // a flake is readable
		t.Fatal(err)
	}
}

// HashTree is a hash over the names, modes and contents of everything below a
// folder, .git included. Of git's index only what it says of the files counts,
// not its notes of when they were last looked at.
func HashTree(t testing.TB, dir string) string {
	t.Helper()
	sum := sha256.New()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		content, err := contentOf(t, path, d)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintf(sum, "%q %v %d\n%s\n", name, info.Mode(), len(content), content)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// contentOf is what HashTree takes for the content of a file.
func contentOf(t testing.TB, path string, d fs.DirEntry) ([]byte, error) {
	t.Helper()
	switch {
	case d.Type()&fs.ModeSymlink != 0:
		target, err := os.Readlink(path)
		return []byte(target), err
	case !d.Type().IsRegular():
		return nil, nil
	case filepath.Base(path) == "index" && filepath.Base(filepath.Dir(path)) == ".git":
		return []byte(Git(t, filepath.Dir(filepath.Dir(path)), "ls-files", "--stage")), nil
	}
	return os.ReadFile(path) //nolint:gosec // the test names the folder
}
