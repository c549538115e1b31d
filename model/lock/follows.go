package lock

import (
	"flakewalk/model"
	"flakewalk/model/words"
)

// linkAll finds for every edge the node it leads to.
func (g *Graph) linkAll() {
	g.edges = 0
	for i := range g.nodes {
		for j := range g.nodes[i].Inputs {
			e := &g.nodes[i].Inputs[j]
			e.From, e.from, e.id = g.nodes[i].Key, i, g.edges
			g.edges++
		}
	}
	linker := linker{g: g, state: make([]linkState, g.edges)}
	for i := range g.nodes {
		for j := range g.nodes[i].Inputs {
			linker.link(&g.nodes[i].Inputs[j])
		}
	}
}

// linker resolves edges, each once.
type linker struct {
	g     *Graph
	state []linkState // by the edge's id
}

type linkState uint8

const (
	unlinked linkState = iota
	linking            // on the way: meeting it again is a cycle
	linked
)

// link resolves one edge and what it follows, and returns how that ended.
func (l *linker) link(e *Edge) EdgeProblem {
	switch l.state[e.id] {
	case linked:
		return e.Problem
	case linking:
		return EdgeFollowsCycle
	case unlinked:
	}
	l.state[e.id] = linking
	if e.Direct() {
		if e.wants == "" {
			e.wants = e.To
		}
		e.Problem, e.to = EdgeFine, -1
		if i, ok := l.g.index[e.wants]; ok {
			e.to = i
		} else {
			e.Problem = EdgeNoNode
		}
	} else {
		e.to, e.Problem = l.walk(e.Follows)
	}
	e.To = ""
	if e.to >= 0 {
		e.To = l.g.nodes[e.to].Key
	}
	l.state[e.id] = linked
	return e.Problem
}

// walk goes along a path of inputs.
func (l *linker) walk(path []string) (to int, problem EdgeProblem) {
	at := 0
	for _, name := range path {
		hop := l.g.edge(at, name)
		if hop == nil {
			return -1, EdgeFollowsNobody
		}
		if problem := l.link(hop); problem != EdgeFine {
			if problem == EdgeNoNode {
				problem = EdgeFollowsNobody
			}
			return -1, problem
		}
		at = hop.to
	}
	return at, EdgeFine
}

// Hop is one step of resolving an input path: one input that is looked up.
type Hop struct {
	// At is the input path of the input that is looked up.
	At []string
	// Edge is what the lock file has there.
	Edge Edge
	// Level is 0 for the path that was asked for, 1 for one that it follows, ...
	Level int
	// Declared is the input path of the flake whose flake.nix says what is
	// followed; the empty path is the flake itself. It is the innermost that can
	// have said so: a flake can speak only of its own inputs and theirs.
	Declared []string
	// Overrides is set when a flake further up says so, and not the one that has
	// the input.
	Overrides bool
}

// Chain is how an input path resolves, hop by hop.
type Chain struct {
	// Path is the path that was asked for.
	Path []string
	// Hops are the steps in the order they are taken.
	Hops []Hop
	// To is the key of the node it leads to, "" when it leads nowhere.
	To string
	// Home is that node's place in the lock file.
	Home []string
	// Problem says in words why it leads nowhere, or is empty.
	Problem string
	// Unknown is set when the path that was asked for does not exist itself.
	Unknown bool
	// Cut is set when there are more hops than anybody reads; To is right even then.
	Cut bool
}

// maxHops bounds a chain: one path may follow others that each follow others twice.
const maxHops = 500

// Chain resolves an input path hop by hop.
func (g *Graph) Chain(path []string) Chain {
	w := chainWalk{g: g, active: make(map[*Edge]bool)}
	c := Chain{Path: path}
	to, home, ok := w.walk(path, 0)
	c.Hops, c.Problem, c.Unknown, c.Cut = w.hops, w.problem, w.unknown, w.cut
	if ok && w.cut {
		home = g.homeOfOrNil(to)
	}
	if ok {
		c.To, c.Home = g.nodes[to].Key, home
	}
	return c
}

type chainWalk struct {
	g       *Graph
	hops    []Hop
	active  map[*Edge]bool
	problem string
	unknown bool
	cut     bool
}

// walk takes the hops of one path and returns the node and its own place, which is
// of no use once the chain is cut.
func (w *chainWalk) walk(path []string, level int) (node int, home []string, ok bool) {
	for _, name := range path {
		e := w.g.edge(node, name)
		if e == nil {
			w.problem, w.unknown = w.missing(home, node, name), level == 0
			return -1, nil, false
		}
		if w.cut && e.to >= 0 {
			node = e.to
			continue
		}
		at := childPath(home, name)
		if e.Direct() {
			w.add(Hop{At: at, Edge: *e, Level: level})
			if e.to < 0 {
				w.problem = "the lock file has no node for " + PathText(at)
				return -1, nil, false
			}
			node, home = e.to, at
			continue
		}
		declared := home[:commonPrefix(home, e.Follows)]
		w.add(Hop{At: at, Edge: *e, Level: level, Declared: declared, Overrides: len(declared) < len(home)})
		if node, home, ok = w.follow(e, at, level); !ok {
			return -1, nil, false
		}
	}
	return node, home, true
}

func (w *chainWalk) follow(e *Edge, at []string, level int) (node int, home []string, ok bool) {
	switch {
	case w.active[e]:
		w.problem = PathText(at) + " follows itself in a circle"
		return -1, nil, false
	case w.cut && e.to >= 0:
		return e.to, e.Follows, true
	case w.cut:
		w.problem = PathText(at) + " leads nowhere"
		return -1, nil, false
	}
	w.active[e] = true
	node, home, ok = w.walk(e.Follows, level+1)
	delete(w.active, e)
	return node, home, ok
}

func (w *chainWalk) add(h Hop) {
	if len(w.hops) >= maxHops {
		w.cut = true
		return
	}
	w.hops = append(w.hops, h)
}

// missing says which input does not exist, and which do.
func (w *chainWalk) missing(home []string, node int, name string) string {
	text := PathText(home) + " has no input " + model.QuoteNix(name)
	inputs := w.g.nodes[node].Inputs
	if len(inputs) == 0 {
		return text + "; it has no inputs at all"
	}
	return text + "; it has " + namesInWords(inputs)
}

// namesInWords lists the names of inputs, as many as fit.
func namesInWords(inputs []Edge) string {
	const most = 12
	return words.ListOf(inputs, most, func(e Edge) string { return e.Input })
}

// commonPrefix is the number of steps that two paths have in common.
func commonPrefix(a, b []string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}
