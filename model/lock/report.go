package lock

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"flakewalk/model"
	"flakewalk/model/words"
)

// Report is what `flakewalk inputs` prints: a lock file, and the answers to
// what was asked about it.
type Report struct {
	// Ref is the flake or file that was read.
	Ref string
	// Graph is the lock file.
	Graph *Graph
	// Duplicates are those of Graph.
	Duplicates []Duplicate
	// Findings are those of Graph.
	Findings []Finding
	// Now is the clock against which ages are told.
	Now time.Time
	// ASCII draws without box characters and arrows.
	ASCII bool

	// Why are the nodes whose paths are asked for; nil for none.
	Why []string
	// Follows is the chain that is asked for, or nil.
	Follows *Chain
	// Diff is what changed from another lock file; nil if none was named.
	Diff []Diff
	// Compared tells that another lock file was named.
	Compared bool
}

// ErrNoInput reports a path, key or name that no input of a lock file has.
var ErrNoInput = errors.New("no such input")

// Find finds the nodes that a person means: the one at an input path such
// as nixpkgs, a/nixpkgs or inputs.a.inputs.nixpkgs; or the one of that key in the
// lock file; or all inputs of that name, whoever has them. It returns ErrNoInput.
func (g *Graph) Find(s string) ([]string, error) {
	path, err := ParsePath(s)
	if err != nil {
		return nil, err
	}
	if n, ok := g.At(path); ok {
		return []string{n.Key}, nil
	}
	if _, ok := g.Node(s); ok {
		return []string{s}, nil
	}
	var keys []string
	for i, n := range g.nodes {
		if i > 0 && g.reached[i] > 0 && g.home[i].Input == s {
			keys = append(keys, n.Key)
		}
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("%w: %s", ErrNoInput, g.Chain(path).Problem)
	}
	return keys, nil
}

// ErrPath reports text that is no input path.
var ErrPath = errors.New("an input path is names with slashes between them, such as a/nixpkgs")

// ParsePath reads an input path as nix writes it, a/nixpkgs, or as it stands
// in a flake.nix, inputs.a.inputs."b.c". It returns ErrPath.
func ParsePath(s string) ([]string, error) {
	bad := fmt.Errorf("%w, not %s", ErrPath, model.QuoteNix(s))
	if !strings.HasPrefix(s, "inputs.") {
		path := strings.Split(s, "/")
		for _, name := range path {
			if name == "" {
				return nil, bad
			}
		}
		return path, nil
	}
	steps, err := model.ParsePath(s)
	if err != nil || len(steps)%2 != 0 {
		return nil, bad
	}
	var path []string
	for i := 0; i < len(steps); i += 2 {
		if steps[i] != model.Attr("inputs") || steps[i+1].Elem || steps[i+1].Name == "" {
			return nil, bad
		}
		path = append(path, steps[i+1].Name)
	}
	return path, nil
}

// Old are the inputs that are older than so many days, the oldest first.
func (r Report) Old(days int) []Node {
	var old []Node
	for _, n := range r.Graph.List(ByAge) {
		if n.OlderThan(days, r.Now) {
			old = append(old, n)
		}
	}
	return old
}

// marks are the kinds of findings of each node, by its key, as words.
func (r Report) marks() map[string][]string {
	marks := make(map[string][]string)
	for _, f := range r.Findings {
		switch f.Kind { //nolint:exhaustive // the others are about an input that leads nowhere or is not used
		case FindingFollows, FindingMissing, FindingCycle, FindingUnused:
			continue
		}
		marks[f.Key] = append(marks[f.Key], f.Kind.String())
	}
	for _, d := range r.Duplicates {
		for _, key := range d.Keys {
			marks[key] = append(marks[key], "duplicate")
		}
	}
	return marks
}

// shortRev is as much of a revision or hash as people compare.
func shortRev(r Ref) string {
	if rev := r.Rev(); rev != "" {
		return rev[:min(7, len(rev))]
	}
	return ""
}

// age says how old a node is, "" if that is not known.
func (r Report) age(n Node) string {
	when := n.LastModified()
	if when.IsZero() {
		return ""
	}
	return words.Old(r.Now.Sub(when))
}

// label is the reference as the flake.nix has it, or the locked one.
func label(n Node) string {
	if n.Original != nil {
		return n.Original.Label()
	}
	return n.Locked.Label()
}
