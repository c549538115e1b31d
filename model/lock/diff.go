package lock

import (
	"slices"

	"flakewalk/model"
)

// Diff is what became of one input between two lock files.
type Diff struct {
	// Path is the input's path from the flake itself.
	Path []string
	// Change is whether it was added, removed or updated.
	Change DiffKind
	// Old and New are the nodes at the path; nil where there is none, or where
	// the path follows another.
	Old, New *Node
	// OldFollows and NewFollows are what the path follows, nil where it does not.
	OldFollows, NewFollows []string
}

// DiffKind is what became of an input.
type DiffKind uint8

// The changes.
const (
	Added DiffKind = iota
	Removed
	Updated
)

// String is the change's name in JSON and in text.
func (c DiffKind) String() string {
	return [...]string{"added", "removed", "updated"}[c]
}

// Compare says what changed from one lock file to another, by input paths:
// the labels of nodes mean nothing and change by themselves. Like nix it goes
// into every node once, at the first of its places.
func Compare(from, to *Graph) []Diff {
	before, after := from.places(), to.places()
	var diffs []Diff
	for _, p := range before.list {
		a := p.diff()
		q, still := after.at[pathKey(p.path)]
		if !still {
			a.Change = Removed
			diffs = append(diffs, a)
			continue
		}
		if b := q.diff(); !samePlace(a, b) {
			a.Change, a.New, a.NewFollows = Updated, b.Old, b.OldFollows
			diffs = append(diffs, a)
		}
	}
	for _, q := range after.list {
		if _, known := before.at[pathKey(q.path)]; !known {
			b := q.diff()
			diffs = append(diffs, Diff{Path: b.Path, Change: Added, New: b.Old, NewFollows: b.OldFollows})
		}
	}
	slices.SortStableFunc(diffs, func(a, b Diff) int { return slices.Compare(a.Path, b.Path) })
	return diffs
}

// samePlace tells whether two places are locked to the same or follow the same.
func samePlace(a, b Diff) bool {
	if a.Old == nil || b.Old == nil {
		return a.Old == nil && b.Old == nil && (a.OldFollows == nil) == (b.OldFollows == nil) && slices.Equal(a.OldFollows, b.OldFollows)
	}
	x, y := a.Old.Ref(), b.Old.Ref()
	return x.URL() == y.URL() && x.ID() == y.ID()
}

// place is an input path and what the lock file has there.
type place struct {
	path []string
	edge Edge
	node *Node
}

// diff is the place as it was.
func (p place) diff() Diff {
	return Diff{Path: p.path, Old: p.node, OldFollows: p.edge.Follows}
}

// places are all input paths, in the order of a walk that goes into every node once.
type places struct {
	list []place
	at   map[string]place
}

func (g *Graph) places() places {
	all := places{at: make(map[string]place)}
	for row := range g.Rows() {
		p := place{path: row.Path, edge: row.Edge}
		if row.Edge.Direct() {
			p.node = row.Node
		}
		all.list = append(all.list, p)
		all.at[pathKey(p.path)] = p
	}
	return all
}

// pathKey is equal for equal paths only.
func pathKey(path []string) string { return model.Path(path...).Key() }
