package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// completes is what flakewalk offers at the end of a command line, and the directive.
func completes(t *testing.T, n nixtest.Nix, dir string, words ...string) (offered []string, directive string) {
	t.Helper()
	cmd := programCommand(t, n.With("FLAKEWALK_NIX="+n.Bin))
	cmd.Dir, cmd.Env = dir, append(cmd.Env, programVariable+"="+patient)
	cmd.Args = append([]string{cmd.Args[0], "__complete"}, words...)
	got := finish(t, cmd)
	if got.code != exitOK {
		t.Fatalf("exit code %d: %s", got.code, got.errs)
	}
	lines := strings.Split(strings.TrimSuffix(got.out, "\n"), "\n")
	for _, line := range lines[:len(lines)-1] {
		word, _, _ := strings.Cut(line, "\t")
		offered = append(offered, word)
	}
	return offered, lines[len(lines)-1]
}

// hostileFlake has attributes of which no shell must get to see a name.
const hostileFlake = `{ outputs = _: { lib = {
	"$(touch pwned)" = 1; "` + "`touch pwned`" + `" = 2; "a b" = 3; "'; touch pwned; '" = 4; "\"; touch pwned; \"" = 5;
	"(touch pwned)" = 6; "\n touch pwned" = 7; "\t" = 8; "x\\ny" = 9; "-rf" = 10; "~" = 11; "a.b" = 12; "#" = 13; "100%" = 14;
	"\${HOME}" = 15; "*" = 16; "grün" = 17; "{a,b}" = 18; "` + "\x1b[31m" + `" = 19; "" = 20; "plain" = 21; }; }; }`

// TestCompleteAttributes proves which names are offered, that each is a plain word
// for every shell, and that each leads to the attribute it stands for; and that
// completing changes nothing in the flake's folder, where a lock file is missing.
func TestCompleteAttributes(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir := nixtest.TempDir(t)
		nixtest.Write(t, dir+"/flake.nix", hostileFlake)
		same := unchanged(t, dir)
		offered, directive := completes(t, n, dir, "show", ".#lib.")
		if len(offered) != 21 || directive != ":6" {
			t.Errorf("%d words, directive %s: %q", len(offered), directive, offered)
		}
		seen := map[string]bool{}
		for _, word := range offered {
			if !plainWord(word) || strings.ContainsFunc(word, unicode.IsSpace) {
				t.Errorf("%q means something to a shell", word)
			}
			d := parseJSON(t, flakewalk(t, n, "show", "--json", dir+strings.TrimPrefix(word, ".")).succeeds(t).out)
			seen[fmt.Sprint(d.Outputs.Value)] = true
		}
		if len(seen) != 21 {
			t.Errorf("they lead to %d values: %v", len(seen), seen)
		}
		same()
	})
}

// TestCompleteRelative proves the same of a flake whose inputs are not locked, and
// that inputs are completed by their paths.
func TestCompleteRelative(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir := nixtest.UnpackGit(t, "relative", false)
		same := unchanged(t, dir)
		for line, want := range map[string][]string{
			"show|.#":              {".#lib"},
			"show|.#l":             {".#lib"},
			".#.":                  {".#.lib"},
			".#x":                  nil,
			".#no.such.":           nil,
			"./nowhere#":           nil,
			"inputs|--why|":        {"sub"},
			"inputs|--follows|sub": {"sub"},
			"inputs|--follows|su/": nil,
			"--override-input|":    {"sub"},
			"--theme|":             {"auto", "dark", "light"},
			"--shell|":             {"nix", "user"},
			"inputs|--format|":     {"tree", "list", "json", "dot", "mermaid"},
			"completion|":          {"bash", "zsh", "fish"},
			"completion|fish|":     nil,
			"doc":                  {"doctor"},
			"show|a|":              nil,
		} {
			if got, _ := completes(t, n, dir, strings.Split(line, "|")...); !slices.Equal(got, want) {
				t.Errorf("%s: %q, want %q", line, got, want)
			}
		}
		same()
	})
}

// TestCompleteDirectives proves where files and folders are left to the shell.
func TestCompleteDirectives(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	for line, want := range map[string]string{
		"./": ":16", "~/": ":16", "show|/": ":16", "inputs|./": ":0", "--nix|": ":0", "inputs|--diff|": ":0",
		"--memory-limit|": ":4", "--option|": ":4", "show|--depth|": ":4", "--override-input|a|./": ":16", "no-such": ":4",
	} {
		if got, directive := completes(t, n, t.TempDir(), strings.Split(line, "|")...); directive != want || len(got) > 0 {
			t.Errorf("%s: directive %s, want %s; %q", line, directive, want, got)
		}
	}
}

// TestCompleteReferences proves that flakes of the history and of the registry are
// offered, and none that a shell would have to be told about.
func TestCompleteReferences(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		n = n.Fresh(t)
		state, config := variableOf(t, n, "XDG_STATE_HOME")+"/flakewalk", variableOf(t, n, "XDG_CONFIG_HOME")+"/nix"
		for _, dir := range []string{state, config} {
			if err := os.MkdirAll(dir, 0o700); err != nil {
				t.Fatal(err)
			}
		}
		line := func(ref string) string { return time.Now().Format(time.RFC3339) + "\t" + ref + "\tabout it\n" }
		nixtest.Write(t, state+"/history", line("github:owner/garden")+line("github:o/$(touch pwned)")+line("github:o/r?ref=x&dir=y")+line("/home/me/a b")+line("-v"))
		nixtest.Write(t, config+"/registry.json", `{"version":2,"flakes":[{"from":{"type":"indirect","id":"gardens"},"to":{"type":"path","path":"/nowhere"}}]}`)
		for typed, want := range map[string][]string{
			"g": {"github:owner/garden", "gardens"}, "github:": {"github:owner/garden"}, "gardens": {"gardens"}, "x": nil,
		} {
			if got, _ := completes(t, n, t.TempDir(), "show", typed); !slices.Equal(got, want) {
				t.Errorf("%q: %q, want %q", typed, got, want)
			}
		}
		if got, _ := completes(t, n, t.TempDir(), "show", "--no-history", "gi"); len(got) > 0 {
			t.Errorf("with --no-history: %q", got)
		}
	})
}

// TestCompleteInTime proves that a nix that hangs costs its limit and no more, and
// that nothing is left running.
func TestCompleteInTime(t *testing.T) {
	t.Parallel()
	n := nixtest.IgnoresSignals(t, nixtest.All(t)[0], "flake metadata")
	m := newMarker()
	if got, _ := completes(t, n.With(m), nixtest.Unpack(t, "outputs-empty"), ".#"); len(got) > 0 {
		t.Errorf("%q", got)
	}
	if left := nixtest.WaitGone(m, 20*time.Second); len(left) > 0 {
		t.Errorf("left running: %v", left)
	}
}

// TestCompleteOffline proves that nothing is asked of nix without forbidding it the
// network, and nothing about a flake without forbidding it to write a lock file.
func TestCompleteOffline(t *testing.T) {
	t.Parallel()
	n, calls := logging(t, nixtest.All(t)[0])
	dir := nixtest.UnpackGit(t, "relative", false)
	for _, words := range [][]string{{".#l"}, {"show", "g"}, {"inputs", "--why", ""}, {"--override-input", ""}} {
		completes(t, n, dir, words...)
	}
	asked := map[string]bool{}
	files, err := filepath.Glob(calls + "/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		_, call, _ := strings.Cut(nixtest.Read(t, file), " ") // the first word is not nix's
		command, _, _ := strings.Cut(call, " ")
		asked[command] = true
		if command != "--version" && !strings.Contains(call, " --offline ") {
			t.Errorf("not offline: %s", call)
		}
		if (command == "flake" || command == "eval") && !strings.Contains(call, " --no-write-lock-file ") {
			t.Errorf("it may write a lock file: %s", call)
		}
	}
	if !asked["flake"] || !asked["eval"] || !asked["registry"] {
		t.Errorf("nix was asked only %v", asked)
	}
}

// TestCompletionWords proves what a plain word is, and that what is escaped for a
// fragment is read back.
func TestCompletionWords(t *testing.T) {
	t.Parallel()
	for _, good := range []string{".#a.b", "github:a/b", "nixpkgs", "/a/b", "a%20b", "./a"} {
		if !plainWord(good) {
			t.Errorf("%q must be plain", good)
		}
	}
	for _, bad := range []string{"", "-v", "~", "~a", "=a", "#a", "@a", ":a", "%1", "+x", "a b", "a$b", "a*", "a?b", "a&b", "a;b", "a'b", `a"b`, `a\b`, "a\nb", "a^b", "a{b", "a~b", "ü", "\x1b"} {
		if plainWord(bad) {
			t.Errorf("%q must not be plain", bad)
		}
	}
	for _, name := range append(nixtest.HostileNames(), "100%", "%41", "a+b") {
		path := model.Path("lib", name).String()
		if got := unescapeFragment(escapeFragment(path)); got != path {
			t.Errorf("%q came back as %q", path, got)
		}
	}
	for in, want := range map[string][2]string{
		"": {"", ""}, "a": {"", ""}, "a.": {"a.", "a"}, "a.b": {"a.", "a"}, ".": {".", ""}, `a."b.c`: {"a.", "a"}, "a.%22b.c%22.d": {"a.%22b.c%22.", "a.%22b.c%22"},
	} {
		if head, parent := cutFragment(in); head != want[0] || parent != want[1] {
			t.Errorf("%q is cut to %q and %q", in, head, parent)
		}
	}
}

// TestCompletionScripts proves that there is one for each shell and what is said else.
func TestCompletionScripts(t *testing.T) {
	t.Parallel()
	n := nixtest.Missing(t, nixtest.All(t)[0])
	for _, shell := range []string{"bash", "zsh", "fish"} {
		want, err := os.ReadFile(filepath.Join("completion", "flakewalk."+shell))
		if got := flakewalk(t, n, "completion", shell).succeeds(t); err != nil || got.out != string(want) {
			t.Errorf("%s: %v\n%s", shell, err, got.out)
		}
	}
	for _, args := range [][]string{{"completion"}, {"completion", "tcsh"}, {"completion", "../x"}, {"completion", "bash", "zsh"}} {
		flakewalk(t, n, args...).fails(t, exitUsage, "bash, zsh, fish")
	}
}
