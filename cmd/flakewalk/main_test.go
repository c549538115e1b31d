package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	"flakewalk/nixcli/nixtest"
)

// programVariable makes the test binary the program: no build of its own is
// needed, and the race detector looks at the program too (a race is exit code 66).
const programVariable = "FLAKEWALK_TEST_PROGRAM"

// patient is its value for a program that has more time for completions.
const patient = "patient"

func TestMain(m *testing.M) {
	switch os.Getenv(programVariable) {
	case "1":
		main()
		return
	case patient: // the machine may be busy
		a := &app{in: os.Stdin, out: os.Stdout, errOut: os.Stderr, patience: patience}
		os.Exit(a.run(os.Args[1:]))
	}
	if where := os.Getenv(mistakeVariable); where != "" {
		os.Exit(mistaken(where))
	}
	nixtest.Main(m)
}

// programEnv is the environment of the program in the world of one nix.
func programEnv(n nixtest.Nix, vars ...string) []string {
	env := append(n.Env[:len(n.Env):len(n.Env)],
		programVariable+"=1", "GORACE=atexit_sleep_ms=10", "TERM=xterm-256color", "COLORTERM=truecolor")
	return append(env, vars...)
}

// programCommand is the program with one nix and those arguments.
func programCommand(t testing.TB, n nixtest.Nix, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], append([]string{"--nix", n.Bin}, args...)...)
	cmd.Dir = nixtest.TempDir(t)
	cmd.Env = programEnv(n)
	return cmd
}

// result is what one run of the program gave.
type result struct {
	out, errs string
	code      int
}

// flakewalk runs the program to its end, with no terminal in sight.
func flakewalk(t testing.TB, n nixtest.Nix, args ...string) result {
	t.Helper()
	return finish(t, programCommand(t, n, args...))
}

// finish runs a command to its end.
func finish(t testing.TB, cmd *exec.Cmd) result {
	t.Helper()
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("run %v: %v", cmd.Args, err)
	}
	return result{out.String(), errs.String(), cmd.ProcessState.ExitCode()}
}

// succeeds fails unless the run ended well, with nothing on stderr.
func (r result) succeeds(t testing.TB) result {
	t.Helper()
	if r.code != exitOK || r.errs != "" {
		t.Fatalf("exit code %d, stderr %q", r.code, r.errs)
	}
	return r
}

// fails fails unless the run ended with that code, nothing on stdout, and all of
// the texts on stderr.
func (r result) fails(t testing.TB, code int, texts ...string) {
	t.Helper()
	if r.code != code || r.out != "" {
		t.Errorf("exit code %d, want %d; stdout %q, stderr %q", r.code, code, r.out, r.errs)
	}
	for _, s := range texts {
		if !strings.Contains(r.errs, s) {
			t.Errorf("not on stderr: %q\n%s", s, r.errs)
		}
	}
	if bad := controls(r.errs); bad != "" {
		t.Errorf("control characters on stderr: %q", bad)
	}
}
