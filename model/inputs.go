package model

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
// it, where the flake's lock file can be written, and asking who it is.
func InputCommands(f Flake, path []string, n InputNode) []InputCommand {
	var all []InputCommand
	if f.Dir != "" && f.Via == nil && len(path) > 0 {
		all = append(all, InputCommand{"update", updateInput(f, path)})
	}
	if link := n.Ref().URL(); link != "" && !n.Ref().Relative() {
		all = append(all, InputCommand{"metadata", []string{"nix", "flake", "metadata", link}})
	}
	return all
}

// updateInput is the command that updates one input. Lix may not know the newer one.
func updateInput(f Flake, path []string) []string {
	name := InputPathText(path)
	switch {
	case f.Lix:
		return []string{"nix", "flake", "lock", "--update-input", name, f.Ref}
	case f.Ref == "" || f.Ref == ".":
		return []string{"nix", "flake", "update", name}
	}
	return []string{"nix", "flake", "update", "--flake", f.Ref, name}
}
