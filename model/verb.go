package model

// Verb is something that can be done with an attribute by a nix command.
type Verb uint8

// The verbs, in the order in which they are offered.
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
)

// String is the verb as people say it.
func (v Verb) String() string {
	switch v {
	case VerbBuild:
		return "build"
	case VerbRun:
		return "run"
	case VerbDevelop:
		return "enter the dev shell"
	case VerbShell:
		return "open a shell with it"
	case VerbCheck:
		return "check"
	case VerbFormat:
		return "format"
	case VerbInit:
		return "start from the template"
	case VerbSwitch:
		return "switch to it"
	case VerbEval:
	}
	return "show the value"
}

// Verbs returns what can be done with a node, the most likely first. A node
// that is not ready, or of another system, offers nothing.
func Verbs(n Node) []Verb {
	if n.State != StateReady {
		return nil
	}
	switch n.Kind {
	case KindPackage:
		return []Verb{VerbBuild, VerbRun, VerbShell, VerbDevelop}
	case KindApp:
		return []Verb{VerbRun}
	case KindDevShell:
		return []Verb{VerbDevelop, VerbBuild}
	case KindCheck, KindHydraJob:
		return []Verb{VerbBuild}
	case KindFormatter:
		return []Verb{VerbFormat, VerbBuild}
	case KindTemplate:
		return []Verb{VerbInit}
	case KindNixOS, KindHome, KindDarwin:
		return []Verb{VerbBuild, VerbSwitch}
	case KindString, KindInt, KindFloat, KindBool, KindPath, KindNull, KindList, KindAttrs, KindOption:
		return []Verb{VerbEval}
	case KindUnknown, KindBundler, KindModule, KindOverlay, KindFunction:
	}
	return nil
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
