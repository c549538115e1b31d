package main

import (
	"os"
	"strings"
	"testing"

	"flakewalk/nixcli/nixtest"
)

// TestNobodyAsks proves that neither ssh nor git can ask on the terminal of the
// explorer, whatever command the user has set for them: it is not theirs.
func TestNobodyAsks(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	for _, how := range [][]string{
		{"GIT_SSH_COMMAND=PROGRAM"},
		{"GIT_SSH=PROGRAM"},
		{"GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=core.sshCommand", "GIT_CONFIG_VALUE_0=PROGRAM"},
	} {
		dir := nixtest.TempDir(t)
		ssh := dir + "/ssh"
		nixtest.Write(t, ssh, `#!/bin/sh
env | sort > `+dir+`/env
if (echo "Enter PIN:" >/dev/tty) 2>/dev/null; then echo asked; else echo silent; fi >> `+dir+`/told
exit 255
`)
		if err := os.Chmod(ssh, 0o755); err != nil { //nolint:gosec // a program
			t.Fatal(err)
		}
		vars := make([]string, len(how))
		for i, v := range how {
			vars[i] = strings.ReplaceAll(v, "PROGRAM", ssh)
		}
		tm := explorer(t, n.With(vars...), 100, 30, "git+ssh://git@example.invalid/private.git")
		tm.wait("try again")
		if strings.Contains(tm.stream(), "PIN") {
			t.Errorf("%s: it asked:\n%s", how[0], tm.screen())
		}
		tm.press("q")
		tm.leaves(0)
		if told := nixtest.Read(t, dir+"/told"); strings.Contains(told, "asked") || !strings.Contains(told, "silent") {
			t.Errorf("%s: %q", how[0], told)
		}
		for _, want := range []string{"GIT_TERMINAL_PROMPT=0", "SSH_ASKPASS_REQUIRE=never"} {
			if !strings.Contains("\n"+nixtest.Read(t, dir+"/env"), "\n"+want+"\n") {
				t.Errorf("%s: the environment lacks %s", how[0], want)
			}
		}
	}
}
