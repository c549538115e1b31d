package lock

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"flakewalk/model"
)

// Graph is the content of a lock file: the flake itself, its inputs, theirs,
// and so on, with every follows resolved. It never changes once it is made.
type Graph struct {
	version int
	nodes   []Node // nodes[0] is the flake itself
	index   map[string]int
	edges   int              // how many there are
	names   []map[string]int // where each input is, for nodes with many
	users   [][]Edge         // edges into each node
	home    []Edge           // the edge that first leads to each node without follows
	reached []int            // steps to each node without follows; -1 is out of reach
	depth   []int            // steps to each node; -1 is out of reach
}

// Node is one entry of a lock file.
type Node struct {
	// Key is its label in the lock file; it has no other meaning.
	Key string
	// Original is the reference as a flake.nix has it; nil for the flake itself.
	Original Ref
	// Locked is the reference it was pinned to, or nil.
	Locked Ref
	// Flake is false for an input with `flake = false`.
	Flake bool
	// Parent is the input path of the flake to which a relative path is
	// relative; nil where the lock file does not say.
	Parent []string
	// Inputs are its own inputs, in the file's order.
	Inputs []Edge
}

// Edge is an input that a node declares: either a node of its own, or a path
// of input names from the root that it follows.
type Edge struct {
	// From is the key of the node that declares it.
	From string
	// Input is its name there.
	Input string
	// To is the key of the node it leads to, "" when it leads nowhere.
	To string
	// Follows is the path it follows; nil for a node of its own. The empty path
	// is the flake itself.
	Follows []string
	// Problem is why it leads nowhere.
	Problem EdgeProblem

	id       int    // of all edges of the graph
	wants    string // the key that a direct edge names, also where there is no such node
	from, to int    // positions in nodes; to is -1 for nowhere
}

// Direct tells an input of its own from one that follows another.
func (e Edge) Direct() bool { return e.Follows == nil }

// EdgeProblem is why an edge leads nowhere. The zero value is EdgeFine.
type EdgeProblem uint8

// The ways in which an edge can fail.
const (
	EdgeFine          EdgeProblem = iota
	EdgeNoNode                    // the lock file has no node of that key
	EdgeFollowsNobody             // the path it follows has an input that does not exist
	EdgeFollowsCycle              // the path it follows leads back to itself
)

// Errors of NewGraph.
var (
	// ErrNoRoot reports a graph without the node that is named as its root.
	ErrNoRoot = errors.New("the root node does not exist")
	// ErrTwice reports two nodes of one key.
	ErrTwice = errors.New("a node stands there twice")
)

// NewGraph makes a graph of nodes, of which root is the flake itself. Of
// their edges only Input and either To or Follows are read. What leads nowhere
// is marked and no error. It returns ErrNoRoot or ErrTwice.
func NewGraph(version int, root string, nodes []Node) (*Graph, error) {
	g := &Graph{version: version, index: make(map[string]int, len(nodes))}
	at := slices.IndexFunc(nodes, func(n Node) bool { return n.Key == root })
	if at < 0 {
		return nil, fmt.Errorf("%w: %s", ErrNoRoot, model.QuoteNix(root))
	}
	g.nodes = append(append(append(make([]Node, 0, len(nodes)), nodes[at]), nodes[:at]...), nodes[at+1:]...)
	for i, n := range g.nodes {
		if _, twice := g.index[n.Key]; twice {
			return nil, fmt.Errorf("%w: %s", ErrTwice, model.QuoteNix(n.Key))
		}
		g.index[n.Key] = i
	}
	for i := range g.nodes {
		g.nodes[i].Inputs = slices.Clone(g.nodes[i].Inputs)
	}
	g.link()
	return g, nil
}

// link works out all that follows from the nodes and what their edges name.
func (g *Graph) link() {
	g.indexInputs()
	g.linkAll()
	g.measure()
}

// Version is the version of the lock file's format.
func (g *Graph) Version() int { return g.version }

// Root is the key of the flake itself.
func (g *Graph) Root() string { return g.nodes[0].Key }

// Len is the number of nodes, the flake itself included.
func (g *Graph) Len() int { return len(g.nodes) }

// Nodes are all nodes, the flake itself first. They must not be changed.
func (g *Graph) Nodes() []Node { return g.nodes }

// Node is the node of that key.
func (g *Graph) Node(key string) (Node, bool) {
	i, ok := g.index[key]
	if !ok {
		return Node{}, false
	}
	return g.nodes[i], true
}

// UsedBy are the edges that lead to a node, those that follow it included, in
// the order of the nodes that declare them.
func (g *Graph) UsedBy(key string) []Edge {
	if i, ok := g.index[key]; ok {
		return g.users[i]
	}
	return nil
}

// Users are the keys of the nodes that use a node, each once.
func (g *Graph) Users(key string) []string {
	var keys []string
	for _, e := range g.UsedBy(key) {
		if len(keys) == 0 || keys[len(keys)-1] != e.From { // edges of one node stand together
			keys = append(keys, e.From)
		}
	}
	return keys
}

// Depth is the number of steps from the flake itself to a node, by whatever
// edges; -1 when nothing leads there.
func (g *Graph) Depth(key string) int {
	if i, ok := g.index[key]; ok {
		return g.depth[i]
	}
	return -1
}

// Home is the shortest input path at which the lock file has a node itself and
// follows nothing. ok is false when nothing leads there.
func (g *Graph) Home(key string) (path []string, ok bool) {
	i, known := g.index[key]
	if !known || g.reached[i] < 0 {
		return nil, false
	}
	return g.homeOf(i), true
}

func (g *Graph) homeOf(i int) []string {
	path := make([]string, g.reached[i])
	for at := len(path) - 1; at >= 0; at-- {
		path[at] = g.home[i].Input
		i = g.home[i].from
	}
	return path
}

// Levels is how deep the inputs nest, follows not counted.
func (g *Graph) Levels() int { return slices.Max(g.reached) }

// Input is the edge of that name at a node.
func (g *Graph) Input(key, name string) (Edge, bool) {
	if i, ok := g.index[key]; ok {
		if e := g.edge(i, name); e != nil {
			return *e, true
		}
	}
	return Edge{}, false
}

func (g *Graph) edge(node int, name string) *Edge {
	inputs := g.nodes[node].Inputs
	if names := g.names[node]; names != nil {
		if i, ok := names[name]; ok {
			return &inputs[i]
		}
		return nil
	}
	for i := range inputs {
		if inputs[i].Input == name {
			return &inputs[i]
		}
	}
	return nil
}

// indexInputs makes looking up an input fast where there are many.
func (g *Graph) indexInputs() {
	const few = 8
	g.names = make([]map[string]int, len(g.nodes))
	for i, n := range g.nodes {
		if len(n.Inputs) <= few {
			continue
		}
		g.names[i] = make(map[string]int, len(n.Inputs))
		for j, e := range n.Inputs {
			g.names[i][e.Input] = j
		}
	}
}

// At is the node at an input path, every follows resolved. ok is false when the
// path leads nowhere.
func (g *Graph) At(path []string) (n Node, ok bool) {
	at := 0
	for _, name := range path {
		e := g.edge(at, name)
		if e == nil || e.to < 0 {
			return Node{}, false
		}
		at = e.to
	}
	return g.nodes[at], true
}

// LastModified is when a node's source was last changed; zero when unknown.
func (n Node) LastModified() time.Time { return n.Locked.LastModified() }

// Ref is the reference that says where a node comes from: the locked one, or
// the original one where there is none.
func (n Node) Ref() Ref {
	if n.Locked != nil {
		return n.Locked
	}
	return n.Original
}

// Source names where a node comes from, whatever the version, such as
// "github:NixOS/nixpkgs".
func (n Node) Source() string {
	s := n.sourceRef().source()
	if n.Locked.Relative() && len(n.Parent) > 0 {
		s += " in " + PathText(n.Parent)
	}
	return s
}

// sourceKey is equal for nodes of one source. A relative path stands for the
// folder to which it leads, whoever names it.
func (g *Graph) sourceKey(n Node) string {
	if !n.Ref().Relative() {
		return n.sourceRef().sourceKey()
	}
	owner, dir := g.within(n)
	return "path:" + dir + "\x00" + owner.Key
}

// within tells to which folder a relative path leads, and in whose source that is.
func (g *Graph) within(n Node) (owner Node, dir string) {
	dir = n.Ref().Get("path")
	for range g.nodes { // as many folders in folders as there can be
		parent, ok := g.At(n.Parent)
		if !ok || !parent.Ref().Relative() {
			return parent, path.Join(parent.Ref().Get("dir"), dir)
		}
		dir, n = path.Join(parent.Ref().Get("path"), dir), parent
	}
	return Node{}, dir
}

// sourceRef is the reference that names the source best: a server that serves
// tarballs redirects to another URL for every version.
func (n Node) sourceRef() Ref {
	switch r := n.Ref(); r.Type() {
	case "tarball", "file":
		if t := n.Original.Type(); t == "tarball" || t == "file" {
			return n.Original
		}
		return r
	default:
		return r
	}
}

// childPath is a path one step further down. It shares no memory with path.
func childPath(path []string, name string) []string {
	p := make([]string, len(path)+1)
	copy(p, path)
	p[len(path)] = name
	return p
}

// PathText writes an input path as nix does, "a/nixpkgs". The empty path is
// the flake itself.
func PathText(path []string) string {
	if len(path) == 0 {
		return "the flake itself"
	}
	return strings.Join(path, "/")
}

// measure finds out who uses what and how far away everything is.
func (g *Graph) measure() {
	g.users = make([][]Edge, len(g.nodes))
	for _, n := range g.nodes {
		for _, e := range n.Inputs {
			if e.to >= 0 {
				g.users[e.to] = append(g.users[e.to], e)
			}
		}
	}
	g.depth, _ = g.distances(func(*Edge) bool { return true })
	g.reached, g.home = g.distances(func(e *Edge) bool { return e.Direct() })
}

// distances counts the steps from the root to every node by the edges that may
// be used, -1 for those out of reach, and gives the last edge of each way.
func (g *Graph) distances(use func(*Edge) bool) (steps []int, last []Edge) {
	steps, last = make([]int, len(g.nodes)), make([]Edge, len(g.nodes))
	for i := range steps {
		steps[i] = -1
	}
	steps[0] = 0
	for queue := []int{0}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		for i := range g.nodes[at].Inputs {
			e := &g.nodes[at].Inputs[i]
			if e.to >= 0 && steps[e.to] < 0 && use(e) {
				steps[e.to], last[e.to] = steps[at]+1, *e
				queue = append(queue, e.to)
			}
		}
	}
	return steps, last
}
