package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// TestChoiceOf proves what --kind lets the user choose.
func TestChoiceOf(t *testing.T) {
	t.Parallel()
	p, err := choiceOf([]string{"devShells", "app", "devShell"})
	if err != nil || p.What != "dev shell or app" || !slices.Equal(p.Kinds, []model.Kind{model.KindDevShell, model.KindApp}) {
		t.Errorf("%+v, %v", p, err)
	}
	if p, err = choiceOf(nil); err != nil || !slices.Contains(p.Kinds, model.KindNixOS) || slices.Contains(p.Kinds, model.KindString) {
		t.Errorf("%+v, %v", p, err)
	}
	_, err = choiceOf([]string{"app", "attrs"})
	if usage := (usageError{}); !errors.As(err, &usage) || !strings.Contains(err.Error(), `"attrs"; it is one of package, app, devShell`) {
		t.Errorf("%v", err)
	}
}

// TestPickUsage proves what is said where there is nothing to choose with.
func TestPickUsage(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	flakewalk(t, n, "pick", "--kind", "shells").fails(t, exitUsage, `there is no "shells"; it is one of package, app, devShell`)
	flakewalk(t, n, "pick", "a", "b").fails(t, exitUsage, "one flake reference")
	flakewalk(t, n, "pick", "a\nb").fails(t, exitUsage, "control characters")
	cmd := programCommand(t, n, "pick", ".")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // without a terminal
	finish(t, cmd).fails(t, exitUsage, "pick needs a terminal")
}

// pickBench writes a flake with names that mean something to nix, to shells and to
// terminals.
func pickBench(t *testing.T, n nixtest.Nix) (dir, system string) {
	t.Helper()
	dir, system = nixtest.TempDir(t), nixtest.System(t, n)
	nixtest.Write(t, dir+"/flake.nix", fmt.Sprintf(`{
  outputs = { self, ... }: let
    S = %q;
    drv = id: derivation { name = "thing-${id}"; system = S; builder = "/bin/sh"; args = [ "-c" "echo > $out; exit 0" ]; };
  in {
    packages.${S} = {
      a = drv "plain"; "b.c" = drv "dot"; "c\nd" = drv "newline"; "d$(touch hacked)`+"`touch hacked`"+`;'x" = drv "shell";
      ${builtins.fromJSON "\"e\\u001b]0;title\\u0007\""} = drv "escape"; "f q\"uote" = drv "quote"; "g h%%41#?^out" = drv "url";
    };
    apps.${S}.app = { type = "app"; program = "${drv "app"}"; };
    nixosConfigurations.host = { config.system.build.toplevel = drv "toplevel"; options = { }; };
    lib.word = "w";
  };
}
`, system))
	return dir, system
}

// pickInShell types a line with $(flakewalk pick ...) into a shell on a terminal.
// PICK in the line is the program.
func pickInShell(t *testing.T, n nixtest.Nix, line string) *terminal {
	t.Helper()
	program := programCommand(t, n)
	cmd := exec.CommandContext(t.Context(), "bash", "--noprofile", "--norc", "-i")
	cmd.Dir, cmd.Env = program.Dir, append(program.Env, "PS1=shell> ", "HISTFILE=", "INPUTRC=/dev/null")
	tm := onTerminal(t, cmd, 120, 30)
	tm.wait("shell>")
	tm.press("pick() { " + model.ShellQuote(program.Args) + " pick \"$@\"; }; clear\r")
	tm.waitGone("pick()")
	tm.wait("shell>")
	tm.press(line + "\r")
	return tm
}

// picks presses a key in the chooser and waits for what the shell says then.
func (tm *terminal) picks(key string, want ...string) {
	tm.t.Helper()
	tm.press(key)
	tm.until(func(string) bool { return !tm.alternate() && tm.cursorShown() }, "the terminal is not the shell's again")
	tm.wait(append(want, "shell>")...)
	tm.press("exit\r")
	tm.ends(exitOK)
}

// TestPickBuilds proves that what is printed is what nix builds, for every name, and
// that nothing else is printed or run.
func TestPickBuilds(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir, system := pickBench(t, n)
		same := unchanged(t, dir)
		for i, want := range []string{"thing-plain", "thing-dot", "thing-newline", "thing-shell", "thing-escape", "", "thing-url"} {
			t.Run(want, func(t *testing.T) {
				t.Parallel()
				tm := pickInShell(t, n, `got=$(pick 'path:`+dir+`' --kind package </dev/null); echo "code $?, lines $(echo "$got" | wc -l)"; `+
					model.ShellQuote([]string{n.Bin})+` --extra-experimental-features "nix-command flakes" build --no-link --print-out-paths "$got"; echo "built $?"`)
				tm.wait("choose: package", "packages."+system+".a", "enter choose")
				for range i {
					_, _, before := tm.status()
					tm.down(before)
				}
				if want == "" { // nix has no way to write it
					tm.press(keyEnter)
					tm.wait("nix has no way to write this")
					tm.picks("q", "code 1, lines 1")
					return
				}
				tm.wait("enter choose")
				tm.picks(keyEnter, "code 0, lines 1", want, "built 0")
				if strings.Contains(tm.stream(), "\x1b]0;") {
					t.Error("a name reached the terminal as it is")
				}
				if _, err := os.Lstat(tm.cmd.Dir + "/hacked"); err == nil {
					t.Error("a name was run")
				}
			})
		}
		t.Cleanup(same)
	})
}

// TestPick proves the exit codes, with a terminal and with a pipe at standard input,
// and that other keys do nothing.
func TestPick(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	dir, system := pickBench(t, n)
	for name, c := range map[string]struct {
		line string
		keys []string
		want string
	}{
		"enter":     {"pick 'path:" + dir + "' --kind app", []string{keyEnter}, "path:" + dir + "#.apps." + system + ".app <0>"},
		"a pipe":    {"echo jjj | pick 'path:" + dir + "' --kind app", []string{keyEnter}, "#.apps." + system + ".app <0>"},
		"toplevel":  {"pick 'path:" + dir + "' --kind nixosConfigurations", []string{keyEnter}, "#.nixosConfigurations.host.config.system.build.toplevel <0>"},
		"a letter":  {"pick 'path:" + dir + "' --kind app", []string{"r", "b", "a", "2", keyEnter}, "#.apps." + system + ".app <0>"},
		"q":         {"pick 'path:" + dir + "' --kind app", []string{"q"}, " <1>"},
		"ctrl+c":    {"pick 'path:" + dir + "' --kind app", []string{keyCtrlC}, " <1>"},
		"esc":       {"pick 'path:" + dir + "' --kind app", []string{keyEsc}, " <1>"},
		"no choice": {"pick 'path:" + dir + "#lib.word'", []string{keyEnter, "q"}, " <1>"},
		"no flake":  {"pick 'path:" + dir + "/nothing'", []string{"q"}, " <1>"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tm := pickInShell(t, n, `got=$(`+c.line+`); echo "got $got <$?>"`)
			tm.until(func(s string) bool {
				return tm.alternate() && (strings.Contains(s, "enter choose") || strings.Contains(s, "  lib.word") || strings.Contains(s, "cannot be opened"))
			}, "the chooser is not there")
			last := len(c.keys) - 1
			tm.press(c.keys[:last]...)
			tm.picks(c.keys[last], "got ", c.want)
		})
	}
}
