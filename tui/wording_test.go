package tui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// inARow is how many words in a row make a piece of a sentence: fewer in what sees and
// misses are given, and in a text that has no more.
const inARow, inARowSought = 3, 2

// TestWording proves that the tests of the explorer hold no sentence of ours: no text of
// theirs has three words in a row that a text of the product has, and two do where it has
// no more or is what sees or misses looks for. A sentence is to be seen in a transcript (see snap), and what it means is checked by
// an identifier. Not looked at are what a test says when it fails, the names of steps and
// of tests, and the flakes of fake_test.go. Data that looks like ours is better other data.
// (The packages below this one draw what they are given, and have no sentences.)
func TestWording(t *testing.T) {
	t.Parallel()
	ours := map[string]token.Position{} // where those words stand
	for _, pattern := range []string{"*.go", "*/*.go", "../model/*.go", "../model/*/*.go"} {
		eachText(t, pattern, false, func(at token.Position, words []string, _ bool) {
			for n := inARowSought; n <= inARow; n++ {
				for _, some := range rowsOf(words, n) {
					ours[some] = at
				}
			}
		})
	}
	if len(ours) < 5000 {
		t.Fatalf("only %d rows of words are ours", len(ours))
	}
	looked := 0
	eachText(t, "*.go", true, func(at token.Position, words []string, sought bool) {
		looked++
		n := max(inARowSought, min(len(words), inARow))
		if sought {
			n = inARowSought
		}
		for _, some := range rowsOf(words, n) {
			if from, ok := ours[some]; ok && !theirs[some] {
				t.Errorf("%s: %q is at %s, too", at, some, from)
			}
		}
	})
	if looked < 1000 {
		t.Errorf("only %d texts were looked at", looked)
	}
}

// theirs are words of nix and git, which the product has too.
var theirs = map[string]bool{
	"nix build": true, "nix flake": true, "nix flake update": true, "flake update": true, "Determinate Nix": true,
	"could not read": true, "not read Username": true, "read Username for": true,
}

// rowsOf are all words in a row, so many at once.
func rowsOf(words []string, n int) []string {
	var all []string
	for i := 0; i+n <= len(words); i++ {
		all = append(all, strings.Join(words[i:i+n], " "))
	}
	return all
}

// unlooked are the functions whose texts are not looked at.
var unlooked = map[string]bool{"Error": true, "Errorf": true, "Fatal": true, "Fatalf": true, "snap": true, "Run": true}

// eachText gives the words of all texts in the files of a pattern, either of the tests or
// of the others, and whether sees or misses looks for them.
func eachText(t *testing.T, pattern string, tests bool, do func(at token.Position, words []string, sought bool)) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") != tests || file == "fake_test.go" {
			continue
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		literals(f, false, func(lit *ast.BasicLit, sought bool) {
			text, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			do(set.Position(lit.Pos()), wordsOf(text), sought)
		})
	}
}

// literals gives the texts below a node, and whether sees or misses looks for them.
func literals(n ast.Node, sought bool, do func(lit *ast.BasicLit, sought bool)) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.CallExpr:
			name := called(n)
			if !sought && (name == "sees" || name == "misses") {
				literals(n, true, do)
				return false
			}
			return !unlooked[name]
		case *ast.BasicLit:
			if n.Kind == token.STRING {
				do(n, sought)
			}
		}
		return true
	})
}

// wordsOf are the words of a text: what has a letter, without what stands around it.
func wordsOf(text string) []string {
	var words []string
	for _, w := range strings.Fields(text) {
		w = strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '%' })
		if strings.ContainsFunc(w, unicode.IsLetter) {
			words = append(words, w)
		}
	}
	return words
}

// called is the name of what is called, without what it is of.
func called(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.Ident:
		return f.Name
	}
	return ""
}

// TestGoldensAreOfTests proves that no golden file is left of a test that is gone.
func TestGoldensAreOfTests(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{}
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if fun, ok := d.(*ast.FuncDecl); ok {
				tests[fun.Name.Name] = true
			}
		}
	}
	goldens, err := filepath.Glob("testdata/Test*")
	if err != nil || len(goldens) < 50 {
		t.Fatalf("%d goldens: %v", len(goldens), err)
	}
	for _, golden := range goldens {
		if name := strings.TrimSuffix(filepath.Base(golden), ".golden"); !tests[name] {
			t.Errorf("%s is of no test", golden)
		}
	}
}
