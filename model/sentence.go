package model

import "strings"

// kindSentences say in one sentence what the kinds are that somebody may see for the
// first time.
var kindSentences = map[Kind]string{
	KindPackage:   "A package is something that Nix can build, or download ready-made.",
	KindApp:       "An app is a program to start straight from the flake, with nix run.",
	KindDevShell:  "A dev shell is an environment to work in: nix develop enters it.",
	KindCheck:     "A check is a test: it passes when it builds.",
	KindFormatter: "The formatter brings the project's files into one style, with nix fmt.",
	KindBundler:   "A bundler turns a package into a file that runs without Nix.",
	KindHydraJob:  "A Hydra job is what a Hydra server builds again and again.",
	KindNixOS:     "A NixOS configuration describes a whole Linux machine.",
	KindHome:      "A Home Manager configuration describes one user's programs and settings.",
	KindDarwin:    "A nix-darwin configuration describes a Mac.",
	KindModule:    "A module is a piece of a configuration, for others to import.",
	KindOverlay:   "An overlay adds packages to a collection such as nixpkgs, or changes them.",
	KindTemplate:  "A template is a set of files to start a project with.",
	KindFunction:  "A function makes a value from its arguments.",
	KindOption:    "An option is one setting of a configuration.",
}

// SentenceOf says in one sentence what a node is, or was meant to be; "" where its kind
// says it. The system is the one that nix builds for.
func SentenceOf(n Node, system string) string {
	switch at := SystemAt(n.Path); {
	case len(n.Path) == 0:
		return ""
	case at != "" && !n.Kind.Leaf():
		return firstSentence(systemLesson(at, system).Text)
	case len(n.Path) == 1 && outputLessons[n.Path[0].Name] != "":
		return firstSentence(outputLessons[n.Path[0].Name])
	}
	return kindSentences[n.Kind]
}

// firstSentence is a text up to the end of its first sentence.
func firstSentence(text string) string {
	if first, _, more := strings.Cut(text, ". "); more {
		return first + "."
	}
	return text
}

// Gathers tells whether a node is there to hold things of one kind, such as `packages`
// and the set of a system in it: what matters is what is in it.
func (n Node) Gathers() bool { return n.Kind == KindAttrs && HeldKind(n.Path) != KindUnknown }
