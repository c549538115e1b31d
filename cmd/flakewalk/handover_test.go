package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"flakewalk/nixcli/nixtest"
)

// workbench writes a flake with programs and a dev shell, of plain derivations.
func workbench(t testing.TB, n nixtest.Nix) (dir, system string) {
	t.Helper()
	dir, system = nixtest.TempDir(t), nixtest.System(t, n)
	nixtest.Write(t, dir+"/flake.nix", fmt.Sprintf(`{
  outputs = { self, ... }: let
    S = %q;
    drv = name: text: derivation {
      inherit name; system = S; salt = %q; builder = "/bin/sh"; PATH = "/usr/bin:/bin";
      args = [ "-c" "mkdir -p $out/bin; printf '%%s' \"$text\" > $out/bin/${name}; chmod +x $out/bin/${name}; exit 0" ]; inherit text;
    };
  in {
    packages.${S} = {
      greet = drv "greet" "#!/bin/sh\necho \"args: <$*>\"; exit 5\n";
      yawn = derivation {
        name = "yawn"; system = S; builder = "/bin/sh"; PATH = "/usr/bin:/bin"; salt = %q;
        args = [ "-c" "echo it takes its time; sleep 1000" ];
      };
    };
    devShells.${S}.default = derivation {
      name = "shell"; system = S; builder = "/bin/bash"; outputs = [ "out" ]; PATH = "/usr/bin:/bin";
      args = [ "-c" "echo > $out; exit 0" ]; FOO = "foo"; shellHook = "echo the hook ran";
    };
    lib.value = 5;
  };
}
`, system, filepath.Base(dir), filepath.Base(dir)))
	return dir, system
}

// keysLeadBack is what stands below output that is to be read.
const keysLeadBack = "any key leads back to flakewalk]"

// TestHandOver proves that commands have the real terminal, and that the explorer
// is back as it was when they end.
func TestHandOver(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir, system := workbench(t, n)
		pkgs := "packages." + system
		same := unchanged(t, dir)
		tm := explorer(t, n, 250, 30, "path:"+dir+"#"+pkgs+".greet")
		tm.wait(pkgs+".greet", "■ greet", "enter act")

		tm.press("r")
		tm.wait("$ ", "(flakewalk", "args: <>", "[exit code 5; "+keysLeadBack)
		tm.press("x") // which means something else in the explorer
		tm.wait(pkgs+".greet: run: exit code 5", "■ greet")

		tm.press("a")
		tm.wait("╭─ " + pkgs + ".greet")
		tm.press("r", "e")
		tm.wait("╭─ The command", "> ")
		tm.press(" -- one 'two  three'", keyEnter)
		tm.wait("args: <one two  three>", "[exit code 5; "+keysLeadBack)
		tm.press("x")
		tm.wait("run: exit code 5", "■ greet")

		tm.goTo("devShells")
		tm.press("l")
		tm.wait("default")
		tm.goTo("devShells." + system + ".default")
		tm.press("d")
		tm.wait("(exit or Ctrl+D", "the hook ran")
		tm.press("echo $FOO-$IN_NIX_SHELL\r")
		tm.wait("foo-impure")
		tm.press("sh -c 'echo begun; exec sleep 1000'\r")
		tm.wait("\nbegun\n")
		tm.press(keyCtrlC)
		tm.until(func(s string) bool {
			return strings.HasSuffix(strings.TrimRight(s, "\n"), "#") || strings.HasSuffix(strings.TrimRight(s, "\n"), "$")
		}, "no prompt after ^C")
		tm.press("sh -c 'echo once more; exec sleep 1000'\r")
		tm.wait("\nonce more\n")
		tm.press(keyCtrlZ)
		tm.wait("Stopped")
		tm.press("kill %1\r", "exit 3\r")
		tm.tryAgain("exit 3\r", "enter the dev shell: exit code 3")
		tm.press("q")
		tm.exits(exitOK)
		same()
	})
}

// tryAgain types a line until a text is on the screen: a shell warns once of jobs
// that are stopped.
func (tm *terminal) tryAgain(line, text string) {
	tm.t.Helper()
	tm.until(func(s string) bool { return strings.Contains(s, text) || strings.Contains(s, "There are stopped jobs") }, "the shell does not end")
	if !strings.Contains(tm.screen(), text) {
		tm.press(line)
		tm.wait(text)
	}
}

// TestHandOverEdit proves that the editor is given the file of the work tree and
// the line, and that what nix says when it fails can be read.
func TestHandOverEdit(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	dir, _ := workbench(t, n)
	bin := nixtest.TempDir(t)
	nixtest.Write(t, bin+"/vi", "#!/bin/sh\nprintf '%s\\n' \"$@\" > "+bin+"/args\nexit 1\n")
	if err := os.Chmod(bin+"/vi", 0o755); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
	tm := explorer(t, n.With("VISUAL="+bin+"/vi"), 250, 30, "path:"+dir+"#lib.value")
	tm.wait("lib.value", "enter act")
	tm.press("e")
	tm.wait("$ "+bin+"/vi +20 "+dir+"/flake.nix", "[exit code 1; "+keysLeadBack)
	tm.press(" ")
	tm.wait("lib.value: edit the definition: exit code 1")
	if got, err := os.ReadFile(bin + "/args"); err != nil || string(got) != "+20\n"+dir+"/flake.nix\n" {
		t.Errorf("the editor was given %q, %v", got, err)
	}
	tm.press("q")
	tm.exits(exitOK)
}
