package model

import "strings"

// Inputs is what the lock file of an open flake says, and what follows from it.
type Inputs struct {
	// Graph is the lock file.
	Graph *InputGraph
	// Duplicates are those of Graph.
	Duplicates []Duplicate
	// Findings are those of Graph.
	Findings []InputFinding
}

// InputAttrPath is where an input path stands in a flake.nix, such as
// inputs.a.inputs.nixpkgs.
func InputAttrPath(path []string) AttrPath {
	p := make(AttrPath, 0, 2*len(path))
	for _, name := range path {
		p = append(p, Attr("inputs"), Attr(name))
	}
	return p
}

// InputCommand is a command about one input, with what it does in a word.
type InputCommand struct {
	// Does says what it does, such as "update".
	Does string
	// Argv is the command.
	Argv []string
}

// InputCommands are the commands about the input at a path of a flake: updating
// it, where the flake's lock file can be written, and asking who it is. There is none
// for a name or reference that nix would take for an option.
func InputCommands(f Flake, path []string, n InputNode) []InputCommand {
	var all []InputCommand
	if input := InputPathText(path); f.Updatable() && len(path) > 0 && !strings.HasPrefix(input, "-") {
		all = append(all, InputCommand{"update", UpdateCommand(f, input)})
	}
	if link := n.Ref().Shown(); link != "" && !n.Ref().Relative() && !strings.HasPrefix(link, "-") {
		all = append(all, InputCommand{"metadata", []string{"nix", "flake", "metadata", link}})
	}
	return all
}

// Updatable tells whether the flake's own lock file can be written: only that of a
// flake on this machine, and not that of an input of another.
func (f Flake) Updatable() bool { return f.Dir != "" && f.Via == nil }

// UpdateCommand is the command that updates one input of a flake, or all of them
// where none is named. Lix may not know the newer one.
func UpdateCommand(f Flake, input string) []string {
	switch {
	case f.Lix && input == "":
		return []string{"nix", "flake", "lock", "--recreate-lock-file", f.Ref}
	case f.Lix:
		return []string{"nix", "flake", "lock", "--update-input", input, f.Ref}
	}
	argv := []string{"nix", "flake", "update"}
	if f.Ref != "" && f.Ref != "." {
		argv = append(argv, "--flake", f.Ref)
	}
	if input != "" {
		argv = append(argv, input)
	}
	return argv
}
