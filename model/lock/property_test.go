package lock_test

import (
	"fmt"
	"io"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"flakewalk/model/lock"
)

// anyGraph draws a graph of a few nodes: shared ones, several of one source,
// follows that are right, broken or in a circle, cycles, and orphans.
func anyGraph() *rapid.Generator[*lock.Graph] {
	return rapid.Custom(func(t *rapid.T) *lock.Graph {
		keys := []string{"root"}
		for i := range rapid.IntRange(0, 12).Draw(t, "nodes") {
			keys = append(keys, fmt.Sprintf("n%d", i))
		}
		names := []string{"a", "b", "c", "d"}
		nodes := make([]lock.Node, len(keys))
		for i, key := range keys {
			n := lock.Node{Key: key, Flake: rapid.IntRange(0, 9).Draw(t, "flake") > 0}
			if i > 0 {
				n.Locked = ref("type", "github", "owner", "o", "repo", rapid.SampledFrom([]string{"x", "y", "z"}).Draw(t, "repo"), "rev", rapid.SampledFrom(names).Draw(t, "rev"))
				n.Original = ref("type", "github", "owner", "o", "repo", n.Locked.Get("repo"), "ref", rapid.SampledFrom([]string{"main", "old"}).Draw(t, "ref"))
			}
			for _, name := range names[:rapid.IntRange(0, 4).Draw(t, "inputs")] {
				e := lock.Edge{Input: name}
				if rapid.IntRange(0, 2).Draw(t, "follows") == 0 {
					e.Follows = append([]string{}, rapid.SliceOfN(rapid.SampledFrom(names), 0, 3).Draw(t, "path")...)
				} else {
					e.To = rapid.SampledFrom(append(keys, "nobody")).Draw(t, "to")
				}
				n.Inputs = append(n.Inputs, e)
			}
			nodes[i] = n
		}
		g, err := lock.NewGraph(7, "root", nodes)
		if err != nil {
			t.Fatal(err)
		}
		return g
	})
}

// TestEveryPathIsAPath proves of all paths that are listed: each begins at the
// flake itself, goes along edges that exist, ends at the node and passes nothing
// twice; no two are the same, the shorter come first, and the count is that of a
// plain search.
func TestEveryPathIsAPath(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		g := anyGraph().Draw(t, "graph")
		limit := rapid.IntRange(0, 30).Draw(t, "limit")
		for _, n := range g.Nodes() {
			found := g.Paths(n.Key, limit)
			last, seen := 0, make(map[string]bool)
			for _, p := range found.Paths {
				checkPath(t, g, p, n.Key)
				if len(p) < last {
					t.Fatalf("%v comes after a longer one", p.Names())
				}
				last = len(p)
				text := fmt.Sprint(p.Names())
				if seen[text] {
					t.Fatalf("%s stands there twice", text)
				}
				seen[text] = true
			}
			if found.AtLeast {
				continue
			}
			all := uint64(len(found.Paths)) + found.More
			if want := countPaths(g, g.Root(), n.Key, map[string]bool{}); all != want {
				t.Fatalf("%d paths to %s, want %d", all, n.Key, want)
			}
		}
	})
}

func checkPath(t *rapid.T, g *lock.Graph, p lock.Path, to string) {
	at, passed := g.Root(), map[string]bool{}
	for _, e := range p {
		passed[at] = true
		is, ok := g.Input(at, e.Input)
		if !ok || is.To != e.To || e.From != at || passed[e.To] {
			t.Fatalf("%v is no path at %s", p.Names(), e.Input)
		}
		at = e.To
	}
	if n, ok := g.At(p.Names()); at != to || !ok || n.Key != to {
		t.Fatalf("%v leads to %s, not to %s", p.Names(), at, to)
	}
}

// countPaths counts simple paths in the plainest way.
func countPaths(g *lock.Graph, from, to string, passed map[string]bool) (n uint64) {
	if from == to {
		return 1
	}
	passed[from] = true
	defer delete(passed, from)
	node, _ := g.Node(from)
	for _, e := range node.Inputs {
		if e.To != "" && !passed[e.To] {
			n += countPaths(g, e.To, to, passed)
		}
	}
	return n
}

// TestChainsAgree proves that resolving ends, and that hop by hop it comes to
// the node that the edge leads to.
func TestChainsAgree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, chainsAgree())
}

// FuzzFollows looks for a graph in which TestChainsAgree does not hold.
func FuzzFollows(f *testing.F) { f.Fuzz(rapid.MakeFuzz(chainsAgree())) }

func chainsAgree() func(*rapid.T) {
	return func(t *rapid.T) {
		g := anyGraph().Draw(t, "graph")
		for _, n := range g.Nodes() {
			home, ok := g.Home(n.Key)
			if !ok {
				continue
			}
			if at, _ := g.At(home); at.Key != n.Key {
				t.Fatalf("%v is the home of %s, but leads to %s", home, n.Key, at.Key)
			}
			for _, e := range n.Inputs {
				c := g.Chain(append(slices.Clone(home), e.Input))
				if c.To != e.To || (c.To == "") != (c.Problem != "") || c.Unknown {
					t.Fatalf("%v: the chain ends at %q (%s), the edge at %q", c.Path, c.To, c.Problem, e.To)
				}
			}
		}
	}
}

// redundant counts the nodes that need not be there.
func redundant(g *lock.Graph) (n int) {
	for _, d := range g.Duplicates(lock.DuplicateOptions{}) {
		n += len(d.Keys) - 1
	}
	return n
}

// TestSuggestionsHelp proves that what is suggested saves as many nodes as is
// said, never adds a duplicate, and breaks nothing.
func TestSuggestionsHelp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		g := anyGraph().Draw(t, "graph")
		reachable := g.With()
		for _, d := range g.Duplicates(lock.DuplicateOptions{}) {
			if len(d.Keys) < 2 || (len(d.Suggest) > 0) != (d.Saves > 0) || len(d.Changes) < 1 && d.Saves > 0 {
				t.Fatalf("%+v", d)
			}
			gone, broken := g.Vanishing(d.Changes...)
			after := g.With(d.Changes...)
			if len(gone) != d.Saves || after.Len() != reachable.Len()-d.Saves || len(broken) > 0 {
				t.Fatalf("%v: %d gone, %d broken, want %d gone", d.Suggest, len(gone), len(broken), d.Saves)
			}
			if redundant(after) > redundant(reachable) {
				t.Fatalf("%v: %d redundant nodes, %d before", d.Suggest, redundant(after), redundant(reachable))
			}
		}
	})
}

// TestSuggestionsTogether proves that all suggestions can be followed at once.
func TestSuggestionsTogether(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		g := anyGraph().Draw(t, "graph")
		var changes []lock.Change
		var lines []string
		for _, d := range g.Duplicates(lock.DuplicateOptions{}) {
			changes, lines = append(changes, d.Changes...), append(lines, d.Suggest...)
		}
		if _, broken := g.Vanishing(changes...); len(broken) > 0 {
			t.Fatalf("%q break %+v", lines, broken)
		}
		if before, after := redundant(g.With()), redundant(g.With(changes...)); after > before || after == before && len(lines) > 0 {
			t.Fatalf("%q leave %d redundant nodes, %d before", lines, after, before)
		}
	})
}

// TestInputsOfAnyGraph proves that every question ends, and that a graph differs
// from itself in nothing.
func TestInputsOfAnyGraph(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		g := anyGraph().Draw(t, "graph")
		if diff := lock.Compare(g, g); len(diff) > 0 {
			t.Fatalf("differs from itself: %v", diffTexts(diff))
		}
		opened := map[string]bool{}
		for r := range g.Rows() {
			if r.Node != nil && r.Edge.Direct() && !r.Shown {
				if opened[r.Node.Key] {
					t.Fatalf("%s is opened twice", r.Node.Key)
				}
				opened[r.Node.Key] = true
			}
		}
		if got := len(g.With().Nodes()) - 1; got != len(opened) {
			t.Fatalf("%d nodes are shown, %d can be reached", len(opened), got)
		}
		r := report(g)
		for _, write := range []func(io.Writer) error{r.WriteTree, r.WriteList, r.WriteJSON, r.WriteDOT, r.WriteMermaid, r.WriteDuplicates} {
			if err := write(io.Discard); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// report is all of the report on a graph.
func report(g *lock.Graph) lock.Report {
	return lock.Report{
		Ref: "path:/garden", Graph: g, Now: clock(),
		Duplicates: g.Duplicates(lock.DuplicateOptions{}),
		Findings:   g.Findings(lock.FindingOptions{Now: clock(), OlderThan: lock.DefaultOlderThan}),
	}
}
