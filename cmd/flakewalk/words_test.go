package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"flakewalk/nixcli/nixtest"
)

// TestWords proves that words that people type are commands, or are told what they may
// have been meant for.
func TestWords(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	for _, c := range []struct {
		args []string
		code int
		says []string
	}{
		{[]string{"version"}, exitOK, []string{"flakewalk version " + thisRelease().String()}},
		{[]string{"version", "x"}, exitUsage, []string{`"x"`, "Try 'flakewalk version --help'."}},
		{[]string{"help"}, exitOK, []string{"Usage:", "flakewalk [REF[#PATH]]"}},
		{[]string{"help", "show"}, exitOK, []string{"Usage:", "flakewalk show"}},
		{[]string{"help", "shwo"}, exitUsage, []string{`there is no command "shwo": did you mean show?`}},
		{[]string{"show", "--depth", "x"}, exitUsage, []string{"Try 'flakewalk show --help'."}},
		{[]string{"garten"}, exitError, []string{"There is a folder garten here", "flakewalk ./garten"}},
		{[]string{"shwo"}, exitError, []string{"did you mean show?"}},
	} {
		cmd := programCommand(t, n, append([]string{"--option", "flake-registry", ""}, c.args...)...)
		if err := os.Mkdir(filepath.Join(cmd.Dir, "garten"), 0o755); err != nil { //nolint:gosec // a folder of the test's
			t.Fatal(err)
		}
		got := finish(t, cmd)
		if got.code != c.code {
			t.Errorf("%v: exit code %d, want %d\n%s%s", c.args, got.code, c.code, got.out, got.errs)
		}
		for _, want := range c.says {
			if !strings.Contains(got.out+got.errs, want) {
				t.Errorf("%v: no %q in\n%s%s", c.args, want, got.out, got.errs)
			}
		}
	}
}
