package model_test

import (
	"os/exec"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"flakewalk/model"
)

func TestShellQuote(t *testing.T) {
	t.Parallel()
	for want, argv := range map[string][]string{
		"":                                   nil,
		"nix build '.#hello'":                {"nix", "build", ".#hello"},
		"nix eval --option a b":              {"nix", "eval", "--option", "a", "b"},
		"''":                                 {""},
		`'it'\''s'`:                          {"it's"},
		"'$HOME' '`x`' '$(x)' '~' '*'":       {"$HOME", "`x`", "$(x)", "~", "*"},
		"'größe'":                            {"größe"},
		"'path:/tmp/x?narHash=sha256-a%2Bb'": {"path:/tmp/x?narHash=sha256-a%2Bb"},
		`'=ls' '%self' a=b`:                  {"=ls", "%self", "a=b"},
		`'a\n' 'a'\\'\n' \\\''x'`:            {`a\n`, `a\\n`, `\'x`},
		`"$(printf '\033\1331m x\041')"`:     {"\x1b[1m x!"},
		"a'\n\n' 'b c''\n'":                  {"a\n\n", "b c\n"},
	} {
		if got := model.ShellQuote(argv); got != want {
			t.Errorf("ShellQuote(%q) = %s, want %s", argv, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		argv := rapid.SliceOfN(anyName(), 1, 4).Draw(t, "argv")
		for i, a := range argv {
			argv[i] = strings.TrimRight(a, "\n")
		}
		harmless(t, model.ShellQuote(argv), false)
	})
}

// TestShellRunsWhatIsQuoted proves with real shells that a quoted command line is the
// arguments it was made of, of any bytes but NUL; in cmd/flakewalk others are tried.
func TestShellRunsWhatIsQuoted(t *testing.T) {
	t.Parallel()
	for _, shell := range []string{"bash", "sh"} {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			var argv []string
			rapid.Check(t, func(t *rapid.T) {
				for _, word := range rapid.SliceOfN(anyName(), 1, 5).Draw(t, "words") {
					argv = append(argv, strings.ReplaceAll(word, "\x00", "0"))
				}
			})
			out, err := exec.CommandContext(t.Context(), shell, "-c", `printf '%s\0' `+model.ShellQuote(argv)).Output()
			if err != nil {
				t.Fatal(err)
			}
			for i, got := range strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00") {
				if got != argv[i] {
					t.Fatalf("%s is read as %q, want %q", model.ShellQuote(argv[i:i+1]), got, argv[i])
				}
			}
		})
	}
}
