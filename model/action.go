package model

import "slices"

// Action is an offer with its command, ready to be carried out.
type Action struct {
	Offer
	// Path is the node it is about.
	Path AttrPath
	// Of is the store path that it is about, where it is not the node itself: that of
	// a derivation, or of what was built; else "".
	Of string
	// Local tells whether the flake lies in a folder of this machine.
	Local bool
	// Argv is the command that is run, to the letter; nil when there is none.
	Argv []string
	// Typed is what people type to the same end, without the options that only we need;
	// nil where that is Argv.
	Typed []string
	// Dir is the folder in which it is run; "" is the one we are in.
	Dir string
	// Confirm tells that it runs programs of a flake that is not the user's own
	// with the user's rights: a typed y must precede it.
	Confirm bool
	// AppliesConfig tells that nix applies the flake's nixConfig for it, and that the
	// command does not say whether it may: the user's word on it must precede it.
	AppliesConfig bool
	// Consent is the user's word on nixConfig that the command says.
	Consent Consent
	// Asks says what the user has to give first: it takes the place of the word
	// Asks in Argv.
	Asks Ask
}

// Ask is something that an action needs to be told.
type Ask string

// What is asked for.
const (
	// AskNothing is an action that needs nothing.
	AskNothing Ask = ""
	// AskFolder is a new folder.
	AskFolder Ask = "FOLDER"
	// AskStore is the URL of a store.
	AskStore Ask = "STORE"
)

// About names what the action is about, for what is remembered of it.
func (a Action) About() string {
	if a.Of != "" {
		return a.Of
	}
	return a.Path.String()
}

// Possible tells whether the action can be carried out.
func (a Action) Possible() bool { return a.Reason == "" && a.Argv != nil }

// String is the command line as it is shown, and as it can be pasted into a POSIX
// shell.
func (a Action) String() string {
	line := ShellQuote(a.Argv)
	if a.Dir != "" {
		line = ShellQuote([]string{"cd", a.Dir}) + " && " + line
	}
	return line
}

// Short is the command as people type it.
func (a Action) Short() string {
	if a.Typed == nil {
		return a.String()
	}
	return ShellQuote(a.Typed)
}

// Filled is the action with what it asks for. The word it replaces is the last of
// that kind: the user's own options stand before it.
func (a Action) Filled(answer string) Action {
	if a.Asks == AskNothing {
		return a
	}
	a.Argv = slices.Clone(a.Argv)
	for i, word := range slices.Backward(a.Argv) {
		if word == string(a.Asks) {
			a.Argv[i] = answer
			break
		}
	}
	a.Asks = AskNothing
	return a
}

// Consent is what the user says to the nixConfig of a flake.
type Consent uint8

// The answers.
const (
	// ConsentUnasked leaves it to nix's own settings: nothing needed an answer.
	ConsentUnasked Consent = iota
	// ConsentGiven applies everything that the flake asks for.
	ConsentGiven
	// ConsentRefused applies nothing of it.
	ConsentRefused
)
