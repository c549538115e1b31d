package nixtest

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestFaults proves that every fake does what it says in its command only.
func TestFaults(t *testing.T) {
	n := All(t)[0]
	dir := Unpack(t, "outputs-empty")
	metadata := []string{"flake", "metadata", "--json", "--no-write-lock-file", dir}
	for name, c := range map[string]struct {
		nix          Nix
		out, errs    string // part of what is printed
		code         int
		elsewhereToo bool
	}{
		"too old":  {nix: TooOld(t, n, "2.18.1"), errs: "unrecognised flag", code: 1, elsewhereToo: true},
		"features": {nix: FeaturesOff(t, n), errs: "'flakes' is disabled", code: 1, elsewhereToo: true},
		"daemon":   {nix: DaemonDown(t, n), errs: "cannot connect to socket", code: 1, elsewhereToo: true},
		"garbage":  {nix: Garbage(t, n, "flake metadata"), out: "not json"},
		"silent":   {nix: Silent(t, n, "flake metadata")},
		"dies":     {nix: Dies(t, n, "flake metadata", 10), out: `{`, code: -1},
		"crashes":  {nix: Crashes(t, n, "flake metadata"), errs: "Nix crashed", code: -1},
		"one line": {nix: OneLine(t, n, "flake metadata", 3), errs: "xxxxxxxx", out: `"locked"`},
		"asks":     {nix: AsksTerminal(t, n, "eval"), out: `"locked"`},
		"claims":   {nix: Claims(t, n, "nix (Lix, like Nix) 2.95.3"), out: `"locked"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, errs, code := c.nix.Run(t, metadata...)
			if code != c.code || !strings.Contains(out, c.out) || !strings.Contains(errs, c.errs) {
				t.Errorf("exit code %d, want %d; %.200q %.200q", code, c.code, out, errs)
			}
			if version := c.nix.Must(t, "--version"); !strings.HasPrefix(version, "nix (") {
				t.Errorf("version %q", version)
			}
			if _, errs, code := c.nix.Run(t, "eval", "--expr", "1"); (code != 0) != c.elsewhereToo {
				t.Errorf("eval: exit code %d\n%s", code, errs)
			}
		})
	}
}

// TestMissing proves that there is no nix to run.
func TestMissing(t *testing.T) {
	n := All(t)[0]
	if err := exec.Command(Missing(t, n).Bin).Run(); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if err := exec.Command(NotExecutable(t, n).Bin).Run(); !errors.Is(err, fs.ErrPermission) {
		t.Error(err)
	}
}

// TestEndlessFaults proves that those which never end do not, and that they are
// found by their marker and killed by their process group.
func TestEndlessFaults(t *testing.T) {
	n := All(t)[0]
	eval, repl := []string{"eval", "--expr", "1"}, []string{"repl"}
	for name, c := range map[string]struct {
		nix  Nix
		args []string
	}{
		"hangs":          {Hangs(t, n, "eval"), eval},
		"signals":        {IgnoresSignals(t, n, "eval"), eval},
		"endless":        {Endless(t, n, "eval"), eval},
		"endless-errors": {EndlessErrors(t, n, "eval"), eval},
		"grandchild":     {Grandchild(t, n, "eval"), eval},
		"dies-later":     {Dies(t, n, "repl", 1_000_000), repl},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			marker := "NIXTEST_MARKER=" + name
			endless(t, c.nix.With(marker), marker, c.args)
		})
	}
}

// endless runs what does not end, kills it after a second and proves that it is gone.
func endless(t *testing.T, n Nix, marker string, args []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, n.Bin, append(Features(), args...)...)
	cmd.Env = n.Env
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	kill := func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.Cancel = func() error {
		if len(Leftovers(marker)) == 0 {
			t.Log("it is not found by its marker") // in the middle of an exec it has no environment
		}
		return kill()
	}
	cmd.WaitDelay = 2 * time.Second // a grandchild holds the pipes when nix has ended
	cmd.Stdout = &limited{}
	stdin, err := cmd.StdinPipe() // open, so that a repl waits for more
	if err != nil {
		t.Fatal(err)
	}
	err = cmd.Run()
	if ctx.Err() == nil && !errors.Is(err, exec.ErrWaitDelay) {
		t.Errorf("it ended: %v", err)
	}
	_ = stdin.Close()
	_ = kill() // what holds the pipes is still there
	if left := WaitGone(marker, grace); len(left) > 0 {
		t.Errorf("left running: %v", left)
	}
}

// limited keeps the first bytes written to it.
type limited struct{ kept bytes.Buffer }

// Write keeps p while little was written.
func (l *limited) Write(p []byte) (int, error) {
	if l.kept.Len() < 1<<16 {
		l.kept.Write(p)
	}
	return len(p), nil
}

// TestLogs proves that every call is noted with all its arguments.
func TestLogs(t *testing.T) {
	n, log := Logs(t, All(t)[0])
	n.Must(t, "eval", "--expr", "1 + 1")
	if got := Read(t, log); !strings.Contains(got, `eval --expr 1\ +\ 1`) {
		t.Error(got)
	}
}

// TestHashTree proves what changes the hash and what does not.
func TestHashTree(t *testing.T) {
	dir := UnpackGit(t, "relative", false)
	before := HashTree(t, dir)
	Git(t, dir, "status") // may refresh the index
	if HashTree(t, dir) != before {
		t.Error("looking changes the hash")
	}
	Write(t, dir+"/flake.lock", "{}")
	written := HashTree(t, dir)
	Git(t, dir, "add", "--intent-to-add", "flake.lock")
	if added := HashTree(t, dir); written == before || added == written {
		t.Error("writing or adding a file does not change the hash")
	}
}
