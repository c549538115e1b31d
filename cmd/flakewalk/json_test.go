package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"flakewalk/model"
)

// document is the JSON of `flakewalk show`.
type document struct {
	Schema int `json:"schema"`
	Flake  struct {
		Ref          string `json:"ref"`
		URL          string `json:"url"`
		Description  string `json:"description"`
		Revision     string `json:"revision"`
		LastModified int64  `json:"lastModified"`
		Path         string `json:"path"`
	} `json:"flake"`
	Nix     string      `json:"nix"`
	System  string      `json:"system"`
	Outputs outputsNode `json:"outputs"`
}

// outputsNode is NODE of the schema.
type outputsNode struct {
	Path        []any          `json:"path"`
	Kind        string         `json:"kind"`
	State       string         `json:"state"`
	Name        string         `json:"name"`
	Version     string         `json:"version"`
	Description string         `json:"description"`
	Program     string         `json:"program"`
	Type        string         `json:"type"`
	Value       any            `json:"value"`
	Args        []string       `json:"args"`
	Error       *nodeError     `json:"error"`
	Children    []*outputsNode `json:"children"`
	More        int            `json:"more"`
	SameAs      []string       `json:"sameAs"`

	path model.AttrPath
}

type nodeError struct {
	Cause   string `json:"cause"`
	Message string `json:"message"`
	Trace   string `json:"trace"`
}

// keepLone replaces the lone surrogates, which stand for bytes that are not UTF-8
// and of which encoding/json makes U+FFFD, by private characters \uF7xx.
func keepLone(text string) string {
	lone := regexp.MustCompile(`\\\\|\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|\\udc[89a-f][0-9a-f]`)
	return lone.ReplaceAllStringFunc(text, func(s string) string {
		if strings.HasPrefix(s, `\udc`) {
			return `\uf7` + s[4:]
		}
		return s
	})
}

// parseJSON reads a document and fails if it is not per the schema.
func parseJSON(t testing.TB, text string) *document {
	t.Helper()
	if strings.Count(text, "\n") != 1 || !strings.HasSuffix(text, "}\n") {
		t.Errorf("not one line: %.100q", text)
	}
	if bad := controls(text); bad != "" {
		t.Errorf("control characters in JSON: %q", bad)
	}
	text = keepLone(text)
	d := &document{}
	dec := json.NewDecoder(strings.NewReader(text))
	dec.DisallowUnknownFields()
	dec.UseNumber()
	if err := dec.Decode(d); err != nil {
		t.Fatalf("not per the schema: %v\n%.2000s", err, text)
	}
	if d.Schema != 1 || d.Flake.Ref == "" || d.Flake.URL == "" || d.Nix == "" || !model.IsSystem(d.System) {
		t.Errorf("head of the document: %+v", d.Flake)
	}
	if strings.Contains(text, `:"",`) && !strings.Contains(text, `"value":""`) && !strings.Contains(text, `"message":""`) {
		t.Errorf("a key that has nothing to say: %.2000s", text)
	}
	d.Outputs.check(t)
	return d
}

// bytesOf turns what parseJSON made of lone surrogates back into bytes.
func bytesOf(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= 0xf780 && r <= 0xf7ff {
			b.WriteByte(byte(r & 0xff))
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// kinds and states are the words of the schema.
func kinds() []string {
	return strings.Fields(`attrs package app devShell check formatter bundler hydraJob nixosConfiguration homeConfiguration
		darwinConfiguration module overlay template function option string int float bool path list null unknown`)
}

func states() []string {
	return strings.Fields("ready failed ifd foreign unevaluated timeout cancelled")
}

// check looks at a node and all below it: known words, paths that follow from
// the parent's, an error exactly where the state says so, values of their kind,
// and children in order.
func (n *outputsNode) check(t testing.TB) {
	t.Helper()
	n.path = pathOf(t, n.Path)
	if !slices.Contains(kinds(), n.Kind) || !slices.Contains(states(), n.State) {
		t.Errorf("%s: kind %q, state %q", n.path, n.Kind, n.State)
	}
	bad := slices.Contains([]string{"failed", "ifd", "timeout", "cancelled"}, n.State)
	if bad != (n.Error != nil) && n.State != "ready" {
		t.Errorf("%s: state %s, error %+v", n.path, n.State, n.Error)
	}
	if n.Error != nil && (n.Error.Cause == "" || n.Error.Message == "" && n.Error.Trace == "") {
		t.Errorf("%s: error %+v", n.path, n.Error)
	}
	if !bad && n.Error == nil && n.State == "ready" {
		n.checkValue(t)
	}
	n.checkChildren(t)
}

func (n *outputsNode) checkValue(t testing.TB) {
	t.Helper()
	ok := true
	switch n.Kind {
	case "string", "path":
		_, ok = n.Value.(string)
	case "int":
		_, ok = n.Value.(json.Number)
	case "bool":
		_, ok = n.Value.(bool)
	case "attrs", "list", "null", "function", "package":
		ok = n.Value == nil
	}
	if !ok {
		t.Errorf("%s: kind %s, value %v", n.path, n.Kind, n.Value)
	}
}

func (n *outputsNode) checkChildren(t testing.TB) {
	t.Helper()
	last := ""
	for i, c := range n.Children {
		c.check(t)
		if len(c.path) != len(n.path)+1 || !c.path.HasPrefix(n.path) {
			t.Errorf("%s: a child at %s", n.path, c.path)
			continue
		}
		step := c.path.Last()
		switch {
		case step.Elem && step.Index != i, step.Elem != n.Children[0].path.Last().Elem:
			t.Errorf("%s: element %d is at %v", n.path, i, step)
		case !step.Elem && i > 0 && step.Name <= last:
			t.Errorf("%s: %q comes after %q", n.path, step.Name, last)
		}
		last = step.Name
	}
}

// pathOf reads a path: numbers are elements of lists.
func pathOf(t testing.TB, steps []any) model.AttrPath {
	t.Helper()
	p := model.AttrPath{}
	for _, s := range steps {
		switch s := s.(type) {
		case string:
			p = p.Child(model.Attr(bytesOf(s)))
		case json.Number:
			i, err := s.Int64()
			if err != nil {
				t.Errorf("element %s: %v", s, err)
			}
			p = p.Child(model.Elem(int(i)))
		default:
			t.Errorf("a step of a path is %T", s)
		}
	}
	return p
}

// all are the nodes of a document by the key of their path.
func (d *document) all() map[string]*outputsNode {
	nodes := map[string]*outputsNode{}
	var add func(n *outputsNode)
	add = func(n *outputsNode) {
		nodes[n.path.Key()] = n
		for _, c := range n.Children {
			add(c)
		}
	}
	add(&d.Outputs)
	return nodes
}

// at is the node at a path; the test ends where there is none.
func (d *document) at(t testing.TB, steps ...string) *outputsNode {
	t.Helper()
	n := d.all()[model.Path(steps...).Key()]
	if n == nil {
		t.Fatalf("no node %q", steps)
	}
	return n
}

// names are the names of the children of a node.
func (n *outputsNode) names() []string {
	names := make([]string, len(n.Children))
	for i, c := range n.Children {
		names[i] = c.path.Last().String()
	}
	return names
}

// TestSchemaWords proves that the words of the schema are those of the model.
func TestSchemaWords(t *testing.T) {
	t.Parallel()
	var have []string
	for k := model.KindUnknown; k <= model.KindNull; k++ {
		have = append(have, k.String())
	}
	for s := model.StateUnevaluated; s <= model.StateCancelled; s++ {
		have = append(have, s.String())
	}
	want := append(kinds(), states()...)
	slices.Sort(have)
	slices.Sort(want)
	if !slices.Equal(have, want) {
		t.Errorf("model has\n%v, the schema\n%v", have, want)
	}
}

// TestJSONChecker proves that what the other tests look with sees mistakes.
func TestJSONChecker(t *testing.T) {
	t.Parallel()
	head := `{"schema":1,"flake":{"ref":".","url":"path:/x"},"nix":"2.34.8","system":"x86_64-linux","outputs":`
	node := func(path, rest string) string {
		return `{"path":` + path + `,"kind":"attrs","state":"ready"` + rest + `}`
	}
	for name, outputs := range map[string]string{
		"kind":   `{"path":[],"kind":"thing","state":"ready"}`,
		"state":  `{"path":[],"kind":"attrs","state":"fine"}`,
		"error":  `{"path":[],"kind":"attrs","state":"failed"}`,
		"value":  `{"path":[],"kind":"int","state":"ready","value":"1"}`,
		"order":  node("[]", `,"children":[`+node(`["b"]`, "")+","+node(`["a"]`, "")+"]"),
		"twice":  node("[]", `,"children":[`+node(`["b"]`, "")+","+node(`["b"]`, "")+"]"),
		"parent": node("[]", `,"children":[`+node(`["b","c"]`, "")+"]"),
		"number": node("[]", `,"children":[`+node(`[1]`, "")+"]"),
		"empty":  node("[]", `,"name":"","version":"1"`),
	} {
		spy := &spy{TB: t}
		parseJSON(spy, head+outputs+"}\n")
		if !spy.failed {
			t.Errorf("%s: no mistake seen in %s", name, outputs)
		}
	}
	names := `{"a\udcbcb":1,"\\udcbc":2,"ü":3,"\udb40\udc81":4}`
	got := map[string]any{}
	err := json.Unmarshal([]byte(keepLone(names)), &got)
	keys := make([]string, 0, len(got))
	for _, k := range slices.Sorted(maps.Keys(got)) {
		keys = append(keys, bytesOf(k))
	}
	if want := []string{`\udcbc`, "a\xbcb", "ü", "\U000e0081"}; err != nil || !slices.Equal(keys, want) {
		t.Errorf("%q, %v, want %q", keys, err, want)
	}
}

// spy is a test that only notes that it failed.
type spy struct {
	testing.TB
	failed bool
}

func (s *spy) Helper()               { s.TB.Helper() }
func (s *spy) Errorf(string, ...any) { s.failed = true }
func (s *spy) Error(...any)          { s.failed = true }
func (s *spy) Fatalf(f string, a ...any) {
	s.TB.Fatalf("the checker gave up: %s", fmt.Sprintf(f, a...))
}
