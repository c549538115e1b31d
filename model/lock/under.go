package lock

import "slices"

// Under is the graph of the inputs of one input, as the flake itself sees it: what
// follows something outside of it has become an input of its own. ok is false
// when the path leads nowhere.
func (g *Graph) Under(path []string) (under *Graph, ok bool) {
	root, ok := g.At(path)
	if !ok {
		return nil, false
	}
	var nodes []Node
	seen := map[string]bool{root.Key: true}
	for queue := []Node{root}; len(queue) > 0; queue = queue[1:] {
		n := queue[0]
		for _, e := range n.Inputs {
			if to, ok := g.Node(e.To); ok && !seen[e.To] {
				seen[e.To] = true
				queue = append(queue, to)
			}
		}
		n.Inputs, n.Parent = inside(path, n.Inputs), within(path, n.Parent)
		if n.Key == root.Key {
			n.Original, n.Locked = nil, nil
		}
		nodes = append(nodes, n)
	}
	under, err := NewGraph(g.version, root.Key, nodes)
	return under, err == nil
}

// inside are edges as they are seen from the input at a path.
func inside(path []string, edges []Edge) []Edge {
	var seen []Edge
	for _, e := range edges {
		in := Edge{Input: e.Input, To: e.To}
		switch follows := within(path, e.Follows); {
		case follows != nil:
			in = Edge{Input: e.Input, Follows: follows}
		case e.To == "" && e.Direct():
			in.To = e.wants
		case e.To == "":
			in = Edge{Input: e.Input, Follows: e.Follows}
		}
		seen = append(seen, in)
	}
	return seen
}

// within is what follows after a path; nil where another does not begin with it.
func within(path, other []string) []string {
	if len(other) < len(path) || !slices.Equal(path, other[:len(path)]) || other == nil {
		return nil
	}
	return append([]string{}, other[len(path):]...)
}
