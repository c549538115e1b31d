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
	u.onTop(dialogHelp)
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
	u.onTop(dialogHelp)
	u.sees("packages.x86_64-linux.default", "nix build 'github:owner/sample#packages.x86_64-linux.default'")
	u.snap("the first page", first(12, theDialog))
	u.press("?")
	for _, path := range []string{
		"packages", "packages.x86_64-linux", "packages.aarch64-linux", pkgs + ".ifd", pkgs + ".musl", pkgs + ".slow",
		"nixosConfigurations", "nixosConfigurations.host",
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
		if !strings.Contains(text, path) {
			t.Errorf("%s is explained by\n%s", path, text)
		}
		if u.node(path).State.Bad() && strings.Contains(text, "nix build") {
			t.Errorf("%s failed, but there are commands:\n%s", path, text)
		}
		for _, l := range model.LessonsOf(u.node(path), "x86_64-linux") {
			if !strings.Contains(text, u.m.env.keys.Named(l.Text)) {
				t.Errorf("%s is not explained by %s\n%s", path, l.Title, text)
			}
		}
		u.snap(path, func(*user) string { return lines(strings.Split(text, "\n")) })
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
	if followed == direct {
		t.Error("what follows is explained like any input")
	}
	if !strings.Contains(direct, "nix flake") {
		t.Errorf("an input is explained by\n%s", direct)
	}
	said := func(text string) part {
		return first(4, func(*user) string { return lines(strings.Split(text, "\n")) })
	}
	u.snap("an input", said(direct))
	u.snap("what follows", said(followed))
}
