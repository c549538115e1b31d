package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"flakewalk/nixcli/nixtest"
)

// TestInputsOfRefused proves that a flake that nix refuses is refused with its inputs
// beside: on stdout and in the tab.
func TestInputsOfRefused(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	dir := nixtest.TempDir(t)
	nixtest.Write(t, dir+"/flake.nix", `{ inputs.m.url = "github:o/r"; outputs = { self, m }: { x = 1 }; }`)
	nixtest.Write(t, dir+"/flake.lock", `{"nodes":{"m":{"locked":{"lastModified":1700000000,"narHash":"sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","owner":"o","repo":"r","rev":"1111111111111111111111111111111111111111","type":"github"},"original":{"owner":"o","repo":"r","type":"github"}},"root":{"inputs":{"m":"m"}}},"root":"root","version":7}`)
	got := flakewalk(t, n, "inputs", dir)
	if got.code != exitOK || !strings.Contains(got.out, "m  github:o/r  1111111") {
		t.Errorf("exit code %d:\n%s", got.code, got.out)
	}
	for _, want := range []string{"syntax error, unexpected '}'", "This is " + dir + "/flake.lock as it stands."} {
		if !strings.Contains(got.errs, want) {
			t.Errorf("stderr lacks %q:\n%s", want, got.errs)
		}
	}
	if doc := readInputs(t, flakewalk(t, n, "inputs", "--format", "json", dir).out); len(doc.Nodes) != 2 {
		t.Errorf("%+v", doc)
	}
	flakewalk(t, n, "inputs", "github:o/r").fails(t, exitError)

	tm := explorer(t, n, 100, 30, dir)
	tm.wait("This flake cannot be opened", "syntax error")
	tm.press("2")
	tm.wait("github:o/r", "its lock file is shown as it stands")
	tm.press("enter", "c", "e", "u", "U", "o", "1")
	tm.wait("This flake cannot be opened")
	tm.press("2")
	tm.wait("github:o/r")
	nixtest.Write(t, dir+"/flake.lock", "{")
	tm.press("r")
	tm.wait("This flake cannot be opened")
	tm.press("q")
	tm.leaves(0)
}

// TestNothingShown proves that the exit code tells when nothing at all can be shown.
func TestNothingShown(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	for text, want := range map[string]int{
		`{ outputs = _: throw "not today"; }`:                 exitError,
		`{ outputs = _: import ./nowhere.nix; }`:              exitError,
		`{ outputs = _: 1; }`:                                 exitError,
		`{ outputs = _: { }; }`:                               exitOK,
		`{ outputs = _: { a = throw "a"; }; }`:                exitOK,
		`{ outputs = _: { a = throw "a"; b = throw "b"; }; }`: exitOK,
	} {
		dir := nixtest.TempDir(t)
		nixtest.Write(t, dir+"/flake.nix", text)
		for _, args := range [][]string{{"show", dir}, {"show", "--json", dir}, {dir}} {
			if got := flakewalk(t, n, args...); got.code != want || got.out == "" {
				t.Errorf("%s: %v: exit code %d, want %d\n%s%s", text, args, got.code, want, got.out, got.errs)
			}
		}
	}
	dir := nixtest.TempDir(t)
	nixtest.Write(t, dir+"/flake.nix", `{ outputs = args: import ./outputs.nix args; }`)
	nixtest.Commit(t, dir)
	nixtest.Write(t, dir+"/outputs.nix", `_: { }`)
	if got := flakewalk(t, n, "show", dir); got.code != exitError || !strings.Contains(got.errs, "git does not track it") || !strings.Contains(got.errs, "What to do: git add it") {
		t.Errorf("%d: %s", got.code, got.errs)
	}
	dir = nixtest.TempDir(t)
	nixtest.Write(t, dir+"/flake.nix", `{ outputs = _: { a.b = throw "a"; c = 1; }; }`)
	for path, want := range map[string]int{"a.b": exitError, "a": exitOK, "c": exitOK} {
		if got := flakewalk(t, n, "show", dir+"#"+path); got.code != want {
			t.Errorf("%s: exit code %d, want %d\n%s%s", path, got.code, want, got.out, got.errs)
		}
	}
}

// TestPlaceOfError proves that the command line says where nix has found something wrong,
// with the source there, and what git said.
func TestPlaceOfError(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	dir := nixtest.TempDir(t)
	nixtest.Write(t, dir+"/flake.nix", "{\n  description = \"x\"\n  outputs = { self }: { };\n}\n")
	for _, command := range []string{"show", "inputs"} {
		flakewalk(t, n, command, dir).fails(t, exitError, "syntax error", "flake.nix:3:11:", "3|   outputs = { self }: { };")
	}
	flakewalk(t, n, "show", "git+file://"+dir+"/nowhere").fails(t, exitError, "nowhere")
	flakewalk(t, n.With("GIT_SSH_COMMAND=echo the door is locked >&2; false"), "show", "git+ssh://git@example.invalid/private.git").
		fails(t, exitError, "the door is locked", "fatal: Could not read from remote repository.")
}

// TestLinks proves that one is told where a symbolic link is in the way.
func TestLinks(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	dir := nixtest.TempDir(t)
	nixtest.Write(t, dir+"/real/flake.nix", `{ outputs = _: { }; }`)
	for link, to := range map[string]string{"folder": "real", "linked/flake.nix": "../real/flake.nix", "dangling/flake.nix": "nowhere"} {
		if err := os.MkdirAll(filepath.Dir(dir+"/"+link), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(to, dir+"/"+link); err != nil {
			t.Fatal(err)
		}
	}
	flakewalk(t, n, "show", "path:"+dir+"/folder").fails(t, exitError, "name the folder itself, "+dir+"/real.")
	flakewalk(t, n, "show", "path:"+dir+"/linked").fails(t, exitError, "flake.nix is a symbolic link", dir+"/real/flake.nix")
	flakewalk(t, n, "show", "path:"+dir+"/dangling").fails(t, exitError, "flake.nix is a symbolic link that leads nowhere.")
}
