package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// TestEveryShellRunsWhatIsQuoted proves with real shells that a command that is shown
// or copied is the arguments it was made of, whatever a flake calls its attributes, and
// that nothing else runs.
func TestEveryShellRunsWhatIsQuoted(t *testing.T) {
	t.Parallel()
	for _, shell := range []string{"bash", "dash", "zsh", "fish"} {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			bin, err := exec.LookPath(shell)
			if shell == "zsh" || shell == "fish" || err != nil {
				bin = unpackedProgram(t, shell)
			}
			words := append(hostileWords(), randomWords(300)...)
			dir, home := nixtest.TempDir(t), nixtest.TempDir(t)
			script := filepath.Join(home, "script")
			nixtest.Write(t, script, `env printf '%s\0' `+model.ShellQuote(words))
			args := []string{script}
			if shell == "fish" {
				args = []string{"--no-config", script} // it misses what is not unpacked with it
			}
			cmd := exec.CommandContext(t.Context(), bin, args...)
			cmd.Dir, cmd.Env = dir, append(os.Environ(), "HOME="+home, "ZDOTDIR="+home, "XDG_CONFIG_HOME="+home, "XDG_DATA_HOME="+home, "XDG_CACHE_HOME="+home, "LC_ALL=C.UTF-8")
			var errs bytes.Buffer
			cmd.Stderr = &errs
			out, err := cmd.Output()
			if err != nil || errs.Len() > 0 {
				t.Fatalf("%v: %s", err, errs.String())
			}
			got := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
			if len(got) != len(words) {
				t.Fatalf("%d arguments of %d", len(got), len(words))
			}
			for i, word := range words {
				if got[i] != word {
					t.Errorf("%s is read as %q, want %q", model.ShellQuote([]string{word}), got[i], word)
				}
			}
			if files, err := os.ReadDir(dir); err != nil || len(files) > 0 {
				t.Errorf("something ran: %v, %v", files, err)
			}
		})
	}
}

// hostileWords are names that try to run something, and every byte before characters
// that could belong to its escape.
func hostileWords() []string {
	var words []string
	for _, run := range []string{"touch owned", "$(touch owned)", "`touch owned`", "touch owned #"} {
		for _, out := range []string{"';%;'", `\';%;'`, `\\';%;'`, "\x1b';%;'", "\x1b\\';%;'", "\n%\n", "\x1b\n;%", "\x1b\");%;(\"", "\x1b%", "\x1b$'%'"} {
			words = append(words, strings.ReplaceAll(out, "%", run))
		}
	}
	words = append(words, "", "-n", "-\x1b", "=ls", "%self", "~", "!!", "\x1b!!", "{a,b}", "*", "\n", "\n\n", "\x1b\n\n", "a\n", "%s\x1b%n", "é\x1b日本", "\xff\xfe")
	for b := 1; b < 256; b++ {
		c := string([]byte{byte(b)})
		words = append(words, c, c+"0"+c+"ff\x1b"+c+"7"+c+"'"+c+`\`+c+c)
	}
	return words
}

// randomWords are words of what has a meaning somewhere, the same each time.
func randomWords(n int) []string {
	parts := []string{"a", " ", "'", `"`, `\`, "$", "`", "(", ")", "\n", "\x1b", "%", "!", "#", "~", "*", "é", "\u202e", "\xff", "{", "}", ";", "&", "|", "<", "=", "7"}
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a test
	words := make([]string, n)
	for i := range words {
		for range r.IntN(8) {
			words[i] += parts[r.IntN(len(parts))]
		}
	}
	return words
}
