package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"flakewalk/nixcli/nixtest"
)

// askingSSH is an ssh that asks for a passphrase on the terminal, and without one, or for
// a wrong one, takes no key. It knows the key from then on, as with an agent: nix asks a
// repository for its branch each time. What git wants run at the other end it runs here.
const askingSSH = `#!/bin/sh
for command; do :; done
deny() { echo "git@example.invalid: Permission denied (publickey)." >&2; exit 255; }
if [ ! -e "$0.agent" ]; then
  (: >/dev/tty) 2>/dev/null || deny
  printf 'Enter the passphrase: ' >/dev/tty
  read -r answer </dev/tty
  [ "$answer" = secret ] || deny
  : >"$0.agent"
fi
exec sh -c "$command"
`

// repository commits a flake in a new folder.
func repository(t *testing.T, n nixtest.Nix, flake string) (dir string) {
	t.Helper()
	dir = nixtest.TempDir(t)
	nixtest.Write(t, dir+"/flake.nix", flake)
	for _, args := range [][]string{{"init", "-q", "-b", "main"}, {"add", "."}, {"-c", "user.name=x", "-c", "user.email=x", "commit", "-qm", "x"}} {
		cmd := exec.CommandContext(t.Context(), "git", append([]string{"-C", dir}, args...)...)
		cmd.Env = n.Env
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	return dir
}

// TestFetchWithTheTerminal proves that a flake whose repository needs a passphrase says
// so, and that one key lets ssh ask for it and opens the flake then: on the terminal, and
// nowhere else. A passphrase that is wrong is no end.
func TestFetchWithTheTerminal(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		n = n.Fresh(t)
		repo := repository(t, n, `{ outputs = _: { lib.answer = "forty-two"; }; }`)
		ssh := nixtest.TempDir(t) + "/ssh"
		nixtest.Write(t, ssh, askingSSH)
		if err := os.Chmod(ssh, 0o755); err != nil { //nolint:gosec // a program
			t.Fatal(err)
		}
		tm := explorer(t, n.With("GIT_SSH_COMMAND="+ssh, "HOME="+nixtest.TempDir(t)), 110, 30, "git+ssh://git@example.invalid"+repo)
		tm.wait("takes none of your keys", "T with the terminal")
		if strings.Contains(tm.stream(), "Enter the passphrase") {
			t.Error("it asked unasked")
		}
		tm.press("T")
		tm.wait("flake prefetch", "Enter the passphrase:")
		tm.press("wrong" + keyEnter)
		tm.until(func(screen string) bool { return strings.Count(screen, "Enter the passphrase:") == 2 }, "nix does not try the default branch")
		tm.press("wrong" + keyEnter)
		tm.wait("any key leads back")
		tm.press("x")
		tm.wait("nothing was fetched: exit code 1", "T with the terminal")
		asked := strings.Count(tm.stream(), "Enter the passphrase:")
		tm.press("T")
		tm.until(func(string) bool { return strings.Count(tm.stream(), "Enter the passphrase:") > asked }, "it does not ask again")
		tm.press("secret" + keyEnter)
		tm.wait("▸ lib")
		tm.press("q")
		tm.exits(exitOK)
	})
}

// TestFetchInputWithTheTerminal proves the same of an input that a row needs.
func TestFetchInputWithTheTerminal(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0].Fresh(t)
	repo := repository(t, n, `{ outputs = _: { lib.answer = "forty-two"; }; }`)
	ssh := nixtest.TempDir(t) + "/ssh"
	nixtest.Write(t, ssh, askingSSH)
	if err := os.Chmod(ssh, 0o755); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
	head, err := exec.CommandContext(t.Context(), "git", "-C", repo, "rev-parse", "HEAD").Output()
	if err != nil {
		t.Fatal(err)
	}
	dir := nixtest.TempDir(t)
	nixtest.Write(t, dir+"/flake.nix", `{ outputs = _: { lib.answer = (builtins.fetchTree { type = "git"; url = "ssh://git@example.invalid`+repo+`"; rev = "`+strings.TrimSpace(string(head))+`"; }).shortRev; }; }`)
	tm := explorer(t, n.With("GIT_SSH_COMMAND="+ssh, "HOME="+nixtest.TempDir(t)), 110, 30, dir+"#lib.answer")
	tm.wait("✗ answer")
	tm.press(keyEnter)
	tm.wait("╭", "T with the terminal")
	tm.press("T")
	tm.wait("Enter the passphrase:")
	tm.press("secret" + keyEnter)
	tm.wait(`❝ answer`)
	tm.press("q")
	tm.exits(exitOK)
}
