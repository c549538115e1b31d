package nixcli

import (
	"bytes"
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// shownCommand is a command line as it is shown, and what it must run.
type shownCommand struct {
	line string
	argv []string
	dir  string // "" is where the shell is
}

func shownAction(a model.Action) shownCommand { return shownCommand{a.String(), a.Argv, a.Dir} }

// TestShownIsRun proves with a shell that every command, as it is shown and
// copied, is the one that is run: with names, references, options and folders
// that mean something to a shell.
func TestShownIsRun(t *testing.T) {
	t.Parallel()
	hostile := []string{
		"plain", "$(touch pwned)", "`touch pwned`", "a;b", "a&b", "a|b>c<d", "it's", `"`, `\`, "*", "?[x]", "~", "-rf", "!x", "#x", "{a,b}", "a b\tc",
		"new\nline", "\x1b[31mred", "\u202eright", "\xff\xfe", "é", "", "$HOME", "${x}", "%s", "=", "\a\b\r",
	}
	dir := echoes(t)
	ran := map[model.Verb]int{}
	for _, name := range hostile {
		cfg := Config{Flags: Flags{
			Options: [][2]string{{"x", name}, {"y", "$(y) 'z'"}}, OverrideInputs: [][2]string{{name, "path:/" + name}}, InputsFrom: []string{name},
			Builders: "ssh://a ; b", Store: name, EvalStore: name, Shell: "/bin/" + name,
		}}
		s := acted(t, cfg, "path:/it's $(here) "+name, settings{}, "2.34.8")
		s.flake.Dir = filepath.Join(dir, "a ;' folder")
		s.flake.URL, s.flake.Locks = "path:/"+name, []byte("{}")
		all := shownCommands(t, s, name, ran)
		s.opts.Via = &model.Via{Path: []string{name}}
		s.flake.Pin = "path:/nix/store/x?narHash=sha256-" + name
		all = append(all, shownCommands(t, s, name, ran)...)
		sameInShell(t, dir, all)
	}
	for v, n := range ran {
		if n == 0 {
			t.Errorf("%s was never tried", v)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "pwned")); err == nil {
		t.Error("a name was run")
	}
}

// echoes makes a folder of programs that print how they were called, and one to
// run some of them in.
func echoes(t *testing.T) (dir string) {
	t.Helper()
	dir = nixtest.TempDir(t)
	for _, program := range []string{"nix", "vi", "nixos-rebuild", "home-manager", "darwin-rebuild"} {
		nixtest.Write(t, filepath.Join(dir, program), "#!/bin/sh\nprintf '%s\\0' \"$0\" \"$PWD\" \"$#\" \"$@\"\n")
		if err := os.Chmod(filepath.Join(dir, program), 0o755); err != nil { //nolint:gosec // it is run
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "a ;' folder"), 0o755); err != nil { //nolint:gosec // a folder of the test's
		t.Fatal(err)
	}
	return dir
}

// shownCommands are all commands that are shown of nodes of that name: the actions
// with every answer to nixConfig, those of jobs by store paths, the ones that people type,
// and the updates of inputs. It counts the verbs.
func shownCommands(t *testing.T, s *Session, name string, ran map[model.Verb]int) []shownCommand {
	t.Helper()
	var all []shownCommand
	add := func(a model.Action) {
		if a.Apt {
			ran[a.Verb] += 0
		}
		if a.Possible() {
			ran[a.Verb]++
			all = append(all, shownAction(a.Filled(name)))
		}
	}
	here := model.Here{Position: model.Position{File: "/" + name, Line: 2}}
	for i, n := range []model.Node{
		ready(model.KindAttrs), ready(model.KindPackage, "packages", linux, name), ready(model.KindApp, "apps", linux, name),
		ready(model.KindDevShell, "devShells", linux, name), ready(model.KindCheck, "checks", linux, name), ready(model.KindFormatter, "formatter", name),
		ready(model.KindTemplate, "templates", name), ready(model.KindInt, "lib", name), ready(model.KindFunction, "lib", name),
		ready(model.KindNixOS, "nixosConfigurations", name), ready(model.KindHome, "homeConfigurations", name), ready(model.KindDarwin, "darwinConfigurations", name),
	} {
		actions, err := s.Actions(t.Context(), n, here, model.Consent(i%3)) //nolint:gosec // one of three
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range actions {
			add(a)
		}
		for _, c := range s.Commands(n) {
			all = append(all, shownCommand{c.String(), c.Argv, ""})
		}
	}
	l := commandLine{nix: "nix", flags: s.client.flags, version: s.version}
	for _, v := range []model.Verb{model.VerbLog, model.VerbDevelop, model.VerbDerivation, model.VerbRun, model.VerbShell} {
		argv := l.onStore(v, "/nix/store/x-"+name+".drv", []string{"/nix/store/y-" + name, "/nix/store/z"}, name)
		add(model.Action{Offer: model.Offer{Verb: v, Apt: true}, Argv: argv})
	}
	if argv, err := s.UpdateArgv(t.Context(), name); err == nil {
		all = append(all, shownCommand{model.ShellQuote(argv), argv, ""})
	}
	slices.SortFunc(all, func(a, b shownCommand) int { return strings.Compare(a.line, b.line) })
	return slices.CompactFunc(all, func(a, b shownCommand) bool { return a.line == b.line })
}

// sameInShell gives the commands as they are shown to a shell, and compares what
// the programs are called with. What editing makes of them is the same, too.
func sameInShell(t *testing.T, dir string, all []shownCommand) {
	t.Helper()
	for _, shell := range []string{"sh", "bash"} {
		var script, want strings.Builder
		run := func() {
			inShell(t, dir, shell, script.String(), want.String())
			script.Reset()
			want.Reset()
		}
		for _, c := range all {
			if words, err := model.ShellSplit(model.ShellQuote(c.argv)); err != nil || !slices.Equal(words, c.argv) {
				t.Errorf("edited it is %q (%v), not %q", words, err, c.argv)
			}
			if strings.Contains(c.line, "$(printf") != (shell == "sh") {
				continue // once is enough: cmd/flakewalk tries the quoting in every shell
			}
			script.WriteString(c.line + "\ncd \"$PROGRAMS\"\n")
			words := append([]string{filepath.Join(dir, c.argv[0]), cmp.Or(c.dir, dir), strconv.Itoa(len(c.argv) - 1)}, c.argv[1:]...)
			want.WriteString(strings.Join(words, "\x00") + "\x00")
			if script.Len() > 100<<10 { // one argument has bounds
				run()
			}
		}
		run()
	}
}

// inShell runs a script and compares its output.
func inShell(t *testing.T, dir, shell, script, want string) {
	t.Helper()
	asFunction := `nix() { printf '%s\0' "$PROGRAMS/nix" "$PWD" "$#" "$@"; }` + "\n" // which is quicker than the program
	cmd := exec.CommandContext(t.Context(), shell, "-c", asFunction+script)
	cmd.Dir, cmd.Env = dir, []string{"PATH=" + dir + ":/usr/bin:/bin", "HOME=/nowhere", "PROGRAMS=" + dir}
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	got, wants := strings.Split(string(out), "\x00"), strings.Split(want, "\x00")
	if err == nil && slices.Equal(got, wants) {
		return
	}
	t.Errorf("%s: %v %s", shell, err, errs.String())
	for i := range min(len(got), len(wants)) {
		if got[i] != wants[i] {
			t.Fatalf("%q, want %q", got[max(0, i-9):i+1], wants[max(0, i-9):i+1])
		}
	}
}
