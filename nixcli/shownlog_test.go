package nixcli

import (
	"slices"
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/model/lock"
	"flakewalk/nixcli/nixtest"
)

// TestLoggedIsRun proves with a shell that every line of the command log, and every
// command about an input, calls nix as it was called: of a flake in which attributes
// and inputs are named in every hostile way.
func TestLoggedIsRun(t *testing.T) {
	t.Parallel()
	dir := echoes(t)
	var all []shownCommand
	add := func(argv []string) {
		argv = slices.Concat([]string{"nix"}, argv[1:])
		all = append(all, shownCommand{model.ShellQuote(argv), argv, ""})
	}
	s := opened(t, oneNix(t), nixtest.Unpack(t, "names"), Config{}, Options{NoWarm: true})
	lib, err := s.Children(t.Context(), model.Path("lib"))
	if err != nil || len(lib.Names) < 20 {
		t.Fatalf("%d names, %v", len(lib.Names), err)
	}
	for _, name := range lib.Names {
		if got := head(t, s, model.Path("lib", name)); got.State != model.StateReady {
			t.Errorf("%q: %+v", name, got)
		}
		n := lock.Node{Key: name, Flake: true, Locked: lock.Ref{
			{Name: "type", Type: model.TypeString, Text: "git"}, {Name: "url", Type: model.TypeString, Text: "https://host.invalid/" + name},
			{Name: "dir", Type: model.TypeString, Text: name},
		}}
		for _, c := range lock.Commands(model.Flake{Ref: "/" + name, Dir: "/x"}, []string{name, name}, n) {
			add(c.Argv)
		}
	}
	named := 0
	for _, r := range s.Runs() {
		add(r.Argv)
		if strings.Contains(strings.Join(r.Argv, " "), "$(") {
			named++
		}
	}
	if named == 0 {
		t.Error("no command has a hostile name in it")
	}
	sameInShell(t, dir, all)
}
