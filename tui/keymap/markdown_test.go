package keymap_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"flakewalk/tui/keymap"
)

var updateReadme = flag.Bool("update-readme", false, "write the keys into README.md")

// TestReadme proves that the README has every key there is, in the words of the help.
func TestReadme(t *testing.T) {
	t.Parallel()
	const (
		file   = "../../README.md"
		begins = "<!-- keys: go test ./tui/keymap -update-readme -->\n"
		ends   = "<!-- end of keys -->\n"
	)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), begins)
	keys, after, closed := strings.Cut(rest, ends)
	if !ok || !closed {
		t.Fatalf("%s lacks %q or %q", file, begins, ends)
	}
	want := keymap.New(false).Markdown()
	if *updateReadme {
		if err := os.WriteFile(file, []byte(before+begins+want+ends+after), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if keys != want {
		t.Error("the keys in README.md are not those of the key map: go test ./tui/keymap -run Readme -update-readme")
	}
}
