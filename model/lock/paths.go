package lock

import (
	"container/heap"
	"math"
)

// Path is a way from the flake itself to a node, edge by edge.
type Path []Edge

// Names are the names of the inputs along the path.
func (p Path) Names() []string {
	names := make([]string, len(p))
	for i, e := range p {
		names[i] = e.Input
	}
	return names
}

// Paths are the ways from the flake itself to a node.
type Paths struct {
	// Paths are as many as were asked for, the shortest first.
	Paths []Path
	// More is how many others there are.
	More uint64
	// AtLeast is set when there are even more: they are too many to count.
	AtLeast bool
}

// TopLevel are the names of the flake's own inputs that bring a node along. An
// input that only follows it is not among them.
func (g *Graph) TopLevel(key string) []string {
	target, ok := g.index[key]
	if !ok {
		return nil
	}
	brings := make([]bool, len(g.nodes))
	brings[target] = true
	for queue := []int{target}; len(queue) > 0; queue = queue[1:] {
		for _, e := range g.users[queue[0]] {
			if e.Direct() && e.from != 0 && !brings[e.from] {
				brings[e.from] = true
				queue = append(queue, e.from)
			}
		}
	}
	var names []string
	for _, e := range g.nodes[0].Inputs {
		if e.Direct() && e.to > 0 && brings[e.to] {
			names = append(names, e.Input)
		}
	}
	return names
}

// Paths are the ways from the flake itself to a node by whatever edges, each
// passing a node once at most: the shortest first, limit of them, and a count of
// the others.
func (g *Graph) Paths(key string, limit int) Paths {
	target, ok := g.index[key]
	if !ok || g.depth[target] < 0 {
		return Paths{}
	}
	if target == 0 {
		return Paths{Paths: []Path{{}}[:min(1, limit)], More: uint64(1 - min(1, limit))} //nolint:gosec // 0 or 1
	}
	s := pathSearch{g: g, target: target, limit: limit, left: g.distancesTo(target)}
	total, acyclic := s.count()
	s.cyclic = !acyclic
	s.run()
	found := Paths{Paths: s.paths}
	if acyclic {
		found.More = total - uint64(len(s.paths))
		found.AtLeast = total == math.MaxUint64
	} else {
		found.More, found.AtLeast = s.more, s.tired
	}
	return found
}

// distancesTo counts the steps from every node to the target, -1 where there is
// no way. A way does not pass the root.
func (g *Graph) distancesTo(target int) []int {
	left := make([]int, len(g.nodes))
	for i := range left {
		left[i] = -1
	}
	left[target] = 0
	for queue := []int{target}; len(queue) > 0; queue = queue[1:] {
		if queue[0] == 0 {
			continue
		}
		for _, e := range g.users[queue[0]] {
			if left[e.from] < 0 {
				left[e.from] = left[queue[0]] + 1
				queue = append(queue, e.from)
			}
		}
	}
	return left
}

// maxPathSteps bounds the search where paths cannot be counted because of cycles.
const maxPathSteps = 2_000_000

// pathSearch looks for paths, the shortest first: it always goes on with the
// beginning that can end soonest (A*, with the exact distance that is left).
type pathSearch struct {
	g      *Graph
	target int
	limit  int
	left   []int
	cyclic bool

	queue beginnings
	steps int
	paths []Path
	more  uint64
	tired bool // gave up before all was seen
}

// beginning is the first part of a path.
type beginning struct {
	edge  *Edge
	above *beginning
	steps int // so far
	total int // with what is left, at least
	order int
}

func (s *pathSearch) run() {
	s.extend(0, nil)
	for len(s.queue) > 0 {
		if s.steps > maxPathSteps {
			s.giveUp()
			return
		}
		b := heap.Pop(&s.queue).(*beginning) // nothing else is in it
		switch {
		case b.edge.to != s.target:
			s.extend(b.edge.to, b)
		case len(s.paths) < s.limit:
			s.paths = append(s.paths, b.path())
		default:
			s.more++
		}
		if len(s.paths) >= s.limit && !s.cyclic {
			return // the others are counted already
		}
	}
}

// giveUp ends the search, with the shortest path at least.
func (s *pathSearch) giveUp() {
	s.tired = true
	if len(s.paths) > 0 || s.limit == 0 {
		return
	}
	var p Path
	for at := 0; at != s.target; {
		for _, e := range s.g.nodes[at].Inputs {
			if e.to > 0 && s.left[e.to] == s.left[at]-1 {
				p, at = append(p, e), e.to
				break
			}
		}
	}
	s.paths = []Path{p}
}

// extend goes one step further by every edge that can still reach the target.
func (s *pathSearch) extend(node int, b *beginning) {
	so := 0
	if b != nil {
		so = b.steps
	}
	for i := range s.g.nodes[node].Inputs {
		e := &s.g.nodes[node].Inputs[i]
		if e.to <= 0 || s.left[e.to] < 0 || s.cyclic && s.passes(b, e.to) {
			continue
		}
		s.steps++
		heap.Push(&s.queue, &beginning{edge: e, above: b, steps: so + 1, total: so + 1 + s.left[e.to], order: s.steps})
	}
}

// passes tells whether a path has been at a node.
func (s *pathSearch) passes(b *beginning, node int) bool {
	for ; b != nil; b = b.above {
		s.steps++
		if b.edge.to == node {
			return true
		}
	}
	return false
}

func (b *beginning) path() Path {
	p := make(Path, b.steps)
	for i := len(p) - 1; i >= 0; i-- {
		p[i] = *b.edge
		b = b.above
	}
	return p
}

// beginnings are a heap: the soonest end first, of those the longest, then the
// one that was found first.
type beginnings []*beginning

// Len is the number of beginnings.
func (q beginnings) Len() int { return len(q) }

// Less orders two of them.
func (q beginnings) Less(i, j int) bool {
	a, b := q[i], q[j]
	switch {
	case a.total != b.total:
		return a.total < b.total
	case a.steps != b.steps:
		return a.steps > b.steps
	}
	return a.order < b.order
}

// Swap swaps two of them.
func (q beginnings) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push adds one.
func (q *beginnings) Push(x any) { *q = append(*q, x.(*beginning)) } // only extend pushes

// Pop takes the last.
func (q *beginnings) Pop() any {
	old := *q
	last := old[len(old)-1]
	*q = old[:len(old)-1]
	return last
}

// count counts the paths without walking them, which works where the part of the
// graph between the root and the target has no cycle. The count ends at
// math.MaxUint64.
func (s *pathSearch) count() (total uint64, acyclic bool) {
	const ( // of a node
		fresh = iota
		open
		closed
	)
	state := make([]uint8, len(s.g.nodes))
	ways := make([]uint64, len(s.g.nodes))
	next := make([]int, len(s.g.nodes))
	state[s.target], ways[s.target] = closed, 1
	stack := []int{0}
	state[0] = open
	for len(stack) > 0 {
		at := stack[len(stack)-1]
		inputs := s.g.nodes[at].Inputs
		if next[at] == len(inputs) {
			state[at] = closed
			stack = stack[:len(stack)-1]
			continue
		}
		to := inputs[next[at]].to
		if to <= 0 || s.left[to] < 0 {
			next[at]++
			continue
		}
		switch state[to] {
		case open:
			return 0, false
		case fresh:
			state[to] = open
			stack = append(stack, to)
		default:
			ways[at] = addSaturating(ways[at], ways[to])
			next[at]++
		}
	}
	return ways[0], true
}

func addSaturating(a, b uint64) uint64 {
	if a > math.MaxUint64-b {
		return math.MaxUint64
	}
	return a + b
}
