package model

import (
	"errors"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

func TestShellSplit(t *testing.T) {
	t.Parallel()
	for line, want := range map[string][]string{
		"":                            nil,
		"  \t\n":                      nil,
		"nix run .#x -- a  b":         {"nix", "run", ".#x", "--", "a", "b"},
		`a 'b c' "d e" f\ g`:          {"a", "b c", "d e", "f g"},
		`a''b "" '' x"y"'z'`:          {"ab", "", "", "xyz"},
		`"a\"b\\c\d\` + "\n" + `e"`:   {`a"b\c\de`},
		`'it'\''s' "$" `:              nil,
		`"$(printf '\033[1mx')"y`:     nil,
		`"$(printf '\033\1331m x')"y`: {"\x1b[1m xy"},
		"a~b x#y a!b =":               {"a~b", "x#y", "a!b", "="},
		"000\\\n":                     {"000"},
		"a \\\n  b\\\nc \\\n":         {"a", "bc"},
		"\\\n":                        nil,
	} {
		got, err := ShellSplit(line)
		if want == nil && strings.Contains(line, "$") {
			if !errors.Is(err, ErrNeedsShell) {
				t.Errorf("%q: %q, %v", line, got, err)
			}
			continue
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %q, %v, want %q", line, got, err, want)
		}
	}
	for line, want := range map[string]error{
		"a 'b": ErrUnclosedWord, `a "b`: ErrUnclosedWord, `a\`: ErrUnclosedWord, `"$(printf 'a`: ErrUnclosedWord, `"$(printf '\03`: ErrNeedsShell,
		`"$(printf '%s')"`: ErrNeedsShell, `"$(printf '\999')"`: ErrNeedsShell, `$'a'`: ErrNeedsShell,
		"a $HOME": ErrNeedsShell, "a `b`": ErrNeedsShell, "a | b": ErrNeedsShell, "a; b": ErrNeedsShell, "a > b": ErrNeedsShell, "a *": ErrNeedsShell,
		"~/x": ErrNeedsShell, "#x": ErrNeedsShell, `"a$(b)"`: ErrNeedsShell, "a &": ErrNeedsShell, "{a,b}": ErrNeedsShell,
	} {
		if got, err := ShellSplit(line); !errors.Is(err, want) {
			t.Errorf("%q: %q, %v, want %v", line, got, err, want)
		}
	}
}

// FuzzShellSplit proves that every quoted command is read back, and that what is
// read is what bash reads.
func FuzzShellSplit(f *testing.F) {
	for _, seed := range []string{"plain", "it's", `"`, "a\\", "\x1b[1m", "\xff", "$(x)", "é\n", "~", "", "-n", "a b", `$'x'`, "000\\\n", "\x1b\n\n", `\\'`, "-\x1b"} {
		f.Add(seed)
	}
	bash, err := exec.LookPath("bash")
	f.Fuzz(func(t *testing.T, word string) {
		argv := []string{"x", word, "", word + word}
		got, splitErr := ShellSplit(ShellQuote(argv))
		if splitErr != nil || !slices.Equal(got, argv) {
			t.Fatalf("%s: %q, %v, want %q", ShellQuote(argv), got, splitErr, argv)
		}
		words, splitErr := ShellSplit(word)
		if splitErr != nil || err != nil || strings.ContainsRune(word, 0) || len(words) == 0 {
			return
		}
		out, runErr := exec.CommandContext(t.Context(), bash, "--norc", "-c", "printf '%s\\0' "+word).Output()
		if runErr == nil && string(out) != strings.Join(words, "\x00")+"\x00" {
			t.Fatalf("%q: %q, bash reads %q", word, words, out)
		}
	})
}
