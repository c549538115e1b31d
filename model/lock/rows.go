package lock

import (
	"cmp"
	"iter"
	"slices"
)

// Row is one line of the tree of inputs.
type Row struct {
	// Path is the input path of the row.
	Path []string
	// Edge is the input.
	Edge Edge
	// Node is where it leads, nil for nowhere.
	Node *Node
	// Shown is set for a node whose own inputs stand further up already, at Home.
	Shown bool
	// Home is where the row of the node itself stands; nil for this row.
	Home []string
	// Last is set for the last input of its node.
	Last bool
	// Deeper is set when the inputs below are left out because they lie too deep.
	Deeper bool
}

// maxTreeDepth bounds the tree: no lock file that nix wrote comes near.
const maxTreeDepth = 200

// Rows walks the tree of inputs from the top. The inputs of a node stand below
// the first row that leads to it directly; a row that follows has none.
func (g *Graph) Rows() iter.Seq[Row] {
	return func(yield func(Row) bool) {
		w := rowWalk{g: g, home: make([][]string, len(g.nodes)), yield: yield}
		w.home[0] = []string{}
		w.below(0, nil)
	}
}

type rowWalk struct {
	g     *Graph
	home  [][]string // by node; nil as long as it was not shown
	yield func(Row) bool
}

// below walks the inputs of one node; it returns false when nobody wants more.
func (w *rowWalk) below(node int, path []string) bool {
	inputs := w.g.nodes[node].Inputs
	for i, e := range inputs {
		row := Row{Path: childPath(path, e.Input), Edge: e, Last: i == len(inputs)-1}
		open := false
		if e.to >= 0 {
			row.Node = &w.g.nodes[e.to]
			row.Home = w.home[e.to]
			row.Shown = e.Direct() && row.Home != nil
			if !e.Direct() && row.Home == nil {
				row.Home = w.g.homeOfOrNil(e.to)
			}
			open = e.Direct() && !row.Shown
		}
		if open {
			w.home[e.to] = row.Path
			row.Deeper = len(row.Path) >= maxTreeDepth && len(row.Node.Inputs) > 0
		}
		if !w.yield(row) {
			return false
		}
		if open && !row.Deeper && !w.below(e.to, row.Path) {
			return false
		}
	}
	return true
}

func (g *Graph) homeOfOrNil(i int) []string {
	if g.reached[i] < 0 {
		return nil
	}
	return g.homeOf(i)
}

// Order is how a flat list of inputs is sorted.
type Order uint8

// The orders of a list.
const (
	ByAge   Order = iota // the oldest first, those without a date last
	ByName               // by input path
	ByUsers              // those that most nodes use first
)

// List are all inputs that something leads to, each once, without the flake itself.
func (g *Graph) List(order Order) []Node {
	var at []int
	for i := range g.nodes {
		if i > 0 && g.depth[i] > 0 {
			at = append(at, i)
		}
	}
	homes := make([][]string, len(g.nodes))
	for _, i := range at {
		homes[i] = g.homeOfOrNil(i)
	}
	slices.SortStableFunc(at, func(a, b int) int {
		byName := cmp.Or(slices.Compare(homes[a], homes[b]), cmp.Compare(g.nodes[a].Key, g.nodes[b].Key))
		switch order {
		case ByAge:
			return cmp.Or(compareAge(g.nodes[a], g.nodes[b]), byName)
		case ByUsers:
			return cmp.Or(len(g.users[b])-len(g.users[a]), byName)
		case ByName:
		}
		return byName
	})
	list := make([]Node, len(at))
	for i, n := range at {
		list[i] = g.nodes[n]
	}
	return list
}

func compareAge(a, b Node) int {
	x, y := a.LastModified(), b.LastModified()
	if x.IsZero() || y.IsZero() {
		switch {
		case x.IsZero() == y.IsZero():
			return 0
		case x.IsZero():
			return 1
		}
		return -1
	}
	return x.Compare(y)
}
