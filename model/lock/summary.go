package lock

import (
	"slices"
	"strings"
)

// Summary is a lock file in a few numbers.
type Summary struct {
	// Inputs is the number of inputs that the flake itself declares.
	Inputs int
	// Nodes is the number of different inputs in all.
	Nodes int
	// Owners are those whose repositories are among them, in lower case, sorted:
	// "github:nixos".
	Owners []string
	// Oldest and Newest are the inputs whose sources were changed first and last;
	// nil when no date is known.
	Oldest, Newest *Node
}

// Summary counts what leads to something.
func (g *Graph) Summary() Summary {
	list := g.List(ByAge)
	s := Summary{Inputs: len(g.nodes[0].Inputs), Nodes: len(list)}
	owners := make(map[string]bool)
	for i := range list {
		n := &list[i]
		if owner := strings.ToLower(n.Ref().Get("owner")); owner != "" {
			owners[n.Ref().Type()+":"+owner] = true
		}
		if n.LastModified().IsZero() {
			continue
		}
		if s.Oldest == nil {
			s.Oldest = n
		}
		s.Newest = n
	}
	for owner := range owners {
		s.Owners = append(s.Owners, owner)
	}
	slices.Sort(s.Owners)
	return s
}
