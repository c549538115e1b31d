package main

import (
	"slices"
	"testing"

	"flakewalk/model"
)

// TestInputsAsReferences proves that those inputs are proposed that are flakes of
// their own, as the flake itself writes them.
func TestInputsAsReferences(t *testing.T) {
	t.Parallel()
	const lock = `{"version": 7, "root": "root", "nodes": {
		"root": {"inputs": {"nixpkgs": "n", "same": ["nixpkgs"], "data": "d", "sub": "s", "secret": "x"}},
		"n": {"original": {"type": "github", "owner": "NixOS", "repo": "nixpkgs", "ref": "nixos-25.05"},
			"locked": {"type": "github", "owner": "NixOS", "repo": "nixpkgs", "rev": "abc", "narHash": "sha256-x"}},
		"d": {"flake": false, "original": {"type": "path", "path": "/data"}, "locked": {"type": "path", "path": "/data"}},
		"s": {"original": {"type": "path", "path": "./sub"}, "locked": {"type": "path", "path": "./sub"}, "parent": []},
		"x": {"original": {"type": "git", "url": "https://me:pw@example.org/x"}, "locked": {"type": "git", "url": "https://me:pw@example.org/x", "rev": "abc"}}
	}}`
	got := (&flakes{}).Inputs(model.Flake{Locks: []byte(lock)})
	want := []model.Reference{
		{Ref: "github:NixOS/nixpkgs/nixos-25.05", From: model.FromInput, About: "nixpkgs"},
		{Ref: "git+https://example.org/x", From: model.FromInput, About: "secret"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v", got)
	}
	if got := (&flakes{}).Inputs(model.Flake{Locks: []byte("{")}); got != nil {
		t.Errorf("got %+v from a broken lock file", got)
	}
}
