package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"flakewalk/nixcli/nixtest"
)

// shellBench writes a flake with dev shells of those names, a package whose build
// never ends, and more attributes.
func shellBench(t *testing.T, n nixtest.Nix, more string, shells ...string) (dir, system string) {
	t.Helper()
	dir, system = nixtest.TempDir(t), nixtest.System(t, n)
	all := ""
	for _, name := range shells {
		all += fmt.Sprintf("%q = shell %q; ", name, name)
	}
	if all != "" {
		all = "devShells.${S} = { " + all + "};"
	}
	nixtest.Write(t, dir+"/flake.nix", fmt.Sprintf(`{
  %s
  outputs = { self, ... }: let
    S = %q;
    shell = word: derivation {
      name = "shell"; system = S; builder = "/bin/bash"; outputs = [ "out" ]; PATH = "/usr/bin:/bin"; salt = %q;
      args = [ "-c" "echo > $out; exit 0" ]; WORD = word; shellHook = "echo the hook ran";
    };
  in {
    packages.${S} = {
      pack = shell "pack";
      yawn = derivation { name = "yawn"; system = S; builder = "/bin/sh"; PATH = "/usr/bin:/bin"; salt = %q; args = [ "-c" "echo begun; sleep 1000" ]; };
    };
    %s
  };
}
`, more, system, filepath.Base(dir), filepath.Base(dir), all))
	return dir, system
}

// plainShells is n with a bash that sets no modes of the terminal.
func plainShells(t *testing.T, n nixtest.Nix) nixtest.Nix {
	t.Helper()
	file := nixtest.TempDir(t) + "/inputrc"
	nixtest.Write(t, file, "set enable-bracketed-paste off\n")
	return n.With("INPUTRC="+file, "SHELL=/bin/bash")
}

// entered waits for the shell of that word, and fails unless it is the program's own
// process, all that is left of it, with the terminal as it was.
func (tm *terminal) entered(word string) {
	tm.t.Helper()
	tm.wait("(exit or Ctrl+D ends it)", "the hook ran")
	tm.press("echo $WORD-$IN_NIX_SHELL-$$\r")
	tm.wait(fmt.Sprintf("%s-impure-%d", word, tm.cmd.Process.Pid))
	tm.until(func(string) bool { return !tm.alternate() && tm.cursorShown() }, "the terminal is not the shell's")
	eventually(tm.t, func() bool { return slices.Equal(nixtest.Leftovers(tm.marker), []int{tm.cmd.Process.Pid}) },
		func() string { return fmt.Sprintf("there are %v besides the shell", nixtest.Leftovers(tm.marker)) })
}

// leaves ends the shell with a code, which is that of the program.
func (tm *terminal) leaves(code int) {
	tm.t.Helper()
	tm.press(fmt.Sprintf("exit %d\r", code))
	tm.exits(code)
}

// TestDevelop proves that the only dev shell, or one with a name, takes the place of
// the program, with the command that was said before.
func TestDevelop(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		n = plainShells(t, n)
		one, system := shellBench(t, n, "", "default")
		two, _ := shellBench(t, n, "", "first", "sec.ond")
		for _, c := range []struct {
			name string
			args []string
			say  string // that is run
			word string
		}{
			{"the only one", []string{"path:" + one}, " path:" + one + "   (exit", "default"},
			{"by its name", []string{"path:" + two, "first"}, " 'path:" + two + "#first'   (exit", "first"},
			{"a dot in it", []string{"path:" + two, "sec.ond"}, "#.devShells." + system + `."sec.ond"'   (exit`, "sec.ond"},
			{"by a fragment", []string{"path:" + two + "#first"}, " 'path:" + two + "#first'   (exit", "first"},
			{"a package", []string{"path:" + two + "#pack"}, "#.packages." + system + ".pack'   (exit", "pack"},
			{"a path", []string{"path:" + two, ".packages." + system + ".pack"}, "#.packages." + system + ".pack'   (exit", "pack"},
			{"the user's shell", []string{"path:" + one, "--shell", "user"}, " path:" + one + " -c /bin/bash   (exit", "default"},
		} {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				same := unchanged(t, one)
				tm := explorer(t, n, 250, 30, append([]string{"develop"}, c.args...)...)
				tm.wait("$ "+n.Bin+" develop ", c.say)
				tm.entered(c.word)
				tm.leaves(7)
				same()
			})
		}
	})
}

// TestDevelopChoice proves that several dev shells are shown, and that D leaves for
// one, after the question where something is built.
func TestDevelopChoice(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		n = plainShells(t, n)
		dir, system := shellBench(t, n, "", "first", "second")
		same := unchanged(t, dir)
		tm := explorer(t, n, 250, 30, "develop", "path:"+dir)
		tm.wait("devShells."+system+".first", "❯ first", "❯ second", "enter more")
		tm.goTo("packages")
		tm.press("l")
		tm.wait("■ yawn")
		tm.goTo("packages." + system + ".yawn")
		tm.press("b")
		tm.wait("running", "enter more")
		tm.goTo("devShells." + system + ".second")
		tm.wait("enter more")
		tm.press("D")
		tm.wait("╭─ Quit?")
		tm.press(keyEsc)
		tm.waitGone("╭─ Quit?")
		tm.press("D")
		tm.wait("╭─ Quit?")
		tm.answer("y", "cancel it")
		tm.entered("second")
		tm.leaves(4)
		same()
	})
}

// TestDevelopNothing proves what is said where there is nothing to enter.
func TestDevelopNothing(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		none, system := shellBench(t, n, "")
		one, _ := shellBench(t, n, "", "default")
		bare := nixtest.TempDir(t)
		nixtest.Write(t, bare+"/flake.nix", "{ outputs = _: { lib.x = 1; templates = { }; }; }")
		bad := nixtest.TempDir(t)
		nixtest.Write(t, bad+"/flake.nix", `{ outputs = _: { devShells.`+system+`.default = throw "not today"; }; }`)
		other, misplaced := nixtest.TempDir(t), nixtest.TempDir(t)
		shell := `derivation { name = "x"; system = "x"; builder = "x"; }`
		nixtest.Write(t, other+"/flake.nix", "{ outputs = _: { devShells = { aarch64-darwin.default = "+shell+"; riscv64-linux.default = "+shell+"; powerpc64le-linux = { }; }; }; }")
		nixtest.Write(t, misplaced+"/flake.nix", "{ outputs = _: { devShells.default = "+shell+"; }; }")
		for name, c := range map[string]struct {
			args []string
			want []string
			code int
		}{
			"elsewhere": {[]string{"path:" + other}, []string{"no dev shell for " + system, "It has some for aarch64-darwin, riscv64-linux, which need"}, exitError},
			"misplaced": {[]string{"path:" + misplaced}, []string{"no dev shell for " + system, "devShells.default lacks the system; nix looks for devShells." + system + ".default."}, exitError},
			"none":      {[]string{"path:" + none}, []string{"no dev shell for " + system, "Name a package", "pack, yawn."}, exitError},
			"bare":      {[]string{"path:" + bare}, []string{"no dev shell for " + system, "outputs: lib, templates."}, exitError},
			"no such":   {[]string{"path:" + one, "nope"}, []string{"no dev shell or package nope", "dev shells: default."}, exitError},
			"throws":    {[]string{"path:" + bad}, []string{"nix says: not today"}, exitError},
			"no flake":  {[]string{"path:" + bare + "/x"}, []string{"flakewalk: "}, exitError},
			"twice":     {[]string{"path:" + one + "#a", "b"}, []string{"named twice"}, exitUsage},
			"too many":  {[]string{"a", "b", "c"}, []string{"there are 3 arguments"}, exitUsage},
			"not yours": {[]string{"path:" + one, ".packages." + system + ".nope"}, []string{"no dev shell or package"}, exitError},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				tm := explorer(t, n, 200, 30, append([]string{"develop"}, c.args...)...)
				tm.wait(c.want...)
				tm.exits(c.code)
			})
		}
	})
	n := nixtest.All(t)[0]
	flakewalk(t, n, "develop", ".").fails(t, exitUsage, "a dev shell needs a terminal", "nix develop REF -c COMMAND")
}

// TestDevelopAsks proves that the programs of a flake that is not local run after a
// typed y only, and that its nixConfig is asked about before.
func TestDevelopAsks(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		n = plainShells(t, n)
		dir, _ := shellBench(t, n, `nixConfig.extra-substituters = [ "file:///nowhere" ];`, "default")
		tarball := filepath.Join(nixtest.TempDir(t), "flake.tar.gz")
		if out, err := exec.CommandContext(t.Context(), "tar", "-C", filepath.Dir(dir), "-czf", tarball, filepath.Base(dir)).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		for name, c := range map[string]struct {
			flags   []string
			answers []string // to the nixConfig, if asked, and then whether to run it
			said    string
			enters  bool
		}{
			"n and y":      {nil, []string{"n\r", "y\r"}, "--no-accept-flake-config", true},
			"n and enter":  {nil, []string{"n\r", "\r"}, "Only a typed y runs it", false},
			"n and yes":    {nil, []string{"n\r", "yes\r"}, "Only a typed y runs it", false},
			"y and y":      {nil, []string{"y\r", "y\r"}, " --accept-flake-config --no-write-lock-file", true},
			"enter":        {nil, []string{"\r"}, "Answer y or n", false},
			"unasked":      {[]string{"--yes-run", "--no-accept-flake-config"}, nil, "--no-accept-flake-config", true},
			"n, once only": {[]string{"--no-accept-flake-config"}, []string{"\x04"}, "Only a typed y runs it", false},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				tm := explorer(t, n, 250, 50, append([]string{"develop", "file://" + tarball}, c.flags...)...)
				answers := c.answers
				if c.flags == nil {
					tm.wait("This flake asks to change nix's settings", "extra-substituters", "file:///nowhere", "Without it: ", "y accepts all of it")
					tm.press(answers[0])
					answers = answers[1:]
				}
				if len(answers) > 0 {
					tm.wait("This runs programs that the flake's authors wrote", "Run it? ")
					tm.press(answers[0])
				}
				tm.wait(c.said)
				if !c.enters {
					tm.exits(exitError)
					return
				}
				tm.entered("default")
				tm.leaves(0)
			})
		}
		t.Run("typed before", func(t *testing.T) {
			t.Parallel()
			tm := explorer(t, n, 250, 50, "develop", "file://"+tarball)
			tm.press("y\r", "y\r") // before anything is asked
			tm.wait("y accepts all of it")
			tm.press("n\r")
			tm.wait("Run it? ")
			tm.press("\r")
			tm.wait("Only a typed y runs it")
			tm.exits(exitError)
		})
		t.Run("interrupted", func(t *testing.T) {
			t.Parallel()
			tm := explorer(t, n, 250, 50, "develop", "file://"+tarball)
			tm.wait("y accepts all of it")
			tm.press(keyCtrlC)
			tm.exits(130)
		})
	})
}

// TestDevelopCompletes proves that the names of the dev shells are offered.
func TestDevelopCompletes(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	dir, _ := shellBench(t, n, "", "first", "fourth", "second", "$(touch x)")
	for _, c := range []struct {
		words []string
		want  []string
	}{
		{[]string{"path:" + dir, ""}, []string{"first", "fourth", "second"}},
		{[]string{"path:" + dir, "f"}, []string{"first", "fourth"}},
		{[]string{"path:" + dir, "f", ""}, nil},
		{[]string{"path:" + dir + "/nothing", ""}, nil},
	} {
		if got, _ := completes(t, n, t.TempDir(), append([]string{"develop"}, c.words...)...); !slices.Equal(got, c.want) {
			t.Errorf("%v: %q, want %q", c.words, got, c.want)
		}
	}
}
