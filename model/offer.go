package model

import (
	"slices"
	"strings"
)

// Offer is a verb as it stands with one node: whether it can be done, and if not,
// why.
type Offer struct {
	// Verb is what is offered.
	Verb Verb
	// Apt tells whether the verb is one for values of that kind at all.
	Apt bool
	// Reason says why it cannot be done; "" when it can.
	Reason string
	// Warning says what to mind when doing it; "" when there is nothing.
	Warning string
}

// Here is what an offer depends on besides the node.
type Here struct {
	// System is the system that nix builds for on this machine.
	System string
	// Local tells whether the flake lies in a folder of this machine.
	Local bool
	// Position is where the node is defined, as far as that is known.
	Position Position
	// MainProgram is the package's main program; "" when it has none or is not known.
	MainProgram string
	// NoMainProgram tells that the package is known to have none.
	NoMainProgram bool
}

// Offers returns every verb for a node: first those for its kind, the most likely
// first, then all others with why they do not fit.
func Offers(n Node, h Here) []Offer {
	first, more := verbsOf(n.Kind)
	apt := append(slices.Clone(first), more...)
	if len(n.Path) == 0 {
		apt = []Verb{VerbCheck, VerbFormat, VerbRepl, VerbEdit}
	} else if n.Path.name(0) == "checks" && n.Kind == KindAttrs {
		apt = append([]Verb{VerbCheck}, apt...)
	}
	if slices.Contains(apt, VerbDevelop) {
		apt = append(apt, VerbBecome)
	}
	all := make([]Offer, 0, verbs)
	for _, v := range apt {
		o := Offer{Verb: v, Apt: true, Reason: hindrance(v, n, h)}
		if o.Reason == "" {
			o.Warning = caution(v, n, h)
		}
		all = append(all, o)
	}
	for v := range verbs {
		if !slices.Contains(apt, v) {
			all = append(all, Offer{Verb: v, Reason: unfit(v, n)})
		}
	}
	return all
}

// unfit is why a verb is none for values of the kind of a node, or of which nobody
// knows the kind.
func unfit(v Verb, n Node) string {
	if reason := unevaluated(n.State); n.Kind == KindUnknown && reason != "" {
		return reason
	}
	return "it takes " + v.info().needs + "; this is " + article(n.Kind.Word())
}

// hindrance is why a verb that fits the kind of a node cannot be done, or "".
func hindrance(v Verb, n Node, h Here) string {
	switch v { //nolint:exhaustive // the others need nothing but the value
	case VerbEdit:
		if h.Position.File == "" {
			return "nix does not tell where this is defined"
		}
		return ""
	case VerbCheck:
		if n.Kind != KindCheck { // it is about the whole flake
			return ""
		}
	case VerbFormat:
		if !h.Local {
			return "only a flake in a folder of this machine can be formatted"
		}
	case VerbRun, VerbShell, VerbDevelop, VerbBecome:
		if system := SystemOf(n.Path); foreign(system, h) && kernel(system) != kernel(h.System) {
			return "its programs are for " + system + ", this machine is " + h.System
		}
	}
	return unevaluated(n.State)
}

// unevaluated is why nothing can be done with a node whose evaluation ended so, or "".
func unevaluated(s State) string {
	switch s {
	case StateFailed:
		return "its evaluation failed"
	case StateIFD:
		return "its evaluation needs to build something first (import from derivation), which was refused"
	case StateTimeout:
		return "its evaluation took too long"
	case StateCancelled:
		return "its evaluation was cancelled"
	case StateUnevaluated, StateReady, StateForeign:
	}
	return ""
}

// caution is what to mind when a verb is done, or "".
func caution(v Verb, n Node, h Here) string {
	system := SystemOf(n.Path)
	if !foreign(system, h) || v == VerbCheck && n.Kind != KindCheck {
		if v == VerbRun && n.Kind == KindPackage && h.NoMainProgram {
			return "it names no main program: nix tries one of the package's own name"
		}
		return ""
	}
	switch v { //nolint:exhaustive // the others neither build nor run
	case VerbBuild, VerbBuildLink, VerbCheck, VerbProfile, VerbCopy:
		return "needs a builder for " + system + ", or a cache that has it"
	case VerbRun, VerbShell, VerbDevelop, VerbBecome:
		return "needs a builder for " + system + ", and this machine must be able to run its programs"
	}
	return ""
}

func foreign(system string, h Here) bool {
	return system != "" && h.System != "" && system != h.System
}

// kernel is the part of a system that no emulation of the processor replaces.
func kernel(system string) string {
	_, os, _ := strings.Cut(system, "-")
	return os
}

// article puts the indefinite article before a noun.
func article(noun string) string {
	switch {
	case noun == "not evaluated":
		return noun + " yet"
	case noun == "null":
		return noun
	case strings.ContainsAny(noun[:1], "aeiou"):
		return "an " + noun
	}
	return "a " + noun
}
