package lock_test

import (
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/model/lock"
)

// TestInputCommands proves which commands are shown for an input, and that no name
// or reference in a lock file becomes an option of one.
func TestInputCommands(t *testing.T) {
	t.Parallel()
	ref := func(kind, url string) lock.Ref {
		return lock.Ref{{Name: "type", Type: model.TypeString, Text: kind}, {Name: "url", Type: model.TypeString, Text: url}}
	}
	for _, c := range []struct {
		name, kind, url string
		want            string
	}{
		{"nixpkgs", "tarball", "https://host.invalid/x.tar.gz", "nix flake update --flake /f nixpkgs; nix flake metadata https://host.invalid/x.tar.gz"},
		{"--commit-lock-file", "tarball", "https://host.invalid/x.tar.gz", "nix flake metadata https://host.invalid/x.tar.gz"},
		{"a", "tarball", "--accept-flake-config.tar", "nix flake update --flake /f a"},
		{"a", "--impure", "x", "nix flake update --flake /f a"},
		{"-h", "-h", "", ""},
	} {
		n := lock.Node{Key: "a", Flake: true, Locked: ref(c.kind, c.url), Original: ref(c.kind, c.url)}
		var got []string
		for _, command := range lock.Commands(model.Flake{Ref: "/f", Dir: "/f"}, []string{c.name}, n) {
			got = append(got, model.ShellQuote(command.Argv))
		}
		if text := strings.Join(got, "; "); text != c.want {
			t.Errorf("%s, %s %s: %s, want %s", c.name, c.kind, c.url, text, c.want)
		}
	}
}
