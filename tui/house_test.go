package tui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Bounds of what one type may have within reach: its own methods and fields, those that
// are promoted by embedding, and where it holds the shell all of the shell's.
const (
	mostMethods = 90
	mostFields  = 25
)

// housed is what a type declares itself, by name.
type housed struct {
	methods, fields map[string]bool
	holds           []string // the types that it embeds, and the shell where it holds that
}

// TestHouse proves that no type of the explorer has too much within its reach, and that
// nothing but the shell's own requests and events can reach the shell.
func TestHouse(t *testing.T) {
	t.Parallel()
	types := map[string]*housed{}
	dirs, err := filepath.Glob("*")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range append(dirs, ".") {
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			survey(t, dir, types)
		}
	}
	if len(types) < 100 || types["tui.Model"] == nil || types["pager.Model"] == nil {
		t.Fatalf("%d types are found", len(types))
	}
	for name := range types {
		methods, fields := map[string]bool{}, map[string]bool{}
		reach(types, name, methods, fields, map[string]bool{})
		if strings.HasPrefix(name, "tui.") && (len(methods) > mostMethods || len(fields) > mostFields) {
			t.Errorf("%s has %d methods and %d fields within reach", name, len(methods), len(fields))
		}
	}
}

// reach gathers what is within the reach of a type.
func reach(types map[string]*housed, name string, methods, fields, seen map[string]bool) {
	h := types[name]
	if h == nil || seen[name] {
		return
	}
	seen[name] = true
	maps.Copy(methods, h.methods)
	maps.Copy(fields, h.fields)
	for _, held := range h.holds {
		reach(types, held, methods, fields, seen)
	}
}

// survey notes what the types of a package declare.
func survey(t *testing.T, dir string, types map[string]*housed) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		at := func(name string) *housed {
			key := f.Name.Name + "." + name
			if types[key] == nil {
				types[key] = &housed{methods: map[string]bool{}, fields: map[string]bool{}}
			}
			return types[key]
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Recv != nil {
					at(typeName(n.Recv.List[0].Type)).methods[n.Name.Name] = true
				}
			case *ast.TypeSpec:
				at(n.Name.Name).declare(f.Name.Name, n)
			}
			return true
		})
	}
}

// declare notes the fields of a type, or the methods of an interface.
func (h *housed) declare(pkg string, spec *ast.TypeSpec) {
	switch d := spec.Type.(type) {
	case *ast.InterfaceType:
		for _, m := range d.Methods.List {
			h.member(pkg, m, h.methods)
		}
	case *ast.StructType:
		for _, field := range d.Fields.List {
			h.member(pkg, field, h.fields)
		}
	}
}

// member notes one field or method, or what is embedded.
func (h *housed) member(pkg string, f *ast.Field, among map[string]bool) {
	held := typeName(f.Type)
	if !strings.Contains(held, ".") {
		held = pkg + "." + held
	}
	for _, name := range f.Names {
		among[name.Name] = true
	}
	if len(f.Names) == 0 {
		among[held] = true
	}
	if len(f.Names) == 0 || held == "tui.Model" {
		h.holds = append(h.holds, held)
	}
}

// typeName is the name of a type, without what it points to or is made with.
func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return typeName(e.X)
	case *ast.IndexExpr:
		return typeName(e.X)
	case *ast.SelectorExpr:
		return typeName(e.X) + "." + e.Sel.Name
	case *ast.Ident:
		return e.Name
	}
	return "?"
}
