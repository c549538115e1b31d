package model

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
)

// TestEveryKindHasALesson proves that nobody adds a kind without explaining it.
func TestEveryKindHasALesson(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	n := 0
	for k := KindUnknown; k == KindUnknown || k.Word() != KindUnknown.Word(); k++ {
		if l := k.Lesson(); teaches(t, k.String(), l) && seen[l.Text] != "" {
			t.Errorf("%s has the lesson of %s", k, seen[l.Text])
		} else {
			seen[l.Text] = k.String()
		}
		n++
	}
	if n <= int(KindNull) {
		t.Errorf("%d kinds", n)
	}
	for s := StateUnevaluated; s <= StateCancelled; s++ {
		if s != StateUnevaluated && s != StateReady {
			teaches(t, s.String(), s.Lesson())
		}
	}
	for s := range subjects {
		teaches(t, "subject "+strconv.Itoa(int(s)), s.Lesson())
	}
}

// TestEveryOutputHasALesson proves that the outputs whose meaning we know are
// explained, and no others.
func TestEveryOutputHasALesson(t *testing.T) {
	t.Parallel()
	known := append(placedOutputs(t), "lib", "hydraJobs")
	for _, name := range known {
		if outputLessons[name] == "" {
			t.Errorf("no lesson for %s", name)
		}
		teaches(t, name, OutputLesson(name))
	}
	if n := len(outputLessons); n != len(known) {
		t.Errorf("%d lessons for %d outputs", n, len(known))
	}
	teaches(t, "any other", OutputLesson("weather"))
}

// placedOutputs are the names in the table of placeOf.
func placedOutputs(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "kind.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == "placeOf" {
			ast.Inspect(f, func(n ast.Node) bool {
				if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					name, _ := strconv.Unquote(lit.Value)
					names = append(names, name)
				}
				return true
			})
		}
	}
	if len(names) < 20 {
		t.Fatalf("the table is elsewhere: %q", names)
	}
	return names
}

// teaches fails unless a lesson is whole, plain and short.
func teaches(t *testing.T, about string, l Lesson) bool {
	t.Helper()
	if l.Title == "" || len(l.Text) < 40 || len(l.Text) > 360 || !strings.HasSuffix(l.Text, ".") {
		t.Errorf("%s: %q %q", about, l.Title, l.Text)
		return false
	}
	if n := strings.Count(l.Text+" ", ". "); n > 4 {
		t.Errorf("%s: %d sentences", about, n)
	}
	for _, jargon := range []string{"derivation", "evaluat", "attribute", "installable", "flakeref"} {
		if strings.Contains(l.Text, jargon) {
			t.Errorf("%s: who is to understand %q?", about, jargon)
		}
	}
	return true
}

// TestLessonsOf proves what is explained of a row.
func TestLessonsOf(t *testing.T) {
	t.Parallel()
	at := func(path string, k Kind, s State, c Cause) Node {
		p, err := ParsePath(path)
		if err != nil {
			t.Fatal(err)
		}
		n := Node{Path: p, Kind: k, State: s}
		if c != CauseNone {
			n.Problem = &Problem{Cause: c}
		}
		return n
	}
	var said strings.Builder
	system, flake := systemLesson("x86_64-linux", "x86_64-linux").Title, SubjectFlake.Lesson().Title
	tests := []struct {
		node Node
		want []string
	}{
		{Node{Kind: KindAttrs}, []string{flake}},
		{at("packages", KindAttrs, StateReady, 0), []string{"packages"}},
		{at("weather", KindUnknown, StateUnevaluated, 0), []string{OutputLesson("weather").Title}},
		{at("packages.x86_64-linux", KindAttrs, StateReady, 0), []string{system}},
		{at("packages.aarch64-linux", KindAttrs, StateForeign, 0), []string{system, StateForeign.Lesson().Title}},
		{at("formatter.x86_64-linux", KindFormatter, StateReady, 0), []string{KindFormatter.Lesson().Title}},
		{at("packages.x86_64-linux.a", KindPackage, StateReady, 0), []string{KindPackage.Lesson().Title}},
		{at("packages.x86_64-linux.a", KindPackage, StateIFD, CauseIFD), []string{KindPackage.Lesson().Title, StateIFD.Lesson().Title}},
		{at("packages.x86_64-linux.a", KindPackage, StateFailed, CauseImpure), []string{KindPackage.Lesson().Title, SubjectPurity.Lesson().Title}},
		{at("packages.x86_64-linux.a", KindPackage, StateFailed, CauseThrow), []string{KindPackage.Lesson().Title, StateFailed.Lesson().Title}},
		{at("lib.a", KindUnknown, StateFailed, CauseThrow), []string{StateFailed.Lesson().Title}},
		{at("lib.a", KindUnknown, StateUnevaluated, 0), []string{KindUnknown.Lesson().Title}},
		{at("lib.a", KindInt, StateReady, 0), []string{KindInt.Lesson().Title}},
	}
	for _, tt := range tests {
		var titles []string
		for _, l := range LessonsOf(tt.node, "x86_64-linux") {
			titles = append(titles, l.Title)
		}
		if !slices.Equal(titles, tt.want) {
			t.Errorf("%s: %q, want %q", tt.node.Path, titles, tt.want)
		}
		said.WriteString(tt.node.Path.String() + " " + tt.node.State.String() + ": " + strings.Join(titles, ", ") + "\n")
	}
	golden.RequireEqual(t, said.String())
	if l := systemLesson("a-linux", "a-linux"); !strings.Contains(l.Text, "yours") {
		t.Error(l.Text)
	}
}
