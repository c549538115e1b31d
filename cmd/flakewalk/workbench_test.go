package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"flakewalk/nixcli/nixtest"
)

// workbenchFlake has something for every verb, of plain derivations. @system@ is
// the system, @salt@ makes the derivations those of one test, @dir@ is its folder.
// No program says anything that its source does not put together: the source is on
// the explorer's screen too.
const workbenchFlake = `{
  outputs = { self, ... }: let
    drv = name: text: derivation {
      inherit name text; system = "@system@"; salt = "@salt@"; builder = "/bin/sh"; PATH = "/usr/bin:/bin";
      args = [ "-c" "echo built on $((40 + 2)); mkdir -p $out/bin; printf '%s' \"$text\" > $out/bin/${name}; chmod +x $out/bin/${name}; exit 0" ];
    };
    build = name: script: derivation {
      inherit name; system = "@system@"; salt = "@salt@"; builder = "/bin/sh"; PATH = "/usr/bin:/bin"; args = [ "-c" script ];
    };
  in {
    packages.@system@ = {
      greet = drv "greet" "#!/bin/sh\necho \"args: <$*>\"; exit 5\n";
      wait = drv "wait" "#!/bin/sh\necho \"waits $((40 + 2))\"; exec sleep 1000\n";
      family = drv "family" "#!/bin/sh\necho \"waits $((40 + 2))\"; sleep 1000; exit 0\n";
      stubborn = drv "stubborn" "#!/bin/sh\ntrap '' HUP TERM INT\necho \"waits $((40 + 2))\"; exec sleep 1000\n";
      patient = drv "patient" "#!/bin/sh\necho \"waits $((40 + 2))\"; read x < @dir@-go; stty raw -echo; exit 0\n";
      ignores = drv "ignores" "#!/bin/sh\nsed -n 's/^SigIgn:/ignored:/p' /proc/self/status\n";
      gated = build "gated" "read x < @dir@-build; echo > $out; echo > @dir@-built; exit 0";
      yawn = build "yawn" "echo it takes its time; sleep 1000";
    };
    devShells.@system@.default = derivation {
      name = "shell"; system = "@system@"; builder = "/bin/bash"; outputs = [ "out" ]; PATH = "/usr/bin:/bin";
      args = [ "-c" "echo > $out; exit 0" ]; FOO = "foo"; shellHook = "echo the hook ran";
    };
    formatter.@system@ = drv "fmt" "#!/bin/sh\necho \"formats $((40 + 2))\"; echo > formatted\n";
    templates.default = { path = ./template; description = "a start"; };
    lib.value = 5;
  };
}
`

// workbench writes that flake into a folder.
func workbench(t testing.TB, n nixtest.Nix) (dir, system string) {
	t.Helper()
	dir, system = filepath.Join(nixtest.TempDir(t), "flake"), nixtest.System(t, n)
	if err := os.MkdirAll(dir+"/template", 0o755); err != nil { //nolint:gosec // a folder of a test
		t.Fatal(err)
	}
	salt := filepath.Base(filepath.Dir(dir))
	nixtest.Write(t, dir+"/flake.nix", strings.NewReplacer("@system@", system, "@salt@", salt, "@dir@", dir).Replace(workbenchFlake))
	nixtest.Write(t, dir+"/template/begin", "here\n")
	for _, gate := range []string{"-go", "-build"} {
		if err := syscall.Mkfifo(dir+gate, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir, system
}

// open lets who waits at a gate of the workbench go on.
func open(t testing.TB, gate string) {
	t.Helper()
	if err := os.WriteFile(gate, []byte("\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// onPackage opens the explorer with the cursor on a package of a new workbench.
func onPackage(t *testing.T, n nixtest.Nix, name string) (tm *terminal, dir, path string) {
	t.Helper()
	dir, system := workbench(t, n)
	path = "packages." + system + "." + name
	tm = explorer(t, n, 250, 30, "path:"+dir+"#"+path)
	tm.wait(path, "■ "+name, "enter more")
	return tm, dir, path
}
