package tui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/tui/keymap"
)

// keyWord are the ways in which a sentence may name a key by itself.
var keyWord = regexp.MustCompile(`(?i)^[a-z0-9!?@:/]$|\b(ctrl|alt)\+[a-z]|\b(press|type) [a-z!?@:/]\b|(^|[;:,] )(space|enter|esc|tab|[a-z0-9!?@/]) (shows|opens|folds|copies|removes|cancels|asks|goes|takes|allows|lets|follows|reloads|updates|counts|tells|looks)\b`)

// TestNoKeyIsWrittenOut proves that no sentence of the explorer, nor of what it explains
// with, names a key by itself: keys are the key map's to know.
func TestNoKeyIsWrittenOut(t *testing.T) {
	t.Parallel()
	checked := 0
	for _, pattern := range []string{"*.go", "../model/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			set := token.NewFileSet()
			f, err := parser.ParseFile(set, file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if fun, is := n.(*ast.FuncDecl); is && otherKeys[fun.Name.Name] {
					return false
				}
				lit, ok := n.(*ast.BasicLit)
				if !ok || lit.Kind != token.STRING {
					return true
				}
				text, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Fatal(err)
				}
				checked++
				if word := keyWord.FindString(text); word != "" && !noKeys[text] {
					t.Errorf("%s: %q names a key: %q", set.Position(lit.Pos()), text, word)
				}
				return true
			})
		}
	}
	if checked < 1000 {
		t.Errorf("only %d texts were looked at", checked)
	}
}

// otherKeys are functions that name the keys of other programs: how one leaves a shell.
var otherKeys = map[string]bool{"intro": true}

// noKeys are texts of one character that are no keys.
var noKeys = map[string]bool{
	"/": true, ":": true, "?": true, "@": true, "s": true, "0": true, "1": true, "x": true,
}

// TestKeysOfLessonsAreThere proves that every action which a lesson or an advice names has
// a key.
func TestKeysOfLessonsAreThere(t *testing.T) {
	t.Parallel()
	named := 0
	for c := range model.Cause(200) {
		named += keysNamed(t, c.Advice().Remedy)
	}
	for s := range model.State(20) {
		n := model.Node{Path: model.Path("packages", "x86_64-linux", "x"), State: s}
		for _, l := range model.LessonsOf(n, "x86_64-linux") {
			named += keysNamed(t, l.Text)
		}
	}
	if named < 5 {
		t.Errorf("only %d keys are named", named)
	}
}

// keysNamed counts the keys that a text names, and fails where one is missing.
func keysNamed(t *testing.T, text string) int {
	t.Helper()
	named := keymap.New(false).Named(text)
	if strings.ContainsAny(named, "{}") {
		t.Errorf("no such key: %s", named)
	}
	return strings.Count(text, "{")
}
