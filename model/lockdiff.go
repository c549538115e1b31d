package model

import "slices"

// InputDiff is what became of one input between two lock files.
type InputDiff struct {
	// Path is the input's path from the flake itself.
	Path []string
	// Change is whether it was added, removed or updated.
	Change InputChangeKind
	// Old and New are the nodes at the path; nil where there is none, or where
	// the path follows another.
	Old, New *InputNode
	// OldFollows and NewFollows are what the path follows, nil where it does not.
	OldFollows, NewFollows []string
}

// InputChangeKind is what became of an input.
type InputChangeKind uint8

// The changes.
const (
	InputAdded InputChangeKind = iota
	InputRemoved
	InputUpdated
)

// String is the change's name in JSON and in text.
func (c InputChangeKind) String() string {
	return [...]string{"added", "removed", "updated"}[c]
}

// DiffInputs says what changed from one lock file to another, by input paths:
// the labels of nodes mean nothing and change by themselves. Like nix it goes
// into every node once, at the first of its places.
func DiffInputs(from, to *InputGraph) []InputDiff {
	before, after := from.places(), to.places()
	var diffs []InputDiff
	for _, p := range before.list {
		a := p.diff()
		q, still := after.at[pathKey(p.path)]
		if !still {
			a.Change = InputRemoved
			diffs = append(diffs, a)
			continue
		}
		if b := q.diff(); !samePlace(a, b) {
			a.Change, a.New, a.NewFollows = InputUpdated, b.Old, b.OldFollows
			diffs = append(diffs, a)
		}
	}
	for _, q := range after.list {
		if _, known := before.at[pathKey(q.path)]; !known {
			b := q.diff()
			diffs = append(diffs, InputDiff{Path: b.Path, Change: InputAdded, New: b.Old, NewFollows: b.OldFollows})
		}
	}
	slices.SortStableFunc(diffs, func(a, b InputDiff) int { return slices.Compare(a.Path, b.Path) })
	return diffs
}

// samePlace tells whether two places are locked to the same or follow the same.
func samePlace(a, b InputDiff) bool {
	if a.Old == nil || b.Old == nil {
		return a.Old == nil && b.Old == nil && (a.OldFollows == nil) == (b.OldFollows == nil) && slices.Equal(a.OldFollows, b.OldFollows)
	}
	x, y := a.Old.Ref(), b.Old.Ref()
	return x.URL() == y.URL() && x.ID() == y.ID()
}

// inputPlace is an input path and what the lock file has there.
type inputPlace struct {
	path []string
	edge InputEdge
	node *InputNode
}

// diff is the place as it was.
func (p inputPlace) diff() InputDiff {
	return InputDiff{Path: p.path, Old: p.node, OldFollows: p.edge.Follows}
}

// inputPlaces are all input paths, in the order of a walk that goes into every node once.
type inputPlaces struct {
	list []inputPlace
	at   map[string]inputPlace
}

func (g *InputGraph) places() inputPlaces {
	all := inputPlaces{at: make(map[string]inputPlace)}
	for row := range g.Rows() {
		p := inputPlace{path: row.Path, edge: row.Edge}
		if row.Edge.Direct() {
			p.node = row.Node
		}
		all.list = append(all.list, p)
		all.at[pathKey(p.path)] = p
	}
	return all
}

// pathKey is equal for equal paths only.
func pathKey(path []string) string { return Path(path...).Key() }
