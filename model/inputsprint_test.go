package model_test

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"flakewalk/model"
)

// TestInputsPrinted compares every form of the report with the recorded one.
func TestInputsPrinted(t *testing.T) {
	t.Parallel()
	r := report(lockGraph(t, small+"far github:x/far rev=1 :\n"))
	r.Why = []string{"utils"}
	chain := r.Graph.Chain([]string{"alias", "utils"})
	r.Follows = &chain
	r.Diff, r.Compared = model.DiffInputs(lockGraph(t, strings.NewReplacer("rev=1111111111 age=10", "rev=9999999999 age=99", " b=b", " old=b", "nixpkgs>nixpkgs", "nixpkgs>b/nixpkgs").Replace(small)), r.Graph), true
	ascii := r
	ascii.ASCII = true
	broken := model.InputReport{Ref: "broken", Now: clock(), Graph: lockGraph(t, "root : a=gone x>y y>x s=s t=s\ns path:../out parent= source : loop=root\n")}
	broken.Findings = broken.Graph.Findings(model.FindingOptions{Now: clock(), OlderThan: 30})
	circle := broken.Graph.Chain([]string{"x"})
	broken.Follows = &circle
	none := model.InputReport{Ref: "none", Now: clock(), Graph: lockGraph(t, "root :\n"), Why: []string{"root"}}
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
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		golden(t, "inputs/"+name, b.String())
	}
}

// hostileGraph draws a small graph with names that try to break out.
func hostileGraph() *rapid.Generator[*model.InputGraph] {
	return rapid.Custom(func(t *rapid.T) *model.InputGraph {
		names := rapid.SliceOfNDistinct(anyName(), 1, 4, rapid.ID[string]).Draw(t, "names")
		names = slices.DeleteFunc(names, func(s string) bool { return s == "root" })
		root := model.InputNode{Key: "root", Flake: true}
		nodes := []model.InputNode{}
		for _, name := range names {
			nodes = append(nodes, model.InputNode{Key: name, Locked: ref("type", "git", "url", anyName().Draw(t, "url"), "rev", anyName().Draw(t, "rev"))})
			root.Inputs = append(root.Inputs, model.InputEdge{Input: name, To: name})
		}
		root.Inputs = append(root.Inputs, model.InputEdge{Input: "root", Follows: names})
		g, err := model.NewInputGraph(7, "root", append(nodes, root))
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
		r.Ref = anyName().Draw(t, "ref")
		r.Why = []string{"root"}
		chain := g.Chain([]string{"root"})
		r.Follows = &chain
		r.Diff, r.Compared = model.DiffInputs(lockOf(t), g), true
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

func lockOf(t *rapid.T) *model.InputGraph {
	g, err := model.NewInputGraph(7, "root", []model.InputNode{{Key: "root"}})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func checkQuoting(t *rapid.T, r model.InputReport) {
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
