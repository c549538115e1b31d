package model

import (
	"strings"

	"flakewalk/model/words"
)

// JobOffers returns what can be done with a job that runs or ran in the background,
// beside doing it again. Of a job that built something that is what it has built,
// whose programs are given; of one that failed, the derivation at fault.
func JobOffers(b Build, programs []string) []Offer {
	switch {
	case b.State == BuildSucceeded && len(b.OutputPaths()) > 0:
		return []Offer{{Verb: VerbRun, Apt: true, Reason: unrunnable(b, programs)}, {Verb: VerbShell, Apt: true}}
	case b.State.Ended() && len(b.Failed) > 0:
		return StepOffers(b.Failed[0])
	}
	return nil
}

// StepOffers returns what can be done with one derivation of a job.
func StepOffers(s BuildStep) []Offer {
	log := Offer{Verb: VerbLog, Apt: true}
	if s.Ended.IsZero() {
		log.Reason = "it is still being built: nix has its log when it is done"
	}
	return []Offer{log, {Verb: VerbDevelop, Apt: true}, {Verb: VerbDerivation, Apt: true}}
}

// unrunnable is why nothing of it can be run, or "".
func unrunnable(b Build, programs []string) string {
	switch {
	case len(programs) == 0:
		return "it has no programs"
	case b.Program(programs) == "":
		return "it has " + words.Count(len(programs), "program") + ", none of its own name: a shell has them all"
	}
	return ""
}

// OutputPaths are the store paths of all that was built.
func (b Build) OutputPaths() []string {
	var paths []string
	for _, r := range b.Results {
		for _, o := range r.Outputs {
			if strings.HasPrefix(o.Path, "/") {
				paths = append(paths, o.Path)
			}
		}
	}
	return paths
}

// Program is the one of the programs of what was built that people mean by running
// it: that of its name, or the only one; "" where there is none.
func (b Build) Program(programs []string) string {
	if len(programs) == 1 {
		return programs[0]
	}
	for _, r := range b.Results {
		name := unversioned(DerivationName(r.Drv))
		for _, p := range programs {
			if p == name {
				return p
			}
		}
	}
	for _, p := range programs {
		if p == b.Path.Last().Name {
			return p
		}
	}
	return ""
}

// unversioned is the name of a derivation without its version, which nix says begins
// at the first dash that no letter follows.
func unversioned(name string) string {
	for i := range len(name) - 1 {
		if c := name[i+1] | 0x20; name[i] == '-' && (c < 'a' || c > 'z') {
			return name[:i]
		}
	}
	return name
}
