package lock

import (
	"maps"
	"slices"
)

// trial tries out what would happen if some inputs followed others, without
// making a graph for every try.
type trial struct {
	g          *Graph
	work       int       // edges that may still be looked at
	dependents [][]*Edge // the edges that follow through an edge, by its id

	changed []*Edge
	follows map[int][]string // what a changed edge follows, by its id
	skip    []bool           // whether an edge is changed, by its id
	reached []bool           // what is still brought along
	queue   []int

	before   []int            // where each edge leads, by its id
	accepted map[int][]string // what edges follow as was suggested already, by their ids
	now      []int            // where each edge leads with that, by its id
}

func newTrial(g *Graph, work int) *trial {
	t := &trial{
		g: g, work: work, dependents: make([][]*Edge, g.edges),
		skip: make([]bool, g.edges), reached: make([]bool, len(g.nodes)),
		accepted: make(map[int][]string), now: make([]int, g.edges), before: make([]int, g.edges),
	}
	for i := range g.nodes {
		for j := range g.nodes[i].Inputs {
			e, at := &g.nodes[i].Inputs[j], 0
			t.now[e.id], t.before[e.id] = e.to, e.to
			for _, name := range e.Follows {
				hop := g.edge(at, name)
				if hop == nil {
					break
				}
				t.dependents[hop.id] = append(t.dependents[hop.id], e)
				if at = hop.to; at < 0 {
					break
				}
			}
		}
	}
	return t
}

// reset forgets the changes.
func (t *trial) reset() {
	for _, e := range t.changed {
		t.skip[e.id] = false
	}
	t.changed, t.follows = nil, make(map[int][]string)
}

// replace makes everything that brings a node along follow another instead.
func (t *trial) replace(node int, target []string) {
	for _, user := range t.g.users[node] {
		if user.Direct() && t.g.reached[user.from] >= 0 {
			e := t.g.edge(user.from, user.Input)
			t.changed = append(t.changed, e)
			t.follows[e.id], t.skip[e.id] = target, true
		}
	}
}

// together are the nodes replaced now to which it is owed if the changes do not
// go with those that were accepted. If they do, they are accepted too.
func (t *trial) together() (culprits []int) {
	if len(t.accepted) > 0 {
		for id := range t.accepted {
			t.skip[id] = true
		}
		t.reach()
		for id := range t.accepted {
			t.skip[id] = false
		}
	}
	r := t.rewalk(t.now, t.accepted)
	if len(t.accepted) > 0 {
		if culprits = append(t.broken(r), t.circles(r)...); len(culprits) > 0 {
			return culprits
		}
	}
	t.accept(r)
	return nil
}

// accept keeps the changes: later ones must go with them.
func (t *trial) accept(r *rewalk) {
	maps.Copy(t.accepted, t.follows)
	for _, e := range r.list {
		t.now[e.id] = r.to(e)
		at := 0
		for _, name := range r.path(e) {
			hop := t.g.edge(at, name)
			if hop == nil {
				break
			}
			t.dependents[hop.id] = append(t.dependents[hop.id], e)
			if at = r.to(hop); at < 0 {
				break
			}
		}
	}
}

// circles are the nodes replaced by what needs the one that uses them.
func (t *trial) circles(r *rewalk) (culprits []int) {
	needs := make(map[int][]bool)
	for _, e := range t.changed {
		by := r.to(e)
		if by < 0 || !t.reached[e.from] || len(t.g.nodes[by].Inputs) == 0 {
			continue
		}
		if needs[by] == nil {
			needs[by] = t.needs(by, r.to)
		}
		if needs[by][e.from] {
			culprits = append(culprits, e.to)
		}
	}
	return culprits
}

// reach finds what is still brought along after the changes, and returns how
// many nodes are not any more.
func (t *trial) reach() (gone int) {
	clear(t.reached)
	t.reached[0] = true
	t.queue = append(t.queue[:0], 0)
	for at := 0; at < len(t.queue); at++ {
		inputs := t.g.nodes[t.queue[at]].Inputs
		t.work -= len(inputs) + 1
		for i := range inputs {
			e := &inputs[i]
			if !e.Direct() || e.to < 0 || t.reached[e.to] || t.skip[e.id] {
				continue
			}
			t.reached[e.to] = true
			t.queue = append(t.queue, e.to)
		}
	}
	for _, steps := range t.g.reached {
		if steps >= 0 {
			gone++
		}
	}
	return gone - len(t.queue)
}

// needs are a node, its inputs, theirs, and so on. One that follows the flake
// itself is cut off: that is how people do it. to is where an input leads.
func (t *trial) needs(node int, to func(*Edge) int) []bool {
	needed := make([]bool, len(t.g.nodes))
	needed[node] = true
	for queue := []int{node}; len(queue) > 0; queue = queue[1:] {
		inputs := t.g.nodes[queue[0]].Inputs
		t.work -= len(inputs) + 1
		for i := range inputs {
			if next := to(&inputs[i]); next > 0 && !needed[next] {
				needed[next] = true
				queue = append(queue, next)
			}
		}
	}
	return needed
}

// broken are the replaced nodes that are to blame for inputs that lead nowhere
// after the changes.
func (t *trial) broken(r *rewalk) (culprits []int) {
	nowhere := func(e *Edge) bool { return t.reached[e.from] && r.before[e.id] >= 0 && r.to(e) < 0 }
	if !slices.ContainsFunc(r.list, nowhere) {
		return nil
	}
	for _, e := range t.changed {
		if t.work < 0 || slices.ContainsFunc(t.affected(e), nowhere) {
			culprits = append(culprits, e.to)
		}
	}
	return culprits
}

// affected are some edges and all that follow through them.
func (t *trial) affected(edges ...*Edge) []*Edge {
	seen := make(map[int]bool)
	var all []*Edge
	for queue := slices.Clone(edges); len(queue) > 0; queue = queue[1:] {
		if e := queue[0]; !seen[e.id] {
			seen[e.id] = true
			all = append(all, e)
			queue = append(queue, t.dependents[e.id]...)
			t.work -= 1 + len(t.dependents[e.id])
		}
	}
	return all
}

// places are the input paths at which a node still stands after the changes. all
// is false when there are more than most of them.
func (t *trial) places(node, most int) (paths [][]string, all bool) {
	type step struct {
		node int
		tail []string
	}
	steps := 0
	for stack := []step{{node: node}}; len(stack) > 0; {
		s := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if s.node == 0 {
			if paths = append(paths, s.tail); len(paths) > most {
				return nil, false
			}
			continue
		}
		for _, e := range t.g.users[s.node] {
			if steps++; steps > 100*most+len(t.g.nodes) || len(s.tail) > len(t.g.nodes) {
				return nil, false
			}
			if e.Direct() && t.reached[e.from] && !t.skip[e.id] {
				stack = append(stack, step{e.from, append([]string{e.Input}, s.tail...)})
			}
		}
	}
	t.work -= steps
	return paths, true
}

// rewalk resolves anew what the changes of a trial affect.
type rewalk struct {
	t        *trial
	before   []int // where every edge led, by its id
	accepted map[int][]string
	list     []*Edge // what is affected
	affected map[int]bool
	done     map[int]int
	active   map[int]bool
}

// alone walks the lock file as it is with the changes.
func (t *trial) alone() *rewalk { return t.rewalk(t.before, nil) }

// rewalk walks it with what was accepted too, which made every edge lead to before.
func (t *trial) rewalk(before []int, accepted map[int][]string) *rewalk {
	r := &rewalk{
		t: t, before: before, accepted: accepted, list: t.affected(t.changed...),
		affected: make(map[int]bool), done: make(map[int]int), active: make(map[int]bool),
	}
	for _, e := range r.list {
		r.affected[e.id] = true
	}
	return r
}

// path is what an edge follows after the changes, nil for a node of its own.
func (r *rewalk) path(e *Edge) []string {
	if path, changed := r.t.follows[e.id]; changed {
		return path
	}
	if path, changed := r.accepted[e.id]; changed {
		return path
	}
	return e.Follows
}

// to is the node that an edge leads to after the changes, -1 for nowhere.
func (r *rewalk) to(e *Edge) int {
	path := r.path(e)
	if !r.affected[e.id] || path == nil {
		return r.before[e.id]
	}
	if to, known := r.done[e.id]; known {
		return to
	}
	if r.active[e.id] {
		return -1
	}
	r.active[e.id] = true
	at := 0
	for _, name := range path {
		hop := r.t.g.edge(at, name)
		if hop == nil {
			at = -1
			break
		}
		if at = r.to(hop); at < 0 {
			break
		}
	}
	delete(r.active, e.id)
	r.done[e.id] = at
	return at
}
