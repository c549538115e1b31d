package model

// Action is a verb as it can be carried out on one node, with its command.
type Action struct {
	// Verb is what it does.
	Verb Verb
	// Path is the node it is about.
	Path AttrPath
	// Argv is the command that is run, to the letter.
	Argv []string
}
