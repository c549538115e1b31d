package lock_test

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
	"pgregory.net/rapid"

	"flakewalk/model"
	"flakewalk/model/lock"
)

// TestInputsPrinted compares every form of the report with the recorded one.
func TestInputsPrinted(t *testing.T) {
	t.Parallel()
	r := report(lockGraph(t, small+"far github:x/far rev=1 :\n"))
	r.Why = []string{"utils"}
	chain := r.Graph.Chain([]string{"alias", "utils"})
	r.Follows = &chain
	r.Diff, r.Compared = lock.Compare(lockGraph(t, strings.NewReplacer("rev=1111111111 age=10", "rev=9999999999 age=99", " b=b", " old=b", "nixpkgs>nixpkgs", "nixpkgs>b/nixpkgs").Replace(small)), r.Graph), true
	ascii := r
	ascii.ASCII = true
	broken := lock.Report{Ref: "broken", Now: clock(), Graph: lockGraph(t, "root : a=gone x>y y>x s=s t=s\ns path:../out parent= source : loop=root\n")}
	broken.Findings = broken.Graph.Findings(lock.FindingOptions{Now: clock(), OlderThan: 30})
	circle := broken.Graph.Chain([]string{"x"})
	broken.Follows = &circle
	none := lock.Report{Ref: "none", Now: clock(), Graph: lockGraph(t, "root :\n"), Why: []string{"root"}}
	for name, write := range map[string]func(io.Writer) error{
		"tree.txt": r.WriteTree, "list.txt": r.WriteList, "inputs.json": r.WriteJSON, "inputs.dot": r.WriteDOT, "inputs.mermaid": r.WriteMermaid,
		"why.txt": r.WriteWhy, "follows.txt": r.WriteFollows, "duplicates.txt": r.WriteDuplicates, "diff.txt": r.WriteDiff,
		"old.txt":        func(w io.Writer) error { return r.WriteOld(w, 30) },
		"tree-ascii.txt": ascii.WriteTree, "diff-ascii.txt": ascii.WriteDiff, "why-ascii.txt": ascii.WriteWhy,
		"broken.txt": broken.WriteTree, "broken-follows.txt": broken.WriteFollows, "broken.json": broken.WriteJSON,
		"none.txt": func(w io.Writer) error {
			none.Graph = lockGraph(t, "root :\n")
			for _, f := range []func(io.Writer) error{none.WriteTree, none.WriteList, none.WriteWhy, none.WriteDuplicates, none.WriteDiff, func(w io.Writer) error { return none.WriteOld(w, 1) }} {
				if err := f(w); err != nil {
					return err
				}
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			if err := write(&b); err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, b.String())
		})
	}
}

// hostileName draws names of any bytes, with a liking for what means something to Nix,
// Graphviz, Mermaid or a terminal.
func hostileName() *rapid.Generator[string] {
	pieces := rapid.SliceOfN(rapid.SampledFrom([]string{
		"a", "0", ".", `"`, `\`, "${", "{", "}", "n", "\n", "\r", "\t", " ", "#", "&", ";", "<", "\x00", "\x1b", "\xff", "é", "日", "\u202e",
	}), 0, 8)
	return rapid.OneOf(
		rapid.Custom(func(t *rapid.T) string { return strings.Join(pieces.Draw(t, "pieces"), "") }),
		rapid.Custom(func(t *rapid.T) string { return string(rapid.SliceOfN(rapid.Byte(), 0, 12).Draw(t, "bytes")) }),
	)
}

// hostileGraph draws a small graph with names that try to break out.
func hostileGraph() *rapid.Generator[*lock.Graph] {
	return rapid.Custom(func(t *rapid.T) *lock.Graph {
		names := rapid.SliceOfNDistinct(hostileName(), 1, 4, rapid.ID[string]).Draw(t, "names")
		names = slices.DeleteFunc(names, func(s string) bool { return s == "root" })
		root := lock.Node{Key: "root", Flake: true}
		nodes := []lock.Node{}
		for _, name := range names {
			nodes = append(nodes, lock.Node{Key: name, Locked: ref("type", "git", "url", hostileName().Draw(t, "url"), "rev", hostileName().Draw(t, "rev"))})
			root.Inputs = append(root.Inputs, lock.Edge{Input: name, To: name})
		}
		root.Inputs = append(root.Inputs, lock.Edge{Input: "root", Follows: names})
		g, err := lock.NewGraph(7, "root", append(nodes, root))
		if err != nil {
			t.Fatal(err)
		}
		return g
	})
}

// TestInputsAreHarmless proves that nothing from a lock file reaches a terminal
// that could do something there, that the JSON is JSON and gives every name
// back, and that no name ends a label of DOT or Mermaid.
func TestInputsAreHarmless(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		g := hostileGraph().Draw(t, "graph")
		r := report(g)
		r.Ref = hostileName().Draw(t, "ref")
		r.Why = []string{"root"}
		chain := g.Chain([]string{"root"})
		r.Follows = &chain
		r.Diff, r.Compared = lock.Compare(lockOf(t), g), true
		for _, write := range []func(io.Writer) error{r.WriteTree, r.WriteList, r.WriteJSON, r.WriteDOT, r.WriteMermaid, r.WriteDuplicates, r.WriteWhy, r.WriteFollows, r.WriteDiff, func(w io.Writer) error { return r.WriteOld(w, 0) }} {
			var b bytes.Buffer
			if err := write(&b); err != nil {
				t.Fatal(err)
			}
			if lines := b.String(); model.PrintableLines(lines) != lines {
				t.Fatalf("not harmless: %q", lines)
			}
		}
		checkQuoting(t, r)
	})
}

func lockOf(t *rapid.T) *lock.Graph {
	g, err := lock.NewGraph(7, "root", []lock.Node{{Key: "root"}})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func checkQuoting(t *rapid.T, r lock.Report) {
	var text bytes.Buffer
	if err := r.WriteJSON(&text); err != nil {
		t.Fatal(err)
	}
	if !json.Valid(text.Bytes()) {
		t.Fatalf("no JSON: %s", text.Bytes())
	}
	var dot, mermaid bytes.Buffer
	if err := r.WriteDOT(&dot); err != nil {
		t.Fatal(err)
	}
	if err := r.WriteMermaid(&mermaid); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(dot.String()) {
		plain := strings.NewReplacer(`\\`, "", `\"`, "").Replace(line)
		if n := strings.Count(plain, `"`); n != 0 && n != 2 || strings.HasSuffix(line, "\\\n") {
			t.Fatalf("DOT: %s", line)
		}
	}
	for line := range strings.Lines(mermaid.String()) {
		if n := strings.Count(line, `"`); n != 0 && n != 2 {
			t.Fatalf("Mermaid: %s", line)
		}
	}
}
