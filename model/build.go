package model

import (
	"strings"
	"time"
)

// BuildState says how far a build has come. The zero value is BuildPlanning.
type BuildState uint8

// The states of a build.
const (
	// BuildPlanning is before the first derivation: nix evaluates, or fetches inputs.
	BuildPlanning BuildState = iota
	// BuildRunning is while nix fetches or builds derivations.
	BuildRunning
	// BuildSucceeded, BuildFailed and BuildCancelled are how a build ends.
	BuildSucceeded
	BuildFailed
	BuildCancelled
)

// String is the state in one word.
func (s BuildState) String() string {
	switch s {
	case BuildRunning:
		return "building"
	case BuildSucceeded:
		return "built"
	case BuildFailed:
		return "failed"
	case BuildCancelled:
		return "cancelled"
	case BuildPlanning:
	}
	return "planning"
}

// Ended tells whether nothing of the build runs any more.
func (s BuildState) Ended() bool { return s >= BuildSucceeded }

// Build is what is known of a build at one moment. It is a value: whoever holds
// one may keep it, nobody changes it. Texts in it come from nix and from builders.
type Build struct {
	// ID counts the builds of one run of flakewalk from 1.
	ID int
	// Verb is what is done, and Path what it is done with.
	Verb Verb
	Path AttrPath
	// Local tells whether the flake lies in a folder of this machine.
	Local bool
	// Argv is the command and its arguments, as it was started.
	Argv []string
	// State says how far it has come.
	State BuildState
	// Began is when it was started, Ended when it ended; zero until then.
	Began, Ended time.Time
	// Builds counts derivations, Copies store paths that are fetched or copied.
	Builds, Copies Tally
	// Bytes are those of all downloads.
	Bytes Bytes
	// Doing is what nix is doing besides building, such as "evaluating derivation
	// '...'"; "" when that is nothing.
	Doing string
	// Running are the derivations that are being built, the oldest first.
	Running []BuildStep
	// Failed are the derivations whose own build failed, in the order in which
	// they failed. Those that only miss one of these are not among them.
	Failed []BuildStep
	// Results are what was built, once it has succeeded; a moment later they have
	// their sizes.
	Results []BuildResult
	// Ignored are the settings of the flake's nixConfig that nix did not apply,
	// since nobody said that it may.
	Ignored []string
	// Problem is why it failed; nil when it did not.
	Problem *Problem
}

// Took is how long the build has taken until now, or took in all.
func (b Build) Took(now time.Time) time.Duration {
	if !b.Ended.IsZero() {
		now = b.Ended
	}
	return max(0, now.Sub(b.Began))
}

// Fraction is how much of the build is done, from 0 to 1, as well as one can
// tell: of the bytes that are downloaded and of the derivations that are built
// half each where there are both. known is false before anything is expected.
func (b Build) Fraction() (done float64, known bool) {
	if b.State == BuildSucceeded {
		return 1, true
	}
	sum, parts := 0.0, 0
	for _, part := range [][2]int64{{int64(b.Builds.Done), int64(b.Builds.Expected)}, {b.Bytes.Done, b.Bytes.Expected}} {
		if part[1] > 0 {
			sum += min(1, float64(part[0])/float64(part[1]))
			parts++
		}
	}
	if parts == 0 {
		return 0, false
	}
	return sum / float64(parts), true
}

// Tally counts things that nix does several of. Expected grows while nix finds
// out what is to be done, and is never less than what is done, runs and failed.
type Tally struct {
	Done, Running, Expected, Failed int
}

// Bytes are how far downloads are.
type Bytes struct {
	// Done and Expected are in bytes; Expected is 0 while nothing is known.
	Done, Expected int64
}

// BuildStep is one derivation of a build.
type BuildStep struct {
	// Drv is the store path of the derivation.
	Drv string
	// Name is the derivation's name with version.
	Name string
	// Machine is where it is built; "" on this one.
	Machine string
	// Phase is the phase its builder said it is in, such as "buildPhase", or "".
	Phase string
	// Since is when its build began, Ended when it ended; zero when it did not.
	Since, Ended time.Time
	// Tail are the last lines of its log.
	Tail []string
	// Lines is how many lines its log had so far.
	Lines int
	// Reason is why it failed, in nix's words; "" when it did not.
	Reason string
}

// BuildResult is one thing that was built.
type BuildResult struct {
	// Drv is the store path of the derivation, or "".
	Drv string
	// Outputs are its outputs that were asked for, sorted by name.
	Outputs []Output
}

// BuildLog is a part of a derivation's log, or of what nix itself said. Lines
// are numbered from 0; the oldest are dropped when there are too many.
type BuildLog struct {
	// First is the number of the first line in Lines: greater than asked for when
	// those before it were dropped.
	First int
	// Lines are the lines, without the colours of their builder.
	Lines []string
	// Total is how many lines there were so far, with those that were dropped.
	Total int
	// Dropped is how many lines are no longer kept, all at the beginning.
	Dropped int
	// Ended is set when no further line will come.
	Ended bool
}

// DerivationName is the name that a store path of a derivation ends with:
// "hello-2.12" of "/nix/store/HASH-hello-2.12.drv".
func DerivationName(drv string) string {
	drv = drv[strings.LastIndexByte(drv, '/')+1:]
	const hash = 32 // characters of a store path's hash
	if len(drv) > hash && drv[hash] == '-' {
		drv = drv[hash+1:]
	}
	return strings.TrimSuffix(drv, ".drv")
}
