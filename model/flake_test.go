package model_test

import (
	"testing"

	"flakewalk/model"
)

// TestNixText proves how each family of Nix is named.
func TestNixText(t *testing.T) {
	t.Parallel()
	for want, f := range map[string]model.Flake{
		"":                                    {Family: "Lix"},
		"nix 2.34.8":                          {Nix: "2.34.8"},
		"Lix 2.95.3":                          {Nix: "2.95.3", Family: "Lix", Lix: true},
		"Determinate Nix 3.22.2 (nix 2.35.2)": {Nix: "2.35.2", Family: "Determinate Nix 3.22.2"},
	} {
		if got := f.NixText(); got != want {
			t.Errorf("%+v: %q, want %q", f, got, want)
		}
	}
}
