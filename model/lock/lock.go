// Package lock is the graph of a flake's inputs, as its lock file has it: what each is
// and who uses it, what follows what, what is locked twice or worth a mark, what changed
// from another lock file, and all of that as text, JSON and drawings.
package lock

import (
	"strings"

	"flakewalk/model"
)

// Inputs is what the lock file of an open flake says, and what follows from it.
type Inputs struct {
	// Graph is the lock file.
	Graph *Graph
	// Duplicates are those of Graph.
	Duplicates []Duplicate
	// Findings are those of Graph.
	Findings []Finding
}

// AttrPath is where an input path stands in a flake.nix, such as
// inputs.a.inputs.nixpkgs.
func AttrPath(path []string) model.AttrPath {
	p := make(model.AttrPath, 0, 2*len(path))
	for _, name := range path {
		p = append(p, model.Attr("inputs"), model.Attr(name))
	}
	return p
}

// Command is a command about one input, with what it does in a word.
type Command struct {
	// Does says what it does, such as "update".
	Does string
	// Argv is the command.
	Argv []string
}

// Commands are the commands about the input at a path of a flake: updating
// it, where the flake's lock file can be written, and asking who it is. There is none
// for a name or reference that nix would take for an option.
func Commands(f model.Flake, path []string, n Node) []Command {
	var all []Command
	if input := PathText(path); f.Updatable() && len(path) > 0 && !strings.HasPrefix(input, "-") {
		all = append(all, Command{"update", UpdateCommand(f, input)})
	}
	if link := n.Ref().Shown(); link != "" && !n.Ref().Relative() && !strings.HasPrefix(link, "-") {
		all = append(all, Command{"metadata", []string{"nix", "flake", "metadata", link}})
	}
	return all
}

// UpdateCommand is the command that updates one input of a flake, or all of them
// where none is named. Lix may not know the newer one.
func UpdateCommand(f model.Flake, input string) []string {
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
