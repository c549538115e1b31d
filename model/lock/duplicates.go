package lock

import (
	"cmp"
	"slices"
	"strings"

	"flakewalk/model"
)

// Duplicate is a source that a lock file has several times.
type Duplicate struct {
	// Source is where the nodes come from, such as "github:NixOS/nixpkgs".
	Source string
	// Keys are the nodes, the nearest to the flake itself first.
	Keys []string
	// Revisions is the number of different revisions among them.
	Revisions int
	// Suggest are lines for the flake's own flake.nix after which fewer nodes are
	// left; none where there is nothing that could be pasted.
	Suggest []string
	// Changes are what the lines do.
	Changes []Change
	// Saves is how many nodes fewer there are then, their own inputs included.
	Saves int
	// Notes say what the lines cannot do, one text each.
	Notes []string
}

// DuplicateOptions say what the nix that reads the lines can do.
type DuplicateOptions struct {
	// Shallow keeps to inputs of the flake's own inputs. Nix before 2.31 cannot
	// override what lies deeper: it takes `inputs.a.inputs.b` for an input of its own.
	Shallow bool
}

// Bounds of suggestions.
const (
	// maxLines is how many places of one node are worth a line each.
	maxLines = 50
	// maxKept is how many of the flake's own inputs of one source others may follow.
	maxKept = 50
	// maxDuplicateWork bounds the edges that are looked at for all suggestions of
	// a lock file; those after it have none.
	maxDuplicateWork = 20_000_000
)

// Duplicates are the sources that stand in the lock file more than once, those
// with the most nodes first, each with lines that make it fewer. The flake's own
// inputs are kept as they are: which versions it wants is its own decision.
func (g *Graph) Duplicates(o DuplicateOptions) []Duplicate {
	groups := g.bySource()
	var sources []string
	for source, nodes := range groups {
		if len(nodes) > 1 {
			sources = append(sources, source)
		}
	}
	slices.SortFunc(sources, func(a, b string) int {
		return cmp.Or(len(groups[b])-len(groups[a]), strings.Compare(a, b))
	})
	all := make([]Duplicate, 0, len(sources))
	t := newTrial(g, maxDuplicateWork)
	for _, source := range sources {
		g.nearestFirst(groups[source])
		m := newMerge(t, groups[source], o.Shallow)
		m.suggest()
		d := Duplicate{
			Source: g.nodes[m.nodes[0]].Source(), Revisions: m.revisions(),
			Suggest: m.lines, Changes: m.changes, Saves: m.saves, Notes: m.notes,
		}
		for _, i := range m.nodes {
			d.Keys = append(d.Keys, g.nodes[i].Key)
		}
		all = append(all, d)
	}
	return all
}

// Saves is how many nodes fewer there are when the lines of all suggestions are
// taken together. What one of them saves may be among what another does.
func (g *Graph) Saves(all []Duplicate) int {
	var changes []Change
	for _, d := range all {
		changes = append(changes, d.Changes...)
	}
	return len(g.With().nodes) - len(g.With(changes...).nodes)
}

// bySource are the nodes of each source, without those that nothing brings along.
func (g *Graph) bySource() map[string][]int {
	groups := make(map[string][]int)
	for i, n := range g.nodes {
		if i > 0 && g.reached[i] > 0 && n.Ref() != nil {
			source := g.sourceKey(n)
			groups[source] = append(groups[source], i)
		}
	}
	return groups
}

// merge looks for the lines that make one node out of several.
type merge struct {
	g       *Graph
	nodes   []int // of one source, the nearest first
	shallow bool
	trial   *trial

	given   map[int]int      // nodes to be replaced, and by which
	targets map[int][]string // by which path a node is followed
	needs   map[int][]bool   // what a node needs
	lines   []string
	changes []Change
	saves   int
	notes   []string
}

func newMerge(t *trial, nodes []int, shallow bool) *merge {
	return &merge{
		g: t.g, nodes: nodes, shallow: shallow, trial: t,
		given: make(map[int]int), targets: make(map[int][]string), needs: make(map[int][]bool),
	}
}

// nearestFirst sorts nodes of which the first is to be the measure of the
// others: the nearest to the flake itself, of those the one that most use.
func (g *Graph) nearestFirst(nodes []int) {
	slices.SortStableFunc(nodes, func(a, b int) int {
		return cmp.Or(
			cmp.Compare(g.reached[a], g.reached[b]),
			cmp.Compare(len(g.users[b]), len(g.users[a])),
			slices.Compare(g.homeOf(a), g.homeOf(b)))
	})
}

// own are those of nodes, nearest first, that the flake itself has as inputs,
// and where it has none the first: the measure of the others.
func (g *Graph) own(nodes []int) []int {
	n := 1
	for n < len(nodes) && g.reached[nodes[n]] == 1 {
		n++
	}
	return nodes[:n]
}

func (m *merge) revisions() int {
	seen := make(map[string]bool)
	for _, i := range m.nodes {
		seen[m.g.nodes[i].Ref().ID()] = true
	}
	return len(seen)
}

// suggest finds the lines. A node for which none can be right is left alone, and
// the search begins again without it.
func (m *merge) suggest() {
	m.choose()
	for len(m.given) > 0 && m.trial.work > 0 {
		culprits := m.try()
		if len(culprits) == 0 {
			return
		}
		for _, i := range culprits {
			delete(m.given, i)
		}
	}
	m.lines, m.changes, m.saves = nil, nil, 0
}

// choose decides which node is replaced by which.
func (m *merge) choose() {
	kept := m.g.own(m.nodes)
	for _, i := range m.nodes[len(kept):] {
		if by := m.replacement(i, kept); by >= 0 {
			m.given[i] = by
		}
	}
	m.noteOwn(kept)
}

// replacement is the node among kept that another can follow: of the same
// branch, or else of the same name, or else the first. A flake and a mere source tree are not the same, and
// who is needed to make a node cannot be made of it.
func (m *merge) replacement(i int, kept []int) int {
	n, best := m.g.nodes[i], -1
	for _, k := range kept[:min(maxKept, len(kept))] {
		other := m.g.nodes[k]
		if other.Flake != n.Flake || m.target(k) == nil || m.circular(i, k) {
			continue
		}
		if other.Original.Get("ref") == n.Original.Get("ref") {
			return k
		}
		if best < 0 || m.g.home[k].Input == m.g.home[i].Input && m.g.home[best].Input != m.g.home[i].Input {
			best = k
		}
	}
	return best
}

// circular tells whether a node has among its inputs, or theirs, one that uses
// the node which would be replaced by it.
func (m *merge) circular(i, by int) bool {
	if len(m.g.nodes[by].Inputs) == 0 {
		return false
	}
	needs, known := m.needs[by]
	if !known {
		needs = m.trial.needs(by, func(e *Edge) int { return e.to })
		m.needs[by] = needs
	}
	return slices.ContainsFunc(m.g.users[i], func(e Edge) bool { return e.Direct() && needs[e.from] })
}

// noteOwn says what could be done about inputs of the flake itself that are the
// same: a line alone will not do, since nix refuses an input that has both a
// reference and something to follow.
func (m *merge) noteOwn(kept []int) {
	type same struct {
		link  string
		flake bool
	}
	seen := make(map[same]int)
	for _, i := range kept {
		n := m.g.nodes[i]
		what := same{n.Original.URL(), n.Flake}
		first, twice := seen[what]
		switch {
		case !twice:
			seen[what] = i
		case m.target(first) != nil:
			m.notes = append(m.notes, "instead of its url: "+followsLine(m.g.homeOf(i), m.target(first)))
		}
	}
}

// target is the input path by which others can follow a node: the name that the
// flake itself has for it, or its place. It is nil where a name on the way is
// none that nix accepts there.
func (m *merge) target(i int) []string {
	path, known := m.targets[i]
	if !known {
		path = m.findTarget(i)
		m.targets[i] = path
	}
	return path
}

func (m *merge) findTarget(i int) []string {
	g := m.g
	path := g.homeOf(i)
	for _, e := range g.nodes[0].Inputs {
		if e.to == i && len(path) > 1 && isFlakeID(e.Input) {
			return []string{e.Input}
		}
	}
	for _, name := range path {
		if !isFlakeID(name) {
			return nil
		}
	}
	return path
}

// try makes the lines for all nodes that are to be replaced, and returns those
// nodes for which that is impossible or would break something.
func (m *merge) try() (culprits []int) {
	m.lines, m.changes = nil, nil
	t := m.trial
	t.reset()
	for _, i := range m.nodes {
		if by, given := m.given[i]; given {
			t.replace(i, m.target(by))
		}
	}
	m.saves = t.reach()
	if culprits = t.broken(t.alone()); len(culprits) > 0 {
		return culprits
	}
	for _, e := range t.changed {
		m.changes = append(m.changes, Change{e.From, e.Input, t.follows[e.id]})
		if !t.reached[e.from] {
			continue // it vanishes with the node that has it
		}
		lines, problem := m.linesFor(e)
		if problem != "" {
			if !slices.Contains(m.notes, problem) {
				m.notes = append(m.notes, problem)
			}
			return []int{e.to}
		}
		m.lines = append(m.lines, lines...)
	}
	slices.Sort(m.lines)
	return m.apart()
}

// apart are the nodes for which a line would not go with those for other sources.
func (m *merge) apart() []int {
	culprits := m.trial.together()
	for _, i := range culprits {
		note := PathText(m.g.homeOf(i)) + " stays: a line for it would not go with those above"
		if !slices.Contains(m.notes, note) {
			m.notes = append(m.notes, note)
		}
	}
	return culprits
}

// linesFor writes a changed input at every place where its node stands.
func (m *merge) linesFor(e *Edge) (lines []string, problem string) {
	places, all := m.trial.places(e.from, maxLines)
	if !all {
		return nil, model.QuoteNix(e.From) + " stands at too many places to override its inputs"
	}
	for _, place := range places {
		path := childPath(place, e.Input)
		if m.shallow && len(path) > 2 {
			return nil, "this nix cannot override " + PathText(path) + "; Nix 2.31 or newer can"
		}
		lines = append(lines, followsLine(path, m.trial.follows[e.id]))
	}
	return lines, ""
}

// followsLine is the line of a flake.nix that makes the input at a path follow another.
func followsLine(path, target []string) string {
	var b strings.Builder
	for _, name := range path {
		b.WriteString("inputs." + model.Attr(name).String() + ".")
	}
	b.WriteString("follows = " + model.QuoteNix(strings.Join(target, "/")) + ";")
	return b.String()
}

// isFlakeID tells whether a name can be part of what an input follows (Nix
// manual, "nix flake", "indirect").
func isFlakeID(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		later := c >= '0' && c <= '9' || c == '-' || c == '_'
		if !letter && (i == 0 || !later) {
			return false
		}
	}
	return s != ""
}
