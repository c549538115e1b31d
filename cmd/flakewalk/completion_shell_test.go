package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"flakewalk/nixcli/nixtest"
)

// unpackedProgram is a program of Debian's that .ci/get-shell unpacks into the
// cache folder.
func unpackedProgram(t testing.TB, name string) string {
	t.Helper()
	var errs bytes.Buffer
	cmd := exec.CommandContext(t.Context(), filepath.Join("..", "..", ".ci", "get-shell"), name)
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("get-shell %s: %v\n%s", name, err, errs.String())
	}
	return strings.TrimSpace(string(out))
}

// completing is a shell in a folder, in which flakewalk is the program under test
// and its completions are loaded.
func completing(t *testing.T, n nixtest.Nix, shell, dir string) *exec.Cmd {
	t.Helper()
	home := nixtest.TempDir(t)
	bin := filepath.Dir(nixtest.FakeNix(t, ""))
	if err := os.Symlink(os.Args[0], bin+"/flakewalk"); err != nil {
		t.Fatal(err)
	}
	cmd := programCommand(t, n.With("FLAKEWALK_NIX="+n.Bin, "PATH="+bin+":/usr/bin:/bin", "HOME="+home, "ZDOTDIR="+home))
	cmd.Dir = dir
	switch shell {
	case "bash":
		nixtest.Write(t, home+"/rc", "PS1='$ '\nbind 'set bell-style none'\nbind 'set show-all-if-ambiguous on'\nbind 'set enable-bracketed-paste off'\nsource <(flakewalk completion bash)\n")
		cmd.Path, cmd.Args = "/usr/bin/bash", []string{"bash", "--noprofile", "--rcfile", home + "/rc", "-i"}
	case "zsh":
		cmd.Path = unpackedProgram(t, "zsh")
		root := filepath.Dir(filepath.Dir(cmd.Path))
		nixtest.Write(t, home+"/.zshenv", "setopt no_global_rcs\nmodule_path=("+root+"/modules)\nfpath=("+root+"/functions/*(/) "+root+"/functions/Completion/*(/))\n")
		nixtest.Write(t, home+"/.zshrc", "PS1='$ '\nunsetopt beep\nunset zle_bracketed_paste\nautoload -U compinit\ncompinit -u -D\nsource <(flakewalk completion zsh)\n")
		cmd.Args = []string{"zsh", "-i"}
	case "fish":
		cmd.Path = unpackedProgram(t, "fish")
		cmd.Args = []string{"fish", "--no-config"}
	}
	return cmd
}

// TestCompletionTyped proves, with keys typed into real shells, that flags, outputs
// and attributes are completed, that what was completed leads to what it stands for,
// and that names which mean something to a shell do nothing to it.
func TestCompletionTyped(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	for _, shell := range []string{"bash", "zsh"} {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			dir := nixtest.TempDir(t)
			nixtest.Write(t, dir+"/flake.nix", hostileFlake)
			if err := os.Mkdir(dir+"/folder", 0o700); err != nil {
				t.Fatal(err)
			}
			tm := onTerminal(t, completing(t, n, shell, dir), 100, 40)
			tm.wait("$")
			for typed, want := range map[string]string{
				"doct\tX":                         "doctor X",
				"--them\tli\tX":                   "--theme light X",
				"--theme=da\tX":                   "--theme=dark X",
				"inputs --form\tme\tX":            "inputs --format mermaid X",
				"show .#l\t.pla\tX":               "show .#lib.plainX",
				"show path:.#l\t.pla\tX":          "show path:.#lib.plainX",
				"show ./fol\tX":                   "show ./folder/X",
				"show .#lib.%24%28\tX":            "show .#lib.%24%28touch%20pwned%29X",
				"show .#lib.a%20\tX":              "show .#lib.a%20bX",
				"show '$(touch pwned)' --them\tX": "show '$(touch pwned)' --theme X",
				"show $(touch pwned) --them\tX":   "show $(touch pwned) --theme X",
			} {
				if shell == "zsh" { // it quotes what means something with extended globbing
					want = strings.ReplaceAll(want, "#", `\#`)
				}
				tm.press("flakewalk " + typed)
				tm.wait("$ flakewalk " + want)
				tm.press("\x15") // Ctrl+U: the line is not run
				tm.waitGone(want)
			}
			tm.press("flakewalk show .#lib.\t\t")
			tm.wait("%24%28touch%20pwned%29", "%1B%5B31m", "gr%C3%BCn")
			tm.press("pla\t\r")
			tm.wait("21")
			tm.press("exit\r")
			tm.ends(exitOK)
			if _, err := os.Stat(dir + "/pwned"); err == nil {
				t.Error("a name was run as a command")
			}
		})
	}
}

// TestCompletionFish proves the same of fish, which is asked for what it would offer.
func TestCompletionFish(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	dir := nixtest.TempDir(t)
	nixtest.Write(t, dir+"/flake.nix", hostileFlake)
	if err := os.Mkdir(dir+"/folder", 0o700); err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		"flakewalk doct":                                      "doctor\t",
		"flakewalk --theme l":                                 "light\n",
		"flakewalk --theme=da":                                "--theme=dark\n",
		"flakewalk show .#l":                                  ".#lib\n",
		"flakewalk show .#lib.%24%28":                         ".#lib.%24%28touch%20pwned%29\n",
		"flakewalk show ./fol":                                "./folder/\n",
		"flakewalk show '(touch pwned)' (touch pwned) --them": "--theme\t",
		"flakewalk show '.#lib.(touch pwned)":                 "",
	} {
		cmd := completing(t, n, "fish", dir)
		cmd.Args = append(cmd.Args, "-c", "flakewalk completion fish | source; complete -C $argv[1]", line)
		if got := finish(t, cmd); !strings.Contains(got.out, want) || want == "" && got.out != "" {
			t.Errorf("%s: %q, want %q; %s", line, got.out, want, got.errs)
		}
	}
	if _, err := os.Stat(dir + "/pwned"); err == nil {
		t.Error("a name was run as a command")
	}
}
