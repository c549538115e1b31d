package model

// Lesson explains something of a flake to who sees it for the first time. Where its text
// speaks of a key it names the action in braces, as an Advice does.
type Lesson struct {
	// Title is what it is about, such as "follows".
	Title string
	// Text is two or three plain sentences.
	Text string
}

// LessonsOf explains one node of a flake: what it is, or was meant to be, and why it
// is not there. The system is the one that nix builds for.
func LessonsOf(n Node, system string) []Lesson {
	var all []Lesson
	switch at := SystemAt(n.Path); {
	case len(n.Path) == 0:
		return []Lesson{SubjectFlake.Lesson()}
	case at != "" && !n.Kind.Leaf():
		all = append(all, systemLesson(at, system))
	case len(n.Path) == 1:
		all = append(all, OutputLesson(n.Path[0].Name))
	case n.Kind != KindUnknown || !n.State.Bad():
		all = append(all, n.Kind.Lesson())
	}
	if l := n.lessonOfState(); l.Text != "" {
		all = append(all, l)
	}
	return all
}

// lessonOfState explains why a node has no value.
func (n Node) lessonOfState() Lesson {
	if n.Problem != nil && n.Problem.Cause == CauseImpure {
		return SubjectPurity.Lesson()
	}
	return n.State.Lesson()
}

// kindLessons is the table of what the kinds are.
var kindLessons = [...]string{
	KindUnknown:   "Only the name of this is known. Nix works out a value when somebody wants to see it, and not before: that keeps large flakes quick.",
	KindAttrs:     "A set holds names with a value each, as a folder holds files. Nix works out those values only when somebody wants to see them, so it costs nothing to open one.",
	KindPackage:   "A package is a program, a library or other files that Nix can build from source, or download where somebody has built them already. People build it, start its program, or open a shell in which its programs are there. Nothing is installed by that: what is built lies in the Nix store, a folder of its own.",
	KindApp:       "An app is a program that is meant to be started straight from the flake. Nix builds or downloads what it needs and starts it; nothing is installed.",
	KindDevShell:  "A dev shell is a shell in which the tools and settings for working on a project are there. People enter it in the project's folder, work, and leave it with exit; the rest of the machine stays as it was.",
	KindCheck:     "A check is a test: building it works when all is well, and fails when something is wrong. People run the checks before they hand on a change, and servers run them after it.",
	KindFormatter: "The formatter is the program that brings the files of this project into one style. nix fmt starts it, in the project's folder.",
	KindBundler:   "A bundler turns a package into a form that also runs without Nix, such as one large file or the image of a container. nix bundle uses it.",
	KindHydraJob:  "A Hydra job is something that Hydra builds again and again: the server on which the Nix project, and others, build their packages. It can be built by hand like a package.",
	KindNixOS:     "A NixOS configuration describes a whole Linux machine: its programs, services, users and settings. Building it changes nothing yet; nixos-rebuild switch makes the machine so.",
	KindHome:      "A home-manager configuration describes what one user has: programs, their settings, services. Building it changes nothing yet; home-manager switch puts it to use.",
	KindDarwin:    "A nix-darwin configuration describes a Mac: its programs, services and settings. Building it changes nothing yet; darwin-rebuild switch makes the Mac so.",
	KindModule:    "A module is a piece of a configuration that others can use in theirs: it offers settings, or makes some. It is not built by itself; people list it under imports or modules in their own configuration.",
	KindOverlay:   "An overlay changes a collection of packages such as nixpkgs, or adds to it. It is a function: it is given the collection and returns what shall be different. People list it under overlays where they load the collection.",
	KindTemplate:  "A template is a set of files to begin a project with. nix flake init puts them into the current folder, nix flake new into a new one; files that are there already are not overwritten.",
	KindFunction:  "A function makes a value from others, which it is given: its arguments. Other Nix code calls it, so there is nothing to build here. The details show what is written about it.",
	KindOption:    "An option is one setting of a configuration. Modules say that it exists and which values it takes, and modules set it. The details show its value and what it does.",
	KindString:    "A string is a piece of text. Other Nix code uses it; it can be printed.",
	KindInt:       "A whole number, which other Nix code uses; it can be printed.",
	KindFloat:     "A number with a fraction, which other Nix code uses; it can be printed.",
	KindBool:      "Yes or no, written as true or false; other Nix code uses it, and it can be printed.",
	KindPath:      "The path of a file or folder. In a flake it mostly lies in the Nix store, the folder in which Nix keeps all that it has fetched or built.",
	KindList:      "A list holds values in an order, numbered from 0. Nix works them out only when somebody wants to see them.",
	KindNull:      "Null stands for no value at all, often for a setting that was left out.",
}

// Lesson explains a kind.
func (k Kind) Lesson() Lesson {
	if int(k) >= len(kindLessons) {
		k = KindUnknown
	}
	return Lesson{k.Word(), kindLessons[k]}
}

// Lesson explains what a state means, where it is not simply a value.
func (s State) Lesson() Lesson {
	switch s {
	case StateForeign:
		return Lesson{"other system", "This is for another kind of machine than yours. It is worked out only when you open it, and building it takes a machine of that kind."}
	case StateFailed:
		return Lesson{"failed", "Nix could not work this out; the message says why. It costs this row only: all others are there as if nothing had happened. {Activate} shows the whole error."}
	case StateIFD:
		return SubjectIFD.Lesson()
	case StateTimeout:
		return Lesson{"took too long", "Nix was stopped after some time without an answer, so that this row does not hold up the others. {Activate} shows more, and {retry} there tries again with twice the time."}
	case StateCancelled:
		return Lesson{"cancelled", "You stopped nix while it worked on this. {Activate}, and {retry} there, asks again."}
	case StateUnevaluated, StateReady:
	}
	return Lesson{}
}

// Subject is something that one must know about flakes beside the kinds of outputs.
type Subject uint8

// The subjects.
const (
	SubjectFlake Subject = iota
	SubjectInputs
	SubjectLockFile
	SubjectFollows
	SubjectRegistry
	SubjectDuplicates
	SubjectIFD
	SubjectPurity
	subjects // the number of subjects
)

// Lesson explains a subject.
func (s Subject) Lesson() Lesson {
	if s >= subjects {
		s = SubjectFlake
	}
	return [subjects]Lesson{
		SubjectFlake:      {"flake", "A flake is a folder, or a place on the web, with a file flake.nix. That file says what the flake offers, its outputs (programs, shells, settings), and what it is made from, its inputs. Nix can use it from anywhere."},
		SubjectInputs:     {"input", "An input is another flake, or another source of files, that this flake is made from. An input may have inputs of its own, so there can be many more than flake.nix names."},
		SubjectLockFile:   {"lock file", "flake.lock notes for every input the exact version and a fingerprint of its files, so that everybody gets the very same. It stays as it is until somebody updates it; looking around here never writes it."},
		SubjectFollows:    {"follows", "An input that follows another has no version of its own: it uses the one of the other. Authors write that in flake.nix, as inputs.a.inputs.nixpkgs.follows = \"nixpkgs\", so that two inputs share one nixpkgs instead of fetching two."},
		SubjectRegistry:   {"registry", "A short name such as nixpkgs is looked up in a registry: a list of names and of what each stands for, on this machine or from the web. What it stood for is noted in flake.lock, so the name is looked up again only for an update."},
		SubjectDuplicates: {"duplicate", "The same source is locked more than once here, because several inputs bring their own. That costs time and space, no more; where a follows can make them share one, the line for flake.nix is shown."},
		SubjectIFD:        {"import from derivation (IFD)", "Nix must build something first to find out what this is. That takes time and runs programs, so it is not done while one looks around. {allow} allows it for this row."},
		SubjectPurity:     {"purity", "Nix works out a flake from its own files and its inputs alone, so that the answer is the same on every machine. This wants more: the environment, the time or other files of your machine. If you trust the flake, {allow} allows it for this row."},
	}[s]
}

// systemLesson explains the set of a system.
func systemLesson(system, own string) Lesson {
	text := "A system is a kind of processor with an operating system, here " + system + ". Programs are made for one system, so that flakes keep a set for each."
	if system == own {
		text += " This one is yours; nix takes it by itself."
	}
	return Lesson{"system", text}
}
