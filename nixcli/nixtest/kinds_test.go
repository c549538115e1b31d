package nixtest

import (
	"slices"
	"strings"
	"testing"

	"flakewalk/model"
)

// TestTracing proves that the flake `tracing` tells what is forced, and nothing else.
func TestTracing(t *testing.T) {
	for _, c := range []struct {
		apply string
		want  []string
	}{
		{"r: builtins.attrNames r", nil},
		{"r: builtins.attrNames r.packages", []string{"packages"}},
		{"r: builtins.attrNames r.packages.x86_64-linux.one", []string{"packages", "packages.x86_64-linux", "packages.x86_64-linux.one"}},
		{"r: r.lib.list == null", []string{"lib", "lib.list"}},
		{"r: r.packages.x86_64-linux.two.meta.license.spdxId", []string{
			"packages", "packages.x86_64-linux", "packages.x86_64-linux.two", "packages.x86_64-linux.two.meta",
			"packages.x86_64-linux.two.meta.license", "packages.x86_64-linux.two.meta.license.spdxId",
		}},
	} {
		Each(t, func(t *testing.T, n Nix) {
			_, errs, code := n.Run(t, "eval", "--json", "--no-write-lock-file", Unpack(t, "tracing")+"#.", "--apply", c.apply)
			if got := Forced(errs); code != 0 || !slices.Equal(got, c.want) {
				t.Errorf("%s: exit code %d, forced %q, want %q\n%s", c.apply, code, got, c.want, errs)
			}
		})
	}
}

// TestMany proves the numbers of the flake `many`.
func TestMany(t *testing.T) {
	Each(t, func(t *testing.T, n Nix) {
		out := n.Must(t, "eval", "--json", "--no-write-lock-file", Unpack(t, "many")+"#.", "--apply", `r:
			let set = r.sets.set-123; size = s: builtins.length (builtins.attrNames s); in
			[ (size r.sets) (builtins.all (s: size s == 500) (builtins.attrValues r.sets)) set.attr-007.name set.attr-007.meta.description
			  (builtins.tryEval set.attr-149).success (builtins.tryEval set.attr-148).success ]`)
		if want := `[200,true,"many-123-007","Attribute 7 of set 123.",false,true]`; strings.TrimSpace(out) != want {
			t.Errorf("%s, want %s", out, want)
		}
	})
}

// TestNames proves that HostileNames are those of the flake.
func TestNames(t *testing.T) {
	n := All(t)[0]
	list := make([]string, 0, len(HostileNames()))
	for _, name := range HostileNames() {
		list = append(list, model.QuoteNix(name))
	}
	out := n.Must(t, "eval", "--json", "--expr", "[ "+strings.Join(list, " ")+" ] == import "+Unpack(t, "names")+"/names.nix", "--impure")
	if strings.TrimSpace(out) != "true" {
		t.Error(out)
	}
}

// TestCommented proves that every flake of the corpus says what it is for.
func TestCommented(t *testing.T) {
	for _, name := range Names(t) {
		if name == "noflake" {
			continue
		}
		text, err := corpus.ReadFile("corpus/" + name + "/flake.nix")
		if err != nil || !strings.HasPrefix(string(text), "# Proves") {
			t.Errorf("%s: no comment at the top of flake.nix (%v)", name, err)
		}
	}
}
