package lock

import "iter"

// Tree walks the tree of inputs from the top, like Rows, but the inputs of a node
// stand below its Home: the flake's own inputs are whole, and what lies deeper
// points to them. Shown is set for all other direct rows of the node, above and
// below.
func (g *Graph) Tree() iter.Seq[Row] {
	return func(yield func(Row) bool) {
		g.treeBelow(0, nil, yield)
	}
}

// treeBelow walks the inputs of one node; it returns false when nobody wants more.
func (g *Graph) treeBelow(node int, path []string, yield func(Row) bool) bool {
	inputs := g.nodes[node].Inputs
	for i, e := range inputs {
		row := Row{Path: childPath(path, e.Input), Edge: e, Last: i == len(inputs)-1}
		own := e.Direct() && e.to > 0 && g.home[e.to].id == e.id
		if e.to >= 0 {
			row.Node = &g.nodes[e.to]
			row.Shown = e.Direct() && !own
			row.Deeper = own && len(row.Path) >= maxTreeDepth && len(row.Node.Inputs) > 0
		}
		if e.to >= 0 && !own && g.reached[e.to] <= maxTreeDepth {
			row.Home = g.homeOfOrNil(e.to)
		}
		if !yield(row) {
			return false
		}
		if own && !row.Deeper && !g.treeBelow(e.to, row.Path, yield) {
			return false
		}
	}
	return true
}
