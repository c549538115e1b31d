package tui

import (
	"cmp"
	"slices"

	"flakewalk/model"
	"flakewalk/tui/outline"
	"flakewalk/tui/pager"
)

// maxElements bounds the rows that a list gets; attributes get as many as there are.
const maxElements = 10_000

// entry is what is known of one row beyond its name.
type entry struct {
	node model.Node
	// listing is set when the node's problem arose from listing its children.
	listing bool
	// detail is what the detail pane shows; detailProblem is why there is none.
	detail        *model.Detail
	detailProblem *model.Problem
	fields        []fieldText // of detail, in its order
	// source are the lines that define it; sourceProblem is why there are none.
	source        []pager.Block
	sourceProblem *model.Problem
	// derivation is what the store knows of it; derivationProblem is why nothing.
	derivation        *model.Derivation
	derivationProblem *model.Problem
}

// store keeps what nix answered, by row. Rows that were never on screen have
// nothing here but their name in the list of their parent.
type store struct {
	tree  *outline.Model
	kids  map[outline.ID]model.Children
	known map[outline.ID]*entry
	// systems are the rows of systems below a row, where there is one for the user's.
	systems map[outline.ID]systemRows
	// lists are kids once more, in the order in which they came, for searches off
	// the event loop: what is in it is not changed. The last one of a row counts.
	lists []listed
}

// listed are the children of a row: the first one's row, and their names.
type listed struct {
	id, first outline.ID
	children  model.Children
}

func newStore(t *outline.Model) store {
	return store{
		tree: t, kids: map[outline.ID]model.Children{}, known: map[outline.ID]*entry{},
		systems: map[outline.ID]systemRows{},
	}
}

// reset forgets everything.
func (s *store) reset() {
	clear(s.kids)
	clear(s.known)
	clear(s.systems)
	s.lists = nil
	s.tree.Reset()
}

// list keeps the names below a row.
func (s *store) list(id outline.ID, c model.Children) {
	s.kids[id] = c
	if n, _ := s.tree.Count(id); n > 0 {
		s.lists = append(s.lists, listed{id, s.tree.Child(id, 0), c})
	}
}

// rowCount is the number of rows for children: a list that is too long has one
// more, which says how many are left out.
func rowCount(c model.Children) int {
	switch {
	case !c.List:
		return len(c.Names)
	case c.Len > maxElements:
		return maxElements + 1
	}
	return max(0, c.Len)
}

// left is how many elements a row stands for that were left out; 0 for all
// rows but the last of a long list.
func (s *store) left(id outline.ID) int {
	c := s.kids[s.tree.Parent(id)]
	if c.List && s.tree.Index(id) == maxElements {
		return c.Len - maxElements
	}
	return 0
}

// step is the last step of a row's path.
func (s *store) step(id outline.ID) model.Step {
	return s.kids[s.tree.Parent(id)].At(s.tree.Index(id))
}

// path is built on demand: 100,000 rows would need 100,000 of them.
func (s *store) path(id outline.ID) model.AttrPath {
	p := make(model.AttrPath, 0, 8)
	for ; id != outline.Root; id = s.tree.Parent(id) {
		p = append(p, s.step(id))
	}
	slices.Reverse(p)
	return p
}

// child finds the row of a step below a row whose children are listed.
func (s *store) child(id outline.ID, step model.Step) (outline.ID, bool) {
	c, ok := s.kids[id]
	if !ok || c.List != step.Elem {
		return 0, false
	}
	i := step.Index
	if !c.List {
		i = indexOf(c.Names, step.Name)
	}
	if n, _ := s.tree.Count(id); i < 0 || i >= n {
		return 0, false
	}
	return s.tree.Child(id, i), true
}

// indexOf is the place of a name, or -1. Names are sorted, but for outputs, and for this
// system's, which may have been put first.
func indexOf(names []string, name string) int {
	if i, ok := slices.BinarySearch(names, name); ok {
		return i
	}
	return slices.Index(names, name)
}

// order compares the places of two rows in the tree as it is when all is open.
func (s *store) order(a, b outline.ID) int {
	x, y := a, b
	for s.tree.Depth(x) > s.tree.Depth(y) {
		x = s.tree.Parent(x)
	}
	for s.tree.Depth(y) > s.tree.Depth(x) {
		y = s.tree.Parent(y)
	}
	if x == y { // one lies above the other
		return cmp.Compare(s.tree.Depth(a), s.tree.Depth(b))
	}
	for s.tree.Parent(x) != s.tree.Parent(y) {
		x, y = s.tree.Parent(x), s.tree.Parent(y)
	}
	return cmp.Compare(x, y)
}

// node is the node of a row: what nix said of it, or what its place lets expect.
func (s *store) node(id outline.ID, system string) (n model.Node, known bool) {
	if e, ok := s.known[id]; ok {
		return e.node, true
	}
	p := s.path(id)
	n = model.Node{Path: p, Kind: model.ExpectedKind(p)}
	if foreign(p, system) {
		n.State = model.StateForeign
		return n, true
	}
	return n, false
}

// hidden are the rows that nobody wants to see, while other systems are hidden.
func (s *store) hidden(others bool) map[outline.ID]bool {
	if !others {
		return nil
	}
	hidden := map[outline.ID]bool{}
	for _, rows := range s.systems {
		for _, id := range rows.others {
			hidden[id] = true
		}
	}
	return hidden
}

// bad tells whether a row has no value.
func (s *store) bad(id outline.ID) bool {
	e, ok := s.known[id]
	return ok && e.node.State.Bad()
}

// instantiated tells whether the derivation of a row is known.
func (s *store) instantiated(id outline.ID) bool {
	e, ok := s.known[id]
	return ok && e.derivation != nil
}

// needsBrief tells whether the kind of a row is known, and no more.
func (s *store) needsBrief(id outline.ID) bool {
	e, ok := s.known[id]
	return ok && e.node.NeedsBrief()
}

// storeChanged drops what depends on what is in the store.
func (s *store) storeChanged() {
	for _, e := range s.known {
		e.derivation, e.derivationProblem = nil, nil
	}
}

// foreign tells whether a path is that of another system's set.
func foreign(p model.AttrPath, system string) bool {
	s := model.SystemAt(p)
	return s != "" && system != "" && s != system
}

// fail marks a row as one that has no value.
func (s *store) fail(id outline.ID, p model.Problem) *entry {
	n, _ := s.node(id, "")
	n.State, n.Problem, n.Brief = p.Cause.State(), &p, true
	if n.State == model.StateReady { // a problem without a cause is still one
		n.State = model.StateFailed
	}
	e := &entry{node: n}
	s.known[id] = e
	return e
}

// shownOrder puts children in the order in which they are shown: outputs by use, and the
// user's system before the other systems of the same set. The slice of names is nix's and
// is not changed.
func shownOrder(parent model.AttrPath, c model.Children, system string) model.Children {
	switch {
	case c.List || len(parent) > 2:
		return c
	case len(parent) == 0:
		c.Names = model.ByUse(c.Names)
		return c
	}
	return systemFirst(parent, c, system)
}

// systemFirst puts the user's system before the other systems of the same set.
// The slice of names is nix's and is not changed.
func systemFirst(parent model.AttrPath, c model.Children, system string) model.Children {
	if system == "" {
		return c
	}
	if model.SystemAt(parent.Child(model.Attr(system))) == "" {
		return c
	}
	mine := slices.Index(c.Names, system)
	first := slices.IndexFunc(c.Names, model.IsSystem)
	if mine <= first { // first already, or not there
		return c
	}
	names := make([]string, 0, len(c.Names))
	names = append(names, c.Names[:first]...)
	names = append(names, system)
	names = append(names, c.Names[first:mine]...)
	c.Names = append(names, c.Names[mine+1:]...)
	return c
}
