package main

import (
	"path/filepath"
	"strings"
	"testing"

	"flakewalk/nixcli/nixtest"
)

// secretLock is a lock file with a token in each place where one can stand.
const secretLock = `{"nodes":{
"a":{"locked":{"type":"tarball","url":"https://git.example/x.tar.gz?private_token=TOKEN123","narHash":"sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","lastModified":1700000000},
	"original":{"type":"tarball","url":"https://git.example/x.tar.gz?private_token=TOKEN123"}},
"b":{"locked":{"type":"git","url":"https://user:TOKEN123@git.example/o/r","rev":"abcdef0123456789abcdef0123456789abcdef01","narHash":"sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","lastModified":1700000000},
	"original":{"type":"git","url":"https://user:TOKEN123@git.example/o/r"}},
"c":{"locked":{"type":"file","url":"https://TOKEN123@git.example/o/r?x=1","narHash":"sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="},"original":{"type":"file","url":"https://TOKEN123@git.example/o/r?x=1"}},
"root":{"inputs":{"a":"a","b":"b","c":"c"}}},"root":"root","version":7}`

// TestSecretsInInputs proves that no token of a lock file is printed, in no format and
// to no question, unless somebody asks for it.
func TestSecretsInInputs(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	dir := nixtest.TempDir(t)
	lock, before := filepath.Join(dir, "flake.lock"), filepath.Join(dir, "before.lock")
	nixtest.Write(t, lock, secretLock)
	nixtest.Write(t, before, strings.ReplaceAll(secretLock, "abcdef0", "0bcdef0"))
	for _, args := range [][]string{
		{}, {"--format", "list"}, {"--format", "json"}, {"--format", "dot"}, {"--format", "mermaid"},
		{"--why", "b"}, {"--follows", "a"}, {"--duplicates"}, {"--older-than", "1"}, {"--diff", before}, {"--diff", before, "--format", "json"},
	} {
		r := flakewalk(t, n, append(append([]string{"inputs"}, args...), lock)...).succeeds(t)
		if strings.Contains(r.out, "TOKEN123") || len(args) == 0 && strings.Count(r.out, "***") < 3 {
			t.Errorf("%v prints a secret:\n%s", args, r.out)
		}
	}
	if r := flakewalk(t, n, "inputs", "--show-secrets", "--format", "json", lock).succeeds(t); strings.Count(r.out, "TOKEN123") < 6 {
		t.Errorf("--show-secrets hides some:\n%s", r.out)
	}
}

// TestSecretsOnTheScreen proves the same of the explorer, whatever is shown of an input,
// and of what is copied.
func TestSecretsOnTheScreen(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	dir := nixtest.TempDir(t)
	nixtest.Write(t, dir+"/flake.nix", `{
		inputs.a.url = "https://git.example/x.tar.gz?private_token=TOKEN123";
		inputs.b.url = "git+https://user:TOKEN123@git.example/o/r";
		inputs.c = { url = "file+https://TOKEN123@git.example/o/r?x=1"; flake = false; };
		outputs = _: { };
	}`)
	nixtest.Write(t, dir+"/flake.lock", secretLock)
	tm := explorer(t, n, 150, 40, "path:"+dir)
	tm.wait(" 2 Inputs")
	tm.press("2")
	tm.wait("***")
	for _, name := range []string{"a", "b", "c"} {
		tm.goTo(name)
		tm.wait("written", "***")
		tm.press("y", "w")
		tm.wait("╭─")
		tm.press(keyEsc)
		tm.waitGone("╭─")
	}
	tm.press("i")
	tm.wait("╭─")
	tm.press(keyEsc)
	tm.waitGone("╭─")
	tm.press("q")
	tm.exits(exitOK)
	if strings.Contains(tm.stream(), "TOKEN123") {
		t.Error("the token was written to the terminal")
	}
}
