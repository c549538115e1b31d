package model_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/x/exp/golden"
	"pgregory.net/rapid"

	"flakewalk/model"
)

// anyValue draws a value as the probes give it.
func anyValue() *rapid.Generator[model.Value] {
	return rapid.Custom(func(t *rapid.T) model.Value {
		v := model.Value{Type: model.ValueType(rapid.IntRange(0, int(model.TypeNull)).Draw(t, "type"))} //nolint:gosec // a few
		switch v.Type {
		case model.TypeString, model.TypePath:
			v.Text = anyName().Draw(t, "text")
			v.Size = len(v.Text) + rapid.IntRange(0, 2).Draw(t, "cut")
		case model.TypeInt:
			v.Text = strconv.FormatInt(rapid.Int64().Draw(t, "int"), 10)
		case model.TypeFloat:
			v.Text = rapid.SampledFrom([]string{"1.5", "-0.0", "1e+20", "1.0e-7", "inf", "-inf", "nan", "-nan"}).Draw(t, "float")
		case model.TypeBool:
			v.Text = strconv.FormatBool(rapid.Bool().Draw(t, "bool"))
		case model.TypeSet, model.TypeList:
			v.Size = rapid.IntRange(0, 9).Draw(t, "size")
		case model.TypeUnknown, model.TypeFunction, model.TypeNull:
		}
		return v
	})
}

func anyTree(depth int) *rapid.Generator[*model.Tree] {
	return rapid.Custom(func(t *rapid.T) *model.Tree {
		tree := &model.Tree{Node: model.Node{
			Path: anyPath().Draw(t, "path"), Kind: model.Kind(rapid.IntRange(0, 23).Draw(t, "kind")), State: model.State(rapid.IntRange(0, 6).Draw(t, "state")), //nolint:gosec // a few
			Name: anyName().Draw(t, "name"), Version: anyName().Draw(t, "version"), Description: anyName().Draw(t, "description"), Program: anyName().Draw(t, "program"),
			Value: anyValue().Draw(t, "value"),
		}}
		for range rapid.IntRange(0, 3).Draw(t, "args") {
			tree.Args = append(tree.Args, model.Arg{Name: anyName().Draw(t, "arg"), Optional: rapid.Bool().Draw(t, "optional")})
		}
		if rapid.Bool().Draw(t, "bad") {
			tree.Problem = &model.Problem{Cause: rapid.SampledFrom(model.Causes()).Draw(t, "cause"), Message: anyName().Draw(t, "message"), Trace: anyName().Draw(t, "trace")}
		}
		if depth > 0 && rapid.Bool().Draw(t, "open") {
			tree.Children = rapid.SliceOfN(anyTree(depth-1), 0, 3).Draw(t, "children")
			tree.More = rapid.IntRange(0, 2).Draw(t, "more")
		} else if rapid.Bool().Draw(t, "repeated") {
			tree.Same = &model.Tree{Node: model.Node{Path: anyPath().Draw(t, "first")}}
		}
		return tree
	})
}

func anyReport() *rapid.Generator[model.Report] {
	return rapid.Custom(func(t *rapid.T) model.Report {
		f := model.Flake{
			Ref: anyName().Draw(t, "ref"), URL: anyName().Draw(t, "url"), Description: anyName().Draw(t, "about"),
			Revision: anyName().Draw(t, "revision"), Path: anyName().Draw(t, "store"), Nix: anyName().Draw(t, "nix"), Family: anyName().Draw(t, "family"), System: anyName().Draw(t, "system"),
		}
		if rapid.Bool().Draw(t, "dated") {
			f.LastModified = time.Unix(rapid.Int64Range(0, 1<<40).Draw(t, "time"), 0)
		}
		return model.Report{Flake: f, Outputs: anyTree(3).Draw(t, "outputs")}
	})
}

// exact is a text as it comes back from JSON: encoding/json reads a lone
// surrogate, by which a byte stands that is not UTF-8, as U+FFFD.
func exact(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		b.WriteRune(r)
		i += n
	}
	return b.String()
}

// has tells whether an object has that text at a key, or lacks the key where there is none.
func has(t *rapid.T, obj map[string]any, key, text string) {
	got, there := obj[key]
	if there != (text != "") || there && got != exact(text) {
		t.Fatalf("%s is %q (%v), want %q", key, got, there, text)
	}
	delete(obj, key)
}

func checkSteps(t *rapid.T, obj map[string]any, key string, want model.AttrPath) {
	path, isList := obj[key].([]any)
	if !isList || len(path) != len(want) {
		t.Fatalf("%s %v for %#v", key, path, want)
	}
	for i, s := range want {
		step := any(exact(s.Name))
		if s.Elem {
			step = json.Number(strconv.Itoa(s.Index))
		}
		if path[i] != step {
			t.Fatalf("%s: step %d is %#v, want %#v", key, i, path[i], step)
		}
	}
	delete(obj, key)
}

func checkTree(t *rapid.T, obj map[string]any, n *model.Tree) {
	checkSteps(t, obj, "path", n.Path)
	if _, there := obj["sameAs"]; there != (n.Same != nil) {
		t.Fatalf("the same as %v, want %v", obj["sameAs"], n.Same)
	} else if there {
		checkSteps(t, obj, "sameAs", n.Same.Path)
	}
	has(t, obj, "kind", n.Kind.String())
	has(t, obj, "state", n.State.String())
	has(t, obj, "name", n.Name)
	has(t, obj, "version", n.Version)
	has(t, obj, "description", n.Description)
	has(t, obj, "program", n.Program)
	checkValue(t, obj, n.Value)
	if args, _ := obj["args"].([]any); len(args) != len(n.Args) {
		t.Fatalf("args %v, want %v", args, n.Args)
	} else {
		for i, a := range args {
			if a != exact(n.Args[i].Name) {
				t.Fatalf("argument %q, want %q", a, n.Args[i].Name)
			}
		}
	}
	delete(obj, "args")
	if problem, _ := obj["error"].(map[string]any); (problem == nil) != (n.Problem == nil) {
		t.Fatalf("error %v, want %v", problem, n.Problem)
	} else if problem != nil {
		has(t, problem, "cause", n.Problem.Cause.String())
		if problem["message"] != exact(n.Problem.Message) {
			t.Fatalf("message %q, want %q", problem["message"], n.Problem.Message)
		}
		delete(problem, "message")
		has(t, problem, "trace", n.Problem.Trace)
		nothing(t, problem)
	}
	delete(obj, "error")
	checkChildren(t, obj, n)
	nothing(t, obj)
}

func checkChildren(t *rapid.T, obj map[string]any, n *model.Tree) {
	children, there := obj["children"].([]any)
	if there != (n.Children != nil) || len(children) != len(n.Children) {
		t.Fatalf("%d children (%v), want %d", len(children), there, len(n.Children))
	}
	for i, c := range children {
		child, _ := c.(map[string]any)
		checkTree(t, child, n.Children[i])
	}
	delete(obj, "children")
	if more, there := obj["more"]; there != (n.More > 0) || there && more != json.Number(strconv.Itoa(n.More)) {
		t.Fatalf("more %v, want %d", more, n.More)
	}
	delete(obj, "more")
}

func checkValue(t *rapid.T, obj map[string]any, v model.Value) {
	got, there := obj["value"]
	var want any
	switch v.Type {
	case model.TypeString, model.TypePath:
		want = exact(v.Text)
	case model.TypeInt:
		want = json.Number(v.Text)
	case model.TypeFloat:
		want = json.Number(v.Text)
		if strings.ContainsAny(v.Text, "ni") {
			want = v.Text
		}
	case model.TypeBool:
		want = v.Text == "true"
	case model.TypeUnknown, model.TypeSet, model.TypeList, model.TypeFunction, model.TypeNull:
	}
	if there != (want != nil) || got != want {
		t.Fatalf("value %#v, want %#v", got, want)
	}
	delete(obj, "value")
}

func nothing(t *rapid.T, obj map[string]any) {
	if len(obj) > 0 {
		t.Fatalf("keys nobody knows: %v", obj)
	}
}

// TestWriteJSON proves that whatever is in a report, its JSON can be read, says
// exactly what the report says and nothing else, and stands on one line.
func TestWriteJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := anyReport().Draw(t, "report")
		var out bytes.Buffer
		if err := r.WriteJSON(&out); err != nil {
			t.Fatal(err)
		}
		if text := out.String(); strings.Count(text, "\n") != 1 || !strings.HasSuffix(text, "}\n") || !utf8.ValidString(text) {
			t.Fatalf("not one line of UTF-8: %q", text)
		}
		var doc map[string]any
		d := json.NewDecoder(&out)
		d.UseNumber()
		if err := d.Decode(&doc); err != nil {
			t.Fatal(err)
		}
		if doc["schema"] != json.Number("1") {
			t.Fatalf("schema %v", doc["schema"])
		}
		delete(doc, "schema")
		flake, _ := doc["flake"].(map[string]any)
		if flake["ref"] != exact(r.Flake.Ref) {
			t.Fatalf("ref %q, want %q", flake["ref"], r.Flake.Ref)
		}
		delete(flake, "ref")
		has(t, flake, "url", r.Flake.URL)
		has(t, flake, "description", r.Flake.Description)
		has(t, flake, "revision", r.Flake.Revision)
		has(t, flake, "path", r.Flake.Path)
		if date, there := flake["lastModified"]; there == r.Flake.LastModified.IsZero() || there && date != json.Number(strconv.FormatInt(r.Flake.LastModified.Unix(), 10)) {
			t.Fatalf("lastModified %v, want %v", date, r.Flake.LastModified)
		}
		delete(flake, "lastModified")
		nothing(t, flake)
		delete(doc, "flake")
		has(t, doc, "nix", r.Flake.Nix)
		has(t, doc, "nixFamily", r.Flake.Family)
		has(t, doc, "system", r.Flake.System)
		outputs, _ := doc["outputs"].(map[string]any)
		checkTree(t, outputs, r.Outputs)
		delete(doc, "outputs")
		nothing(t, doc)
	})
}

// TestNamesStayDifferentInJSON proves that a byte that is not UTF-8 is written as
// README says, so that no two names become one.
func TestNamesStayDifferentInJSON(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, name := range []string{"\xff", "\xfe", "\xc3", "\ufffd", "a\x80b", "a\x81b", "\xed\xa0\x80", "\xf0\x9f", `\udcff`} {
		var out bytes.Buffer
		if err := (model.Report{Outputs: &model.Tree{Node: model.Node{Name: name}}}).WriteJSON(&out); err != nil {
			t.Fatal(err)
		}
		if other, twice := seen[out.String()]; twice {
			t.Errorf("%q and %q are written alike: %s", name, other, out.String())
		}
		seen[out.String()] = name
		if name == "\xff" && !strings.Contains(out.String(), `"name":"\udcff"`) {
			t.Errorf("%s", out.String())
		}
	}
}

type full struct{}

var errFull = errors.New("the disk is full")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestWritersReportErrors(t *testing.T) {
	t.Parallel()
	r := model.Report{Outputs: &model.Tree{}}
	if err := r.WriteJSON(full{}); !errors.Is(err, errFull) {
		t.Errorf("WriteJSON: %v", err)
	}
	if err := r.WriteText(full{}); !errors.Is(err, errFull) {
		t.Errorf("WriteText: %v", err)
	}
}

// sample is a tree with every kind of line.
func sample(t *testing.T) model.Report {
	t.Helper()
	node := func(path string, k model.Kind, change func(*model.Node)) *model.Tree {
		n := model.Node{Path: parse(t, path), Kind: k, State: model.StateReady}
		if change != nil {
			change(&n)
		}
		return &model.Tree{Node: n}
	}
	value := func(path string, k model.Kind, v model.ValueType, text string) *model.Tree {
		return node(path, k, func(n *model.Node) { n.Value = model.Value{Type: v, Text: text, Size: len(text)} })
	}
	bad := func(path string, s model.State, c model.Cause, message string) *model.Tree {
		return node(path, model.KindPackage, func(n *model.Node) { n.State, n.Problem = s, &model.Problem{Cause: c, Message: message} })
	}
	packages := node("packages.x86_64-linux", model.KindAttrs, nil)
	packages.Children = []*model.Tree{
		node("packages.x86_64-linux.hello", model.KindPackage, func(n *model.Node) {
			n.Name, n.Description = "hello-2.12", "Says hello.\nAnd more."
		}),
		node(`packages.x86_64-linux."foo.bar"`, model.KindPackage, nil),
		node("packages.x86_64-linux.long", model.KindPackage, func(n *model.Node) { n.Name, n.Description = "long-1", "x"+strings.Repeat("ü", 200) }),
		bad("packages.x86_64-linux.throws", model.StateFailed, model.CauseThrow, "no\x1b[31m way\nsecond line"),
		bad("packages.x86_64-linux.type", model.StateFailed, model.CauseType, "expected a set"),
		bad("packages.x86_64-linux.broken", model.StateFailed, model.CauseBroken, "marked"),
		bad("packages.x86_64-linux.unfree", model.StateFailed, model.CauseUnfree, "unfree"),
		bad("packages.x86_64-linux.insecure", model.StateFailed, model.CauseInsecure, "holes"),
		bad("packages.x86_64-linux.elsewhere", model.StateFailed, model.CauseUnsupported, "not here"),
		bad("packages.x86_64-linux.ifd", model.StateIFD, model.CauseIFD, "needs a build"),
		bad("packages.x86_64-linux.loop", model.StateTimeout, model.CauseTimeout, "took longer than its limit"),
		bad("packages.x86_64-linux.stopped", model.StateCancelled, model.CauseCancelled, "cancelled"),
		bad("packages.x86_64-linux.string", model.StateFailed, model.CauseWrongOutput, "is not a derivation"),
	}
	other := node("packages.aarch64-darwin", model.KindAttrs, func(n *model.Node) { n.State = model.StateForeign })
	all := node("packages", model.KindAttrs, nil)
	all.Children = []*model.Tree{other, packages}
	list := node("lib.list", model.KindList, func(n *model.Node) { n.Value = model.Value{Type: model.TypeList, Size: 1000} })
	list.Children = []*model.Tree{value("lib.list.0", model.KindInt, model.TypeInt, "1"), value("lib.list.1", model.KindString, model.TypeString, "two")}
	list.More = 998
	lib := node("lib", model.KindAttrs, nil)
	again := node("lib.again", model.KindAttrs, nil)
	again.Same = lib
	lib.Children = []*model.Tree{
		value("lib.string", model.KindString, model.TypeString, "say \"${hi}\"\n\u202e"),
		node("lib.cut", model.KindString, func(n *model.Node) { n.Value = model.Value{Type: model.TypeString, Text: "begin", Size: 5_000_000} }),
		value("lib.int", model.KindInt, model.TypeInt, "42"), value("lib.float", model.KindFloat, model.TypeFloat, "1.5"),
		value("lib.bool", model.KindBool, model.TypeBool, "true"), value("lib.path", model.KindPath, model.TypePath, "/nix/store/x"),
		node("lib.null", model.KindNull, nil), list, again,
		node("lib.empty", model.KindAttrs, func(n *model.Node) { n.Value.Type = model.TypeSet }),
		node("lib.closed", model.KindAttrs, func(n *model.Node) { n.Value = model.Value{Type: model.TypeSet, Size: 7} }),
		node("lib.f", model.KindFunction, nil),
		node("lib.g", model.KindFunction, func(n *model.Node) { n.Args = []model.Arg{{Name: "lib"}, {Name: "pkgs", Optional: true}} }),
		node(`lib."\n\"${x}"`, model.KindUnknown, func(n *model.Node) { n.State = model.StateUnevaluated }),
	}
	root := &model.Tree{Node: model.Node{Kind: model.KindAttrs, State: model.StateReady}, Children: []*model.Tree{
		lib, node("nixosConfigurations", model.KindAttrs, func(n *model.Node) { n.Value = model.Value{Type: model.TypeSet, Size: 1} }),
		node("overlay", model.KindOverlay, nil), all,
	}}
	return model.Report{Flake: model.Flake{Ref: "path:/tmp/\x1bx", Description: "A sample \u009bflake."}, Outputs: root}
}

func TestWriteTextGolden(t *testing.T) {
	t.Parallel()
	r := sample(t)
	var all bytes.Buffer
	if err := r.WriteText(&all); err != nil {
		t.Fatal(err)
	}
	// One path only: a node, and one that failed.
	for _, n := range []*model.Tree{r.Outputs.Children[3].Children[1], r.Outputs.Children[3].Children[1].Children[0], r.Outputs.Children[3].Children[1].Children[3]} {
		all.WriteString("\n")
		if err := (model.Report{Flake: r.Flake, Outputs: n}).WriteText(&all); err != nil {
			t.Fatal(err)
		}
	}
	golden.RequireEqual(t, all.String())
}

// TestWriteTextIsHarmless proves that each node is one line and no text of a flake acts on the terminal.
func TestWriteTextIsHarmless(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := anyReport().Draw(t, "report")
		var out bytes.Buffer
		if err := r.WriteText(&out); err != nil {
			t.Fatal(err)
		}
		harmless(t, out.String(), true)
		want := lineCount(r.Outputs)
		if len(r.Outputs.Path) == 0 && r.Outputs.State.Bad() {
			want++
		}
		if got := strings.Count(out.String(), "\n"); got != want {
			t.Fatalf("%d lines, want %d:\n%s", got, want, out.String())
		}
	})
}

func lineCount(n *model.Tree) int {
	lines := 1
	for _, c := range n.Children {
		lines += lineCount(c)
	}
	if n.More > 0 {
		lines++
	}
	return lines
}

// TestProblemOf proves that an error's own problem is found wherever it stands.
func TestProblemOf(t *testing.T) {
	t.Parallel()
	p := model.Problem{Cause: model.CauseThrow, Message: "no"}
	if got := model.ProblemOf(errors.Join(errFull, problemError{p})); got != p {
		t.Errorf("%v", got)
	}
	for err, want := range map[error]model.Cause{
		errFull: model.CauseSelf, fmt.Errorf("write /dev/stdout: %w", syscall.ENOSPC): model.CauseDiskFull,
		&fs.PathError{Op: "write", Err: syscall.EPIPE}: model.CauseClosedPipe, syscall.EMFILE: model.CauseTooManyFiles,
		&fs.PathError{Op: "open", Err: syscall.EACCES}: model.CausePermission, syscall.EROFS: model.CausePermission,
		syscall.EDQUOT: model.CauseDiskFull, syscall.ENOMEM: model.CauseOutOfMemory, syscall.EIO: model.CauseSelf,
	} {
		if got := model.ProblemOf(err); got.Cause != want || got.Message != err.Error() {
			t.Errorf("%v: %v, want %s", err, got, want)
		}
	}
}

type problemError struct{ p model.Problem }

func (e problemError) Error() string          { return e.p.Message }
func (e problemError) Problem() model.Problem { return e.p }
