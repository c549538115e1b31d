package nixcli

import (
	"os"
	"slices"
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// TestStartedIsShown proves that a job is started with the very words that are
// shown, that doing it again starts the same, and that a plan is asked for with the
// words of the command it is of.
func TestStartedIsShown(t *testing.T) {
	t.Parallel()
	called := nixtest.TempDir(t) + "/called"
	c, err := NewClient(Config{Bin: nixtest.FakeNix(t, `printf '%s\0' "$@" > `+called+"\n")})
	if err != nil {
		t.Fatal(err)
	}
	b := NewBuilds(c)
	t.Cleanup(b.Close)
	words := func() []string {
		text, err := os.ReadFile(called)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Split(strings.TrimSuffix(string(text), "\x00"), "\x00")
	}
	a := model.Action{Argv: []string{c.name, "build", "--accept-flake-config", "--option", "x", "$(y) 'z'\n", "", "path:/it's#\x1b[2J"}}
	id := b.Start(a)
	if got := await(t, b, id, "its end", ended); got.State != model.BuildSucceeded || !slices.Equal(words(), a.Argv[1:]) || !slices.Equal(got.Argv, a.Argv) {
		t.Errorf("%+v was called with %q, want %q", got, words(), a.Argv[1:])
	}
	if err := os.Remove(called); err != nil {
		t.Fatal(err)
	}
	if got := await(t, b, b.Again(id), "its end", ended); got.State != model.BuildSucceeded || !slices.Equal(words(), a.Argv[1:]) {
		t.Errorf("again %+v was called with %q, want %q", got, words(), a.Argv[1:])
	}
	if _, err := b.Plan(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	got, last := words(), a.Argv[2:]
	if !slices.Contains(got, "--dry-run") || len(got) < len(last) || !slices.Equal(got[len(got)-len(last):], last) {
		t.Errorf("the plan was asked for with %q", got)
	}
}
