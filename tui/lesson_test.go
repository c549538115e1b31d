package tui

import (
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/tui/pager"
)

// helpOf opens the help on the row that is selected, and returns its text.
func (u *user) helpOf() string {
	u.t.Helper()
	u.press("?")
	u.sees("╭─ Help ─")
	u.press("?")
	var text strings.Builder
	for _, b := range append(u.m.view().lesson(), pager.Block{}) {
		text.WriteString(b.Label + " " + b.Text + " " + b.Aside + "\n")
	}
	return text.String()
}

// TestHelpBeginsWithTheRow proves that the help explains what is selected, with
// the commands of that very row.
func TestHelpBeginsWithTheRow(t *testing.T) {
	t.Parallel()
	u := start(t, sample(), 120, 36, Options{Fragment: pkgs + ".default"})
	u.press("?")
	u.sees("packages.x86_64-linux.default", "A package is a program", "nix build 'github:owner/sample#packages.x86_64-linux.default'")
	u.press("pgdown")
	u.sees("The details")
	u.press("?")
	for path, want := range map[string]string{
		"packages":                 "What the flake builds",
		"packages.x86_64-linux":    "This one is yours",
		"packages.aarch64-linux":   "another kind of machine",
		pkgs + ".ifd":              "must build something first",
		pkgs + ".musl":             "could not work this out",
		pkgs + ".slow":             "stopped after some time",
		"nixosConfigurations":      "Whole Linux machines",
		"nixosConfigurations.host": "describes a whole Linux machine",
	} {
		p, err := model.ParsePath(path)
		if err != nil {
			t.Fatal(err)
		}
		u.do(u.m.visit.outputs.reveal(p))
		if u.at() != path {
			t.Fatalf("at %s, not at %s", u.at(), path)
		}
		text := u.helpOf()
		if !strings.Contains(text, want) || !strings.Contains(text, path) {
			t.Errorf("%s is explained by\n%s", path, text)
		}
		if bad := strings.Contains(want, "could not"); bad && strings.Contains(text, "nix build") {
			t.Errorf("%s failed, but there are commands:\n%s", path, text)
		}
	}
}

// TestHelpOnTheInputs proves that the help explains inputs, the lock file, follows and
// registries where the inputs are shown, and what is selected first.
func TestHelpOnTheInputs(t *testing.T) {
	t.Parallel()
	u := onInputs(t, withInputs(t), 120, 36)
	u.toInput("nixpkgs")
	direct := u.helpOf()
	u.toInput("gone")
	followed := u.helpOf()
	for _, s := range []model.Subject{model.SubjectInputs, model.SubjectLockFile, model.SubjectFollows, model.SubjectRegistry} {
		if l := s.Lesson(); !strings.Contains(direct, l.Text) || !strings.Contains(followed, l.Text) {
			t.Errorf("not explained: %s", l.Title)
		}
	}
	if first, _, _ := strings.Cut(followed, "\n"); !strings.HasSuffix(first, " follows") {
		t.Errorf("what follows is explained by\n%s", followed)
	}
	if first, _, _ := strings.Cut(direct, "\n"); !strings.HasSuffix(first, " input") || !strings.Contains(direct, "nix flake") {
		t.Errorf("an input is explained by\n%s", direct)
	}
}
