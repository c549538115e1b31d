package model

import "time"

// Flake is who a flake is: what `nix flake metadata --json` says of it, and
// how flakewalk talks to it.
type Flake struct {
	// Ref is the reference as the user gave it.
	Ref string
	// URL is the locked reference.
	URL string
	// Pin is the reference that questions go to, or "" when the flake cannot be pinned.
	Pin string
	// Description is the flake's own description, or "".
	Description string
	// Revision is the full commit; with "-dirty" at the end for a dirty tree; or "".
	Revision string
	// LastModified is when the source was last changed; zero when unknown.
	LastModified time.Time
	// Path is the source's path in the store, or "".
	Path string
	// Dirty is set for a git work tree with uncommitted changes.
	Dirty bool
	// Dir is the working folder of a local flake on this machine, or "".
	Dir string
	// Inputs is the number of inputs the flake itself declares.
	Inputs int
	// Locks is the content of the lock file as nix gives it, raw JSON.
	Locks []byte
	// Nix is the version of nix, such as "2.34.8".
	Nix string
	// Family names the Nix as people call it, such as "Lix" or "Determinate Nix 3.22.2"; ""
	// for Nix itself.
	Family string
	// Lix is set where nix is Lix, whose versions are counted otherwise.
	Lix bool
	// DeadOverrides are the input paths that flake.nix overrides, by follows or url, and
	// that are not there, as nix warned.
	DeadOverrides [][]string `json:",omitempty"`
	// ShallowFollows is set when this nix can override the inputs of the flake's own
	// inputs, but nothing deeper (see lock.DuplicateOptions.Shallow).
	ShallowFollows bool
	// System is the system nix builds for, such as "x86_64-linux".
	System string
	// Notes say what weakens purity or makes answers differ from a build, one short text each.
	Notes []string
	// Taken is when the pin was taken.
	Taken time.Time
	// Via is set for a flake that is seen as an input of another one, with what that
	// one's follows make of it.
	Via *Via
}

// NixText names the nix at hand with its version, such as "nix 2.34.8", "Lix 2.95.3" or
// "Determinate Nix 3.22.2 (nix 2.35.2)"; "" when it is not known.
func (f Flake) NixText() string {
	switch {
	case f.Nix == "":
		return ""
	case f.Family == "":
		return "nix " + f.Nix
	case f.Lix:
		return f.Family + " " + f.Nix
	}
	return f.Family + " (nix " + f.Nix + ")"
}

// Via says as whose input a flake is seen.
type Via struct {
	// Root is that flake's reference as the user gave it.
	Root string
	// Pin is that flake's pin.
	Pin string
	// Path is the input path from that flake.
	Path []string
}

// WaitingWord begins Activity.Fetching while nix only waits.
const WaitingWord = "waiting: "

// Activity is a question that nix is working on.
type Activity struct {
	// What says it in words, such as "details of packages.x86_64-linux.hello".
	What string
	// Path is the node that the question is about.
	Path AttrPath
	// Since is when nix began with it.
	Since time.Time
	// Fetching is what nix is downloading at the moment, or "". It begins with WaitingWord
	// while nix waits for a server to take more requests.
	Fetching string
}

// Updatable tells whether the flake's own lock file can be written: only that of a
// flake on this machine, and not that of an input of another.
func (f Flake) Updatable() bool { return f.Dir != "" && f.Via == nil }
