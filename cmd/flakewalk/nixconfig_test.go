package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"flakewalk/nixcli/nixtest"
)

// stranger writes a flake that asks for a binary cache of its own, which has its
// package `had`. What is built here rather than fetched leaves a mark.
func stranger(t testing.TB, n nixtest.Nix) (with nixtest.Nix, dir, pkgs string, built func() bool) {
	t.Helper()
	dir, system := nixtest.TempDir(t), nixtest.System(t, n)
	cache, mark := nixtest.TempDir(t), filepath.Join(nixtest.TempDir(t), "built")
	nixtest.Write(t, dir+"/flake.nix", fmt.Sprintf(`{
  nixConfig.extra-substituters = [ "file://%s?trusted=true" ];
  outputs = _: {
    packages.%s.had = derivation {
      name = "had"; system = %q; builder = "/bin/sh"; PATH = "/usr/bin:/bin"; salt = %q;
      args = [ "-c" "echo > %s; mkdir -p $out/bin; printf '#!/bin/sh\\necho it runs\\n' > $out/bin/had; chmod +x $out/bin/had; exit 0" ];
    };
  };
}
`, cache, system, system, filepath.Base(dir), mark))
	ref := "path:" + dir + "#had"
	n.Must(t, "copy", "--no-write-lock-file", "--to", "file://"+cache, ref)
	n.Must(t, "store", "delete", strings.TrimSpace(n.Must(t, "eval", "--raw", "--no-write-lock-file", ref+".outPath")))
	built = func() bool {
		_, err := os.Stat(mark)
		return os.Remove(mark) == nil && err == nil
	}
	if !built() {
		t.Fatal("it leaves no mark")
	}
	return n.Settings("substitute = true", "substituters ="), dir, "packages." + system, built
}

// asksForCache is the title of the question.
const asksForCache = "This flake asks to change nix's settings"

// TestNixConfigAccepted proves that what a flake asks for is asked about in our own
// words, that Enter is no answer, and that accepting lets nix fetch from its cache.
func TestNixConfigAccepted(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		n, dir, pkgs, built := stranger(t, n)
		same := unchanged(t, dir)
		tm := explorer(t, n, 200, 36, "path:"+dir+"#"+pkgs+".had")
		tm.wait("■ had", "enter more")
		tm.press("a")
		tm.wait("P plan")
		tm.press("P")
		tm.wait("plan   1 derivation to build", "build  had", "without what its nixConfig asks for")
		tm.press(keyEsc)
		tm.waitGone("╭─")
		tm.press("b")
		tm.wait(asksForCache, "extra-substituters", "file://", "Ready-built programs are taken", "--accept-flake-config", "--no-accept-flake-config")
		tm.press(keyEnter)
		tm.waitGone(asksForCache)
		tm.wait("nothing was done")
		tm.press("a")
		tm.wait("╭─ "+pkgs+".had", "P plan")
		tm.press("E")
		tm.wait(asksForCache)
		tm.answer("y", "accept")
		tm.wait("╭─ The command")
		tm.press(keyEsc)
		tm.wait("P plan")
		tm.press("P")
		tm.wait("plan   1 path to fetch (", "fetch  had")
		tm.press("b")
		tm.wait("built: " + pkgs + ".had")
		if built() {
			t.Error("it was built here, not fetched")
		}
		tm.press("a")
		tm.wait("P plan")
		tm.press("P")
		tm.wait("plan  nothing to do: it is built")
		tm.press(keyEsc)
		tm.waitGone("╭─")
		tm.press("r")
		tm.wait("--accept-flake-config --no-write", "\nit runs", keysLeadBack)
		tm.press("x")
		tm.wait("run: exit code 0")
		tm.press("q")
		tm.exits(exitOK)
		same()
	})
}

// TestNixConfigDeclined proves that declining builds from source, that nix does not
// ask once more on the terminal, and that nix remembers nothing of it.
func TestNixConfigDeclined(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		n, dir, pkgs, built := stranger(t, n)
		tm := explorer(t, n, 200, 36, "path:"+dir+"#"+pkgs+".had")
		tm.wait("■ had", "enter more")
		tm.press("r")
		tm.wait(asksForCache)
		tm.answer("n", "decline")
		tm.wait("--no-accept-flake-config --log-format raw", "\nit runs", keysLeadBack)
		if strings.Contains(tm.screen(), "(y/N)") || !built() {
			t.Errorf("nix asks once more, or fetched it\n%s", tm.screen())
		}
		tm.press("x")
		tm.wait("run: exit code 0")
		tm.press("b")
		tm.wait("built: " + pkgs + ".had")
		tm.press("q")
		tm.exits(exitOK)

		tm = explorer(t, n, 200, 36, "--no-accept-flake-config", "path:"+dir+"#"+pkgs+".had")
		tm.wait("■ had", "enter more")
		tm.press("r")
		tm.wait("--no-accept-flake-config --log-format raw", "\nit runs", keysLeadBack)
		tm.press("x")
		tm.wait("run: exit code 0")
		tm.press("q")
		tm.exits(exitOK)
	})
}
