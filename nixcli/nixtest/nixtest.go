// Package nixtest gives tests real nix of several versions, small flakes that
// misbehave in every way we know of together with what must be seen of each, and
// fake nix programs for the faults that a real one does not produce. It is
// imported by tests and benchmarks only.
//
// A package that uses it calls Main from its TestMain, which removes the private
// store afterwards and fails when a process was left behind.
package nixtest

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// Nix is one real nix with a store and a home of its own.
type Nix struct {
	// Name says where it comes from, such as "trixie" or "PATH".
	Name string
	// Version is its version, such as "2.34.8".
	Version string
	// Bin is the nix binary.
	Bin string
	// Env is the whole environment to run it with. Experimental features are
	// not enabled in it, and every proxy is a closed port, so that no test
	// depends on the network or its absence.
	Env []string
}

// Command is nix with those arguments in its own environment. It is killed when
// the test ends.
func (n Nix) Command(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), n.Bin, args...)
	cmd.Env = n.Env
	return cmd
}

// Features are the arguments that enable what flakes need; they may follow any command.
func Features() []string { return []string{"--extra-experimental-features", "nix-command flakes"} }

// Run runs nix with the features of flakes enabled and returns what it printed
// and its exit code. The first of args is the command.
func (n Nix) Run(t testing.TB, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	cmd := n.Command(t, append(Features(), args...)...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("run %s %v: %v", n.Bin, args, err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

// Must is Run for what has to succeed; it returns stdout.
func (n Nix) Must(t testing.TB, args ...string) string {
	t.Helper()
	out, errs, code := n.Run(t, args...)
	if code != 0 {
		t.Fatalf("nix %v: exit code %d\n%s", args, code, errs)
	}
	return out
}

// Unprepared is the same nix with a home of its own and a store that is yet to be made.
func (n Nix) Unprepared(t testing.TB) Nix {
	t.Helper()
	env, err := environment(TempDir(t))
	if err != nil {
		t.Fatal(err)
	}
	n.Env = env
	return n
}

// Fresh is the same nix with a new store and home, removed when the test ends:
// nothing is fetched, cached or trusted in it yet.
func (n Nix) Fresh(t testing.TB) Nix {
	t.Helper()
	n = n.Unprepared(t)
	if err := n.prepare(); err != nil {
		t.Fatal(err)
	}
	return n
}

// LikeUsual is the same nix with an empty store whose path is as long as /nix/store,
// so that what it prints is laid out as for most people.
func (n Nix) LikeUsual(t testing.TB) Nix {
	t.Helper()
	const usual = "/nix/store"
	for range 100 {
		dir := fmt.Sprintf("/tmp/%0*x", len(usual)-len("/tmp/"), rand.N(1<<20))
		if os.Mkdir(dir, 0o700) != nil {
			continue // taken
		}
		t.Cleanup(func() { removeAll(dir) })
		n = n.With("NIX_STORE_DIR="+dir, "NIX_STATE_DIR="+filepath.Join(TempDir(t), "state"))
		if err := n.prepare(); err != nil {
			t.Fatal(err)
		}
		return n
	}
	t.Fatal("no name is free below /tmp")
	return n
}

// prepare makes the empty store, so that processes started at the same time do
// not all try to. The command has another name now; Lix knows this one only.
func (n Nix) prepare() error {
	cmd := exec.Command(n.Bin, append(Features(), "store", "ping")...) //nolint:noctx // quick, and before any test's context
	cmd.Env = n.Env
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("make a store for nix %s: %w\n%s", n.Version, err, out)
	}
	return nil
}

// With is the same nix with variables added to its environment, each as NAME=VALUE.
func (n Nix) With(vars ...string) Nix {
	n.Env = append(n.Env[:len(n.Env):len(n.Env)], vars...)
	return n
}

// Settings is the same nix with lines added to its configuration, each as
// "name = value".
func (n Nix) Settings(lines ...string) Nix {
	return n.With("NIX_CONFIG=" + strings.Join(append(settings(), lines...), "\n"))
}

// System is the system that nix builds for on this machine.
func System(t testing.TB, n Nix) string {
	t.Helper()
	return n.Must(t, "eval", "--raw", "--impure", "--expr", "builtins.currentSystem")
}

// All returns every real nix that can be had: the one on PATH if it is new
// enough, and those of FLAKEWALK_TEST_NIX (NAME=PATH, separated by colons or
// newlines) or else of .ci/get-nix. What can't be had is said on stderr; the
// test fails when there is none.
func All(t testing.TB) []Nix {
	t.Helper()
	all, err := found()
	if err != nil {
		t.Fatalf("look for nix: %v", err)
	}
	if len(all) == 0 {
		t.Fatal("there is no nix to test with; see stderr for what was tried")
	}
	return all
}

// Each runs a parallel subtest for every nix there is, named by its version.
func Each(t *testing.T, test func(t *testing.T, n Nix)) {
	t.Helper()
	for _, n := range All(t) {
		t.Run(n.Version, func(t *testing.T) {
			t.Parallel()
			test(t, n)
		})
	}
}

// found looks for nix once per process.
//
//nolint:gochecknoglobals // unpacking and asking for versions is done once per process
var found = sync.OnceValues(find)

func find() ([]Nix, error) {
	dir, err := root()
	if err != nil {
		return nil, err
	}
	var all []Nix
	for _, c := range candidates() {
		version, err := versionOf(c.Bin)
		if err != nil {
			fmt.Fprintf(os.Stderr, "nixtest: NO NIX %s (%s): %v\n", c.Name, c.Bin, err)
			continue
		}
		if !newEnough(version) {
			fmt.Fprintf(os.Stderr, "nixtest: nix %s (%s) has version %s, older than 2.24: NOT TESTED\n", c.Name, c.Bin, version)
			continue
		}
		c.Version = version
		if c.Env, err = environment(filepath.Join(dir, c.Name+"-"+version)); err != nil {
			return nil, err
		}
		if err := c.prepare(); err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// candidates are the binaries that may be tested with, name and path only.
func candidates() []Nix {
	var all []Nix
	if bin, err := exec.LookPath("nix"); err == nil {
		all = append(all, Nix{Name: "PATH", Bin: bin})
	}
	if list := os.Getenv("FLAKEWALK_TEST_NIX"); list != "" {
		for _, item := range strings.FieldsFunc(list, func(r rune) bool { return r == ':' || r == '\n' }) {
			name, bin, _ := strings.Cut(item, "=")
			all = append(all, Nix{Name: name, Bin: bin})
		}
		return all
	}
	return append(all, unpacked()...)
}

// unpacked asks .ci/get-nix for the nix of Debian's suites.
func unpacked() []Nix {
	module, err := moduleRoot()
	if err != nil {
		fmt.Fprintln(os.Stderr, "nixtest: NO NIX FROM DEBIAN:", err)
		return nil
	}
	cmd := exec.Command(filepath.Join(module, ".ci", "get-nix"), "trixie", "sid") //nolint:noctx // runs once, before any test's context
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		fmt.Fprintln(os.Stderr, "nixtest: NO NIX FROM DEBIAN: .ci/get-nix:", err)
	}
	var all []Nix
	for line := range strings.Lines(string(out)) {
		if f := strings.Fields(line); len(f) == 3 {
			all = append(all, Nix{Name: f[0], Bin: f[2]})
		}
	}
	return all
}

// moduleRoot is the folder of go.mod above the working folder.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("no go.mod above the working folder")
		}
		dir = parent
	}
}

// versionOf asks a nix for its version.
func versionOf(bin string) (string, error) {
	out, err := exec.Command(bin, "--version").Output() //nolint:noctx // runs once, before any test's context
	if err != nil {
		return "", err
	}
	return parseVersion(string(out))
}

// parseVersion is the last word of the first line of nix --version: Lix prints more.
func parseVersion(out string) (string, error) {
	first, _, _ := strings.Cut(out, "\n")
	words := strings.Fields(first)
	if len(words) == 0 {
		return "", errors.New("--version prints nothing")
	}
	return words[len(words)-1], nil
}

// newEnough tells whether a version is 2.24 or later.
func newEnough(version string) bool {
	parts := strings.SplitN(version, ".", 3)
	if len(parts) < 2 {
		return false
	}
	major, err := strconv.Atoi(parts[0])
	if err != nil {
		return false
	}
	minor, err := strconv.Atoi(strings.TrimRight(parts[1], "abcdefghijklmnopqrstuvwxyz-"))
	return err == nil && (major > 2 || major == 2 && minor >= 24)
}
