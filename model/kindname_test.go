package model_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"flakewalk/model"
)

func TestParseKind(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]model.Kind{
		"package": model.KindPackage, "packages": model.KindPackage, "legacyPackages": model.KindPackage, "Package": model.KindPackage,
		"devShell": model.KindDevShell, "devshells": model.KindDevShell, "app": model.KindApp, "checks": model.KindCheck,
		"nixosConfigurations": model.KindNixOS, "nixosModules": model.KindModule, "hydraJobs": model.KindHydraJob, "string": model.KindString,
		"": model.KindUnknown, "attrs": model.KindUnknown, "list": model.KindUnknown, "unknown": model.KindUnknown, "shell": model.KindUnknown,
	} {
		if got, ok := model.ParseKind(name); got != want || ok != (want != model.KindUnknown) {
			t.Errorf("%q: %v %v, want %v", name, got, ok, want)
		}
	}
	for _, k := range model.LeafKinds() {
		if got, ok := model.ParseKind(k.String()); got != k || !ok || !k.Leaf() {
			t.Errorf("%v is read as %v", k, got)
		}
	}
}

func TestKindWords(t *testing.T) {
	t.Parallel()
	var said strings.Builder
	for n := range 4 {
		said.WriteString(model.KindWords([]model.Kind{model.KindDevShell, model.KindApp, model.KindCheck}[:n]) + "\n")
	}
	golden.RequireEqual(t, said.String())
}

func TestHeldKind(t *testing.T) {
	t.Parallel()
	const s = "x86_64-linux"
	for _, c := range []struct {
		path model.AttrPath
		want model.Kind
	}{
		{model.Path(), model.KindUnknown},
		{model.Path("packages"), model.KindPackage},
		{model.Path("legacyPackages", s), model.KindPackage},
		{model.Path("packages", s, "hello"), model.KindUnknown},
		{model.Path("formatter"), model.KindFormatter},
		{model.Path("formatter", s), model.KindUnknown},
		{model.Path("lib"), model.KindUnknown},
	} {
		if got := model.HeldKind(c.path); got != c.want {
			t.Errorf("%v holds %v, want %v", c.path, got, c.want)
		}
	}
}
