package model

import (
	"fmt"
	"strings"

	"flakewalk/model/words"
)

// Plan is what a build would do.
type Plan struct {
	// Builds are the store paths of the derivations that would be built.
	Builds []string
	// Fetches are the store paths that would be fetched.
	Fetches []string
	// Download and Unpacked are the sizes in bytes of what would be fetched, as
	// exact as nix tells.
	Download, Unpacked int64
	// Unknown are store paths that nix knows no way to come by.
	Unknown []string
	// Ignored are the settings of the flake's nixConfig, such as its binary caches,
	// that the plan goes without, since nobody said that they may be applied.
	Ignored []string
}

// Nothing tells whether all is there already.
func (p Plan) Nothing() bool { return len(p.Builds)+len(p.Fetches)+len(p.Unknown) == 0 }

// String is the plan in a few words: "2 derivations to build, 5 paths to fetch
// (1.2 MiB, 4.0 MiB unpacked)".
func (p Plan) String() string {
	if p.Nothing() {
		return "nothing to do: it is built"
	}
	var parts []string
	if n := len(p.Builds); n > 0 {
		parts = append(parts, words.Count(n, "derivation")+" to build")
	}
	if n := len(p.Fetches); n > 0 {
		parts = append(parts, fmt.Sprintf("%s to fetch (%s, %s unpacked)", words.Count(n, "path"), words.Size(p.Download), words.Size(p.Unpacked)))
	}
	if n := len(p.Unknown); n > 0 {
		parts = append(parts, words.Count(n, "path")+" that nix cannot come by")
	}
	return strings.Join(parts, ", ")
}
