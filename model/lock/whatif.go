package lock

import "slices"

// Change is a change to one input that a flake.nix can make: it follows
// another, or it is removed.
type Change struct {
	// Key is the node that has the input.
	Key string
	// Input is its name there.
	Input string
	// Follows is the input path that it follows from now on; nil removes it.
	Follows []string
}

// With is the graph after some changes, without the nodes that nothing brings
// along any more: what nix would write after them. A node that the lock file
// shares between several places changes for all of them.
func (g *Graph) With(changes ...Change) *Graph {
	type place struct{ key, input string }
	wanted := make(map[place]Change, len(changes))
	for _, c := range changes {
		wanted[place{c.Key, c.Input}] = c
	}
	changed := &Graph{version: g.version, nodes: slices.Clone(g.nodes)}
	for i, n := range changed.nodes {
		inputs := make([]Edge, 0, len(n.Inputs))
		for _, e := range n.Inputs {
			c, ok := wanted[place{n.Key, e.Input}]
			switch {
			case !ok:
				inputs = append(inputs, e)
			case c.Follows != nil:
				inputs = append(inputs, Edge{Input: e.Input, Follows: c.Follows})
			}
		}
		changed.nodes[i].Inputs = inputs
	}
	changed.keepReached()
	changed.link()
	return changed
}

// keepReached drops the nodes that nothing brings along, and numbers the others anew.
func (g *Graph) keepReached() {
	number := make(map[string]int, len(g.nodes))
	for i, n := range g.nodes {
		number[n.Key] = i
	}
	kept := make([]bool, len(g.nodes))
	kept[0] = true
	for queue := []int{0}; len(queue) > 0; queue = queue[1:] {
		for _, e := range g.nodes[queue[0]].Inputs {
			if i, ok := number[e.wants]; e.Direct() && ok && !kept[i] {
				kept[i] = true
				queue = append(queue, i)
			}
		}
	}
	var nodes []Node
	g.index = make(map[string]int, len(g.nodes))
	for i, n := range g.nodes {
		if kept[i] {
			g.index[n.Key] = len(nodes)
			nodes = append(nodes, n)
		}
	}
	g.nodes = nodes
}

// Vanishing are the keys of the nodes that would be gone after some changes, and
// the inputs that would then follow what is not there.
func (g *Graph) Vanishing(changes ...Change) (gone []string, broken []Edge) {
	after := g.With(changes...)
	for i, n := range g.nodes {
		if _, still := after.index[n.Key]; !still && g.reached[i] >= 0 {
			gone = append(gone, n.Key)
		}
	}
	for _, n := range after.nodes {
		for _, e := range n.Inputs {
			if before, ok := g.Input(n.Key, e.Input); e.to < 0 && ok && before.to >= 0 {
				broken = append(broken, e)
			}
		}
	}
	return gone, broken
}
