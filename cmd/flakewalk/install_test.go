package main

import (
	"bytes"
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"flakewalk/nixcli/nixtest"
)

// checkout is a git repository of its own with one commit: this source as it is
// now, with what is not committed yet.
func checkout(t *testing.T) string {
	t.Helper()
	root, dir := filepath.Join("..", ".."), filepath.Join(nixtest.TempDir(t), "checkout")
	list := nixtest.Git(t, root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	for name := range strings.SplitSeq(strings.TrimSuffix(list, "\x00"), "\x00") {
		copyFile(t, filepath.Join(root, name), filepath.Join(dir, name))
	}
	nixtest.Commit(t, dir)
	return dir
}

// copyFile copies a file with its mode, if it is there.
func copyFile(t *testing.T, from, to string) {
	t.Helper()
	info, err := os.Stat(from)
	if os.IsNotExist(err) {
		return // removed, and git has not been told yet
	}
	if err != nil {
		t.Fatal(err)
	}
	nixtest.Write(t, to, nixtest.Read(t, from))
	if err := os.Chmod(to, info.Mode()); err != nil {
		t.Fatal(err)
	}
}

// runIn runs a command in a folder, with variables added to an environment that
// stamps nothing, and returns what it printed.
func runIn(t *testing.T, dir string, vars []string, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	for _, v := range os.Environ() {
		switch name, _, _ := strings.Cut(v, "="); name {
		case "VERSION", "COMMIT", "SOURCE_DATE_EPOCH", "GOFLAGS":
		default:
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, vars...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s%s", name, args, err, out, errs.Bytes())
	}
	return string(out)
}

// stamped is the beginning of what --version prints of the commit of a checkout.
func stamped(t *testing.T, version, dir string) string {
	t.Helper()
	commit := strings.TrimSpace(nixtest.Git(t, dir, "rev-parse", "HEAD"))
	date := strings.TrimSpace(nixtest.Git(t, dir, "log", "-1", "--format=%ct"))
	return "flakewalk version " + version + "\ncommit " + commit + "\ndate   " + timeOf(date) + "\n"
}

// TestMakeBuild proves of `make build` what is promised: one static file of less
// than 20 MB that knows where it comes from, and the same bytes for the same
// commit wherever it is built.
func TestMakeBuild(t *testing.T) {
	t.Parallel()
	here := checkout(t)
	there := filepath.Join(nixtest.TempDir(t), "elsewhere")
	if err := os.CopyFS(there, os.DirFS(here)); err != nil {
		t.Fatal(err)
	}
	nixtest.Git(t, here, "tag", "v9.8.7")
	nixtest.Git(t, there, "tag", "v9.8.7")
	for _, dir := range []string{here, there} {
		runIn(t, dir, nil, "make", "build")
	}
	binary := filepath.Join(here, "flakewalk")
	built := nixtest.Read(t, binary)
	if built != nixtest.Read(t, filepath.Join(there, "flakewalk")) {
		t.Error("two builds of one commit differ")
	}
	t.Logf("%.1f MB", float64(len(built))/1e6)
	if len(built) > 20e6 {
		t.Errorf("the binary has %d bytes", len(built))
	}
	isStatic(t, binary)
	if got, want := runIn(t, here, nil, binary, "--version"), stamped(t, "v9.8.7", here); !strings.HasPrefix(got, want) {
		t.Errorf("--version prints %q, want %q", got, want)
	}
	nixtest.Write(t, filepath.Join(here, "go.mod"), nixtest.Read(t, filepath.Join(here, "go.mod"))+"\n// changed\n")
	runIn(t, here, []string{"SOURCE_DATE_EPOCH=86400"}, "make", "build")
	if got := runIn(t, here, nil, binary, "--version"); !strings.HasPrefix(got, "flakewalk version v9.8.7-dirty\n") || !strings.Contains(got, "1970-01-02T00:00:00Z") {
		t.Errorf("of a changed checkout, with SOURCE_DATE_EPOCH, --version prints %q", got)
	}
}

// isStatic fails where a program needs a loader or a library.
func isStatic(t *testing.T, file string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		return // every program needs the system's library there
	}
	program, err := elf.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer program.Close() //nolint:errcheck // it was only read
	for _, p := range program.Progs {
		if p.Type == elf.PT_INTERP || p.Type == elf.PT_DYNAMIC {
			t.Errorf("%s is not static: it has a segment %v", file, p.Type)
		}
	}
}

// TestMakeInstall proves where `make install` puts the program, and that it can be
// built where there is no git repository.
func TestMakeInstall(t *testing.T) {
	t.Parallel()
	dir, stage := checkout(t), nixtest.TempDir(t)
	if err := os.RemoveAll(filepath.Join(dir, ".git")); err != nil {
		t.Fatal(err)
	}
	runIn(t, dir, nil, "make", "install", "DESTDIR="+stage, "PREFIX=/opt")
	got := runIn(t, dir, nil, filepath.Join(stage, "opt", "bin", "flakewalk"), "--version")
	if !strings.HasPrefix(got, "flakewalk version unknown\ncommit unknown\ndate   unknown\n") {
		t.Errorf("without git --version prints %q", got)
	}
	hasShare(t, filepath.Join(stage, "opt"))
}

// hasShare fails unless the manual and the completions stand where programs look for them.
func hasShare(t *testing.T, prefix string) {
	t.Helper()
	for name, text := range map[string]string{
		"man/man1/flakewalk.1": ".TH \"FLAKEWALK\"", "man/man1/flakewalk-inputs.1": ".TH", "bash-completion/completions/flakewalk": "complete ",
		"zsh/site-functions/_flakewalk": "#compdef flakewalk\n", "fish/vendor_completions.d/flakewalk.fish": "complete -c flakewalk",
	} {
		if got := nixtest.Read(t, filepath.Join(prefix, "share", name)); !strings.Contains(got, text) {
			t.Errorf("%s has no %q:\n%.300s", name, text, got)
		}
	}
}

// TestGoInstall proves that Go's own way to install works, and that the program
// knows its commit all the same.
func TestGoInstall(t *testing.T) {
	t.Parallel()
	dir, bin := checkout(t), nixtest.TempDir(t)
	runIn(t, dir, []string{"GOBIN=" + bin, "CGO_ENABLED=0", "GOFLAGS=-trimpath"}, "go", "install", "./cmd/flakewalk")
	got := runIn(t, dir, nil, filepath.Join(bin, "flakewalk"), "--version")
	version, _, _ := strings.Cut(strings.TrimPrefix(got, "flakewalk version "), "\n")
	if want := stamped(t, version, dir); !strings.HasPrefix(got, want) || !strings.HasPrefix(version, "v0.0.0-") {
		t.Errorf("--version prints %q, want %q", got, want)
	}
}
