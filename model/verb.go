package model

// Verb is something that can be done with an attribute by a nix command.
type Verb uint8

// The verbs.
const (
	VerbBuild Verb = iota
	VerbRun
	VerbDevelop
	VerbShell
	VerbCheck
	VerbFormat
	VerbInit
	VerbSwitch
	VerbEval
	VerbBuildLink
	VerbLog
	VerbRepl
	VerbEdit
	VerbDerivation
	VerbProfile
	VerbCopy
	VerbBecome
	verbs // the number of verbs
)

// Way is how a verb is carried out.
type Way uint8

// The ways.
const (
	// WayJob is in the background, with nix's event stream for what it does.
	WayJob Way = iota
	// WayTerminal hands the terminal over, and takes it back at the end.
	WayTerminal
	// WayPause hands the terminal over; what was printed stays to be read until a
	// key is pressed.
	WayPause
	// WayText is in the background too, and what it prints is shown when it has ended.
	WayText
	// WayLeave ends flakewalk and puts the command in its place.
	WayLeave
)

// verbInfo is what is fixed about a verb.
type verbInfo struct {
	name  string // that it has for good
	word  string // what people say
	way   Way
	runs  bool   // it lets code of the flake do what the user can
	needs string // what it can be done with
}

func (v Verb) info() verbInfo {
	if v >= verbs {
		v = VerbEval
	}
	return verbInfos[v]
}

// verbInfos is the table of the verbs.
var verbInfos = [verbs]verbInfo{
	VerbBuild:      {"build", "build", WayJob, false, "a derivation"},
	VerbBuildLink:  {"build-link", "build, with a result link", WayJob, false, "a derivation"},
	VerbRun:        {"run", "run", WayPause, true, "an app or a package"},
	VerbDevelop:    {"develop", "enter the dev shell", WayTerminal, true, "a derivation"},
	VerbShell:      {"shell", "open a shell with it", WayTerminal, true, "a package"},
	VerbCheck:      {"check", "check", WayJob, false, "all outputs, or checks"},
	VerbFormat:     {"format", "format", WayPause, true, "the formatter, or all outputs"},
	VerbInit:       {"init", "start from the template", WayText, false, "a template"},
	VerbSwitch:     {"switch", "switch to it", WayPause, true, "a configuration"},
	VerbEval:       {"eval", "show the value", WayText, false, "a plain value"},
	VerbLog:        {"log", "show the build log", WayText, false, "a derivation"},
	VerbRepl:       {"repl", "open it in the repl", WayTerminal, true, "a value"},
	VerbEdit:       {"edit", "edit the definition", WayTerminal, false, "a value whose place is known"},
	VerbDerivation: {"derivation", "show the derivation", WayText, false, "a derivation"},
	VerbProfile:    {"profile", "add to the profile", WayJob, false, "a package"},
	VerbBecome:     {"become", "leave for the dev shell", WayLeave, true, "a derivation"},
	VerbCopy:       {"copy", "copy to another store", WayJob, false, "a derivation"},
}

// String is the verb as people say it.
func (v Verb) String() string { return v.info().word }

// Name is what it is called for good, such as build-link: by what keys and settings
// speak of it.
func (v Verb) Name() string { return v.info().name }

// VerbNamed is the verb of a name; ok is false where there is none.
func VerbNamed(name string) (v Verb, ok bool) {
	for v := range verbs {
		if v.Name() == name {
			return v, true
		}
	}
	return 0, false
}

// Way is how it is carried out.
func (v Verb) Way() Way { return v.info().way }

// RunsCode tells whether it lets code of the flake do what the user can. A build does
// not: its programs run in nix's sandbox. A shell does: its programs come before the
// user's own, and the start-up files of shells call programs by their names. So does
// the repl, which evaluates impurely.
func (v Verb) RunsCode() bool { return v.info().runs }

// Builds tells whether it needs the very thing to be built that VerbBuild builds. The
// environment of a dev shell is another.
func (v Verb) Builds() bool {
	switch v { //nolint:exhaustive // the others build nothing, or something else
	case VerbBuild, VerbBuildLink, VerbCheck, VerbRun, VerbShell, VerbProfile, VerbCopy, VerbSwitch:
		return true
	}
	return false
}

// verbsOf is the table of what can be done with values of a kind, the most likely
// first: what one comes for, and what there is besides.
func verbsOf(k Kind) (first, more []Verb) {
	switch k {
	case KindPackage:
		return []Verb{VerbBuild, VerbRun, VerbShell, VerbDevelop}, []Verb{VerbBuildLink, VerbLog, VerbEdit, VerbRepl, VerbDerivation, VerbProfile, VerbCopy}
	case KindApp:
		return []Verb{VerbRun}, []Verb{VerbEdit, VerbRepl}
	case KindDevShell:
		return []Verb{VerbDevelop, VerbBuild}, []Verb{VerbBuildLink, VerbLog, VerbEdit, VerbRepl, VerbDerivation, VerbCopy}
	case KindCheck:
		return []Verb{VerbBuild}, []Verb{VerbCheck, VerbBuildLink, VerbLog, VerbDevelop, VerbEdit, VerbRepl, VerbDerivation, VerbCopy}
	case KindHydraJob:
		return []Verb{VerbBuild}, []Verb{VerbBuildLink, VerbLog, VerbDevelop, VerbEdit, VerbRepl, VerbDerivation, VerbCopy}
	case KindFormatter:
		return []Verb{VerbFormat, VerbBuild}, []Verb{VerbRun, VerbBuildLink, VerbLog, VerbEdit, VerbRepl, VerbDerivation, VerbCopy}
	case KindTemplate:
		return []Verb{VerbInit}, []Verb{VerbEdit, VerbRepl}
	case KindNixOS, KindHome, KindDarwin:
		return []Verb{VerbBuild, VerbSwitch}, []Verb{VerbBuildLink, VerbLog, VerbEdit, VerbRepl, VerbDerivation, VerbCopy}
	case KindString, KindInt, KindFloat, KindBool, KindPath, KindNull, KindList, KindAttrs, KindOption:
		return []Verb{VerbEval}, []Verb{VerbEdit, VerbRepl}
	case KindUnknown, KindBundler, KindModule, KindOverlay, KindFunction:
	}
	return nil, []Verb{VerbEdit, VerbRepl}
}

// Verbs returns what one comes to a node for, the most likely first. A node
// that is not ready, or of another system, offers nothing.
func Verbs(n Node) []Verb {
	if n.State != StateReady {
		return nil
	}
	first, _ := verbsOf(n.Kind)
	return first
}

// Command is a ready command line for a verb.
type Command struct {
	// Verb is what the command does.
	Verb Verb
	// Argv is the command and its arguments.
	Argv []string
}

// String is the command line as it can be pasted into a POSIX shell.
func (c Command) String() string { return ShellQuote(c.Argv) }
