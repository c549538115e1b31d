package nixcli_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"flakewalk/model"
	"flakewalk/model/lock"
	"flakewalk/nixcli"
	"flakewalk/nixcli/nixtest"
)

const minimalLock = `{"nodes":{"root":{}},"root":"root","version":7}`

// TestDecodeLocksMistakes proves that what is wrong with a lock file is said
// with the place.
func TestDecodeLocksMistakes(t *testing.T) {
	t.Parallel()
	in := func(node string) string { return `{"nodes":{"a.b":` + node + `,"root":{}},"root":"root","version":7}` }
	for name, c := range map[string]struct{ lock, want string }{
		"empty":             {"", "it is not JSON: line 1, column 0"},
		"cut off":           {minimalLock[:20], "it is not JSON: line 1, column 20: unexpected end"},
		"no JSON":           {"{\n \"nodes\": x}", "it is not JSON: line 2, column 11: invalid character 'x'"},
		"a merge":           {"{\n<<<<<<< HEAD\n=======\n>>>>>>> x\n}", "line 2 begins a merge conflict"},
		"a list":            {"[]", "its version is nothing"},
		"no version":        {`{"nodes":{"root":{}},"root":"root"}`, "its version is nothing, and flakewalk knows 5 to 7"},
		"a newer version":   {`{"nodes":{"root":{}},"root":"root","version":8}`, "its version is 8"},
		"an older version":  {`{"nodes":{"root":{}},"root":"root","version":4}`, "its version is 4"},
		"a version in text": {`{"nodes":{"root":{}},"root":"root","version":"7"}`, `its version is "7"`},
		"no root":           {`{"nodes":{"root":{}},"version":7}`, "at root there is nothing, and not the key of a node"},
		"another root":      {`{"nodes":{"root":{}},"root":"top","version":7}`, `the root node does not exist: "top"`},
		"no nodes":          {`{"root":"root","version":7}`, "at nodes there is nothing, and not an object"},
		"nodes in a list":   {`{"nodes":[],"root":"root","version":7}`, "at nodes there is [], and not an object"},
		"a node":            {in("3"), `at nodes."a.b" there is 3, and not an object`},
		"locked":            {in(`{"locked":"x"}`), `at nodes."a.b".locked there is "x", and not an object`},
		"an attribute":      {in(`{"original":{"rev":null}}`), `at nodes."a.b".original.rev there is null, and not a text, an integer, true or false`},
		"a list as one":     {in(`{"locked":{"rev":["x"]}}`), `at nodes."a.b".locked.rev there is ["x"]`},
		"a fraction":        {in(`{"locked":{"lastModified":1.5}}`), `at nodes."a.b".locked.lastModified there is 1.5`},
		"flake":             {in(`{"flake":"no"}`), `at nodes."a.b".flake there is "no", and not true or false`},
		"parent":            {in(`{"parent":"x"}`), `at nodes."a.b".parent there is "x"`},
		"inputs":            {in(`{"inputs":[]}`), `at nodes."a.b".inputs there is [], and not an object`},
		"an input":          {in(`{"inputs":{"x y":7}}`), `at nodes."a.b".inputs."x y" there is 7, and not the key of a node or a list of input names`},
		"a step":            {in(`{"inputs":{"x":["a",7]}}`), `at nodes."a.b".inputs.x[1] there is 7, and not the name of an input`},
		"a long mistake":    {in(`{"flake":"` + strings.Repeat("x", 999) + `"}`), `there is "` + strings.Repeat("x", 39) + `..., and not`},
		"many attributes":   {in(`{"locked":{` + strings.Repeat(`"a":1,`, 3) + manyKeys(70) + `}}`), "larger than any lock file"},
		"a long path":       {in(`{"inputs":{"x":[` + strings.Repeat(`"a",`, 1_000_000) + `"a"]}}`), "larger than any lock file"},
		"deep":              {strings.Repeat("[", 1_000_000), "nests deeper than any lock file"},
		"deep in a place":   {in(`{"locked":{"x":` + strings.Repeat("[", 50) + strings.Repeat("]", 50) + `}}`), "nests deeper"},
	} {
		g, err := nixcli.DecodeLocks([]byte(c.lock))
		if err == nil || !strings.Contains(err.Error(), c.want) || g != nil {
			t.Errorf("%s: %v, want %q", name, err, c.want)
			continue
		}
		if p := model.ProblemOf(err); p.Cause != model.CauseLock {
			t.Errorf("%s: cause %s", name, p.Cause)
		}
	}
}

// manyKeys are the inside of an object with so many keys.
func manyKeys(n int) string {
	keys := make([]string, n)
	for i := range keys {
		keys[i] = fmt.Sprintf(`"k%d":1`, i)
	}
	return strings.Join(keys, ",")
}

// TestDecodeLocksBounds proves that there is an end to the nodes and edges.
func TestDecodeLocksBounds(t *testing.T) {
	t.Parallel()
	nodes := `{"nodes":{` + strings.ReplaceAll(manyKeys(50_001), ":1", ":{}") + `},"root":"k0","version":7}`
	if _, err := nixcli.DecodeLocks([]byte(nodes)); err == nil || !strings.Contains(err.Error(), "larger") {
		t.Errorf("nodes: %v", err)
	}
	edges := `{"nodes":{"root":{"inputs":{` + strings.ReplaceAll(manyKeys(100_001), ":1", `:[]`) + `}}},"root":"root","version":7}`
	if _, err := nixcli.DecodeLocks([]byte(edges)); err == nil || !strings.Contains(err.Error(), "larger") {
		t.Errorf("edges: %v", err)
	}
	levels := `{"nodes":{"k":{"inputs":{"a":"k200"}}`
	for i := range 201 {
		levels += fmt.Sprintf(`,"k%d":{"inputs":{"a":"k%d"}}`, i, i-1)
	}
	if _, err := nixcli.DecodeLocks([]byte(levels + `,"k-1":{}},"root":"k","version":7}`)); err == nil || !strings.Contains(err.Error(), "larger") {
		t.Errorf("levels: %v", err)
	}
	if _, err := nixcli.DecodeLocks(make([]byte, 65<<20)); err == nil || !strings.Contains(err.Error(), "larger") {
		t.Errorf("bytes: %v", err)
	}
}

func TestDecodeLocks(t *testing.T) {
	t.Parallel()
	g, err := nixcli.DecodeLocks([]byte(`{
  "version": 6, "root": "\u0072oot",
  "nodes": {
    "a": {
      "info": {"lastModified": 1600000000, "narHash": "sha256-x"},
      "locked": {"type": "git", "url": "https://h/a", "rev": "abc", "submodules": true, "revCount": 7},
      "original": {"type": "indirect", "id": "a"},
      "inputs": {"x.y": ["b", "c"], "me": [], "twice": "nobody", "twice": "b"}
    },
    "b": {"flake": false, "locked": {"type": "path", "path": "./b"}, "original": {"type": "path", "path": "./b"}, "parent": ["a"], "new": {"key": []}},
    "root": {"inputs": {"a": "a", "a/b": "b"}}
  }
}`))
	if err != nil {
		t.Fatal(err)
	}
	a, _ := g.Node("a")
	b, _ := g.Node("b")
	if g.Version() != 6 || g.Len() != 3 || g.Root() != "root" {
		t.Errorf("version %d, %d nodes, root %q", g.Version(), g.Len(), g.Root())
	}
	if a.LastModified().Unix() != 1600000000 || a.Locked.Get("narHash") != "sha256-x" || a.Locked.Get("submodules") != "true" || a.Original.Type() != "indirect" || !a.Flake || a.Parent != nil {
		t.Errorf("a: %+v", a)
	}
	if b.Flake || len(b.Parent) != 1 || b.Original.Get("path") != "./b" {
		t.Errorf("b: %+v", b)
	}
	if x, _ := g.Input("a", "x.y"); len(x.Follows) != 2 || x.Problem != lock.EdgeFollowsNobody {
		t.Errorf("x.y: %+v", x)
	}
	if me, _ := g.Input("a", "me"); me.Follows == nil || me.To != "root" {
		t.Errorf("me: %+v", me)
	}
	if twice, _ := g.Input("a", "twice"); twice.To != "b" || len(a.Inputs) != 3 {
		t.Errorf("twice: %+v of %d", twice, len(a.Inputs))
	}
}

// soundLocks are lock files in which everything leads somewhere: our own of every
// version and kind of input, and those of public projects where they are at hand.
func soundLocks(t testing.TB) []string {
	t.Helper()
	own, err := filepath.Glob(filepath.Join("testdata", "locks", "*.lock"))
	if err != nil || len(own) == 0 {
		t.Fatal(own, err)
	}
	public, err := filepath.Glob(filepath.Join("..", "..", "shared", "data", "locks", "*.lock"))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d lock files of our own, %d of public projects", len(own), len(public))
	return append(own, public...)
}

// TestSoundLocks proves that sound lock files are read as they stand: every node
// with all of its attributes and inputs, nothing that leads nowhere, and everything
// brought along by something.
func TestSoundLocks(t *testing.T) {
	t.Parallel()
	for _, file := range soundLocks(t) {
		text := nixtest.Read(t, file)
		g, err := nixcli.DecodeLocks([]byte(text))
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		sameAsLock(t, file, g, []byte(text))
		for _, n := range g.Nodes() {
			if _, ok := g.Home(n.Key); !ok {
				t.Errorf("%s: nothing leads to %s", file, n.Key)
			}
			for _, e := range n.Inputs {
				if e.Problem != lock.EdgeFine {
					t.Errorf("%s: %s of %s leads nowhere", file, e.Input, n.Key)
				}
			}
		}
	}
}

// lockJSON is a lock file as encoding/json reads it.
type lockJSON struct {
	Nodes map[string]struct {
		Inputs           map[string]any
		Locked, Original map[string]any
		Info             map[string]any // of versions 5 and 6: more of what is locked
		Flake            *bool
		Parent           []string
	}
	Root    string
	Version int
}

// sameAsLock compares a graph with the JSON it was read from, by another reader.
func sameAsLock(t testing.TB, name string, g *lock.Graph, text []byte) {
	t.Helper()
	var file lockJSON
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if g.Len() != len(file.Nodes) || g.Root() != file.Root || g.Version() != file.Version {
		t.Errorf("%s: %d nodes, want %d", name, g.Len(), len(file.Nodes))
	}
	for key, want := range file.Nodes {
		if want.Locked != nil {
			maps.Copy(want.Locked, want.Info)
		}
		n, ok := g.Node(key)
		if !ok || n.Flake != (want.Flake == nil || *want.Flake) || len(n.Inputs) != len(want.Inputs) || fmt.Sprint(n.Parent) != fmt.Sprint(want.Parent) {
			t.Errorf("%s: %s is %+v, want %+v", name, key, n, want)
		}
		for _, side := range []struct {
			is   lock.Ref
			want map[string]any
		}{{n.Locked, want.Locked}, {n.Original, want.Original}} {
			if len(side.is) != len(side.want) {
				t.Errorf("%s: %s: %v, want %v", name, key, side.is, side.want)
			}
			for k, v := range side.want {
				if f, number := v.(float64); number {
					v = int64(f)
				}
				if side.is.Get(k) != fmt.Sprint(v) {
					t.Errorf("%s: %s: %s is %q, want %v", name, key, k, side.is.Get(k), v)
				}
			}
		}
		for input, to := range want.Inputs {
			e, ok := g.Input(key, input)
			if list, follows := to.([]any); follows && fmt.Sprint(e.Follows) != fmt.Sprint(list) || !follows && e.To != to || !ok {
				t.Errorf("%s: %s of %s is %+v, want %v", name, input, key, e, to)
			}
		}
	}
}

// TestLocksAsNixReadsThem proves that nix's own reading of a lock file is
// ours, for those that it can read without fetching what they name: it is given
// the lock file with a flake.nix that declares the same inputs.
func TestLocksAsNixReadsThem(t *testing.T) {
	t.Parallel()
	files := soundLocks(t)
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		read := 0
		for _, file := range files {
			text := nixtest.Read(t, file)
			g, err := nixcli.DecodeLocks([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			dir := nixtest.TempDir(t)
			nixtest.Write(t, filepath.Join(dir, "flake.lock"), text)
			nixtest.Write(t, filepath.Join(dir, "flake.nix"), declaring(g))
			out, errs, code := n.Run(t, "flake", "metadata", "--json", "--no-write-lock-file", "path:"+dir)
			if code != 0 {
				t.Logf("%s cannot be read offline: %s", filepath.Base(file), model.FirstLine(errs))
				continue
			}
			read++
			var printed struct{ Locks json.RawMessage }
			if err := json.Unmarshal([]byte(out), &printed); err != nil {
				t.Fatal(err)
			}
			theirs, err := nixcli.DecodeLocks(printed.Locks)
			if err != nil {
				t.Fatal(err)
			}
			if diff := lock.Compare(g, theirs); len(diff) > 0 {
				t.Errorf("%s: nix sees %d inputs otherwise, such as %v", file, len(diff), diff[0].Path)
			}
			if theirs.Len() != g.With().Len() {
				t.Errorf("%s: nix has %d nodes, we have %d", file, theirs.Len(), g.With().Len())
			}
		}
		if read == 0 {
			t.Error("nix could read none of them")
		}
		t.Logf("nix read %d of %d", read, len(files))
	})
}

// declaring is a flake.nix that declares the inputs of a lock file's root, so
// that nix finds nothing to update.
func declaring(g *lock.Graph) string {
	var b strings.Builder
	b.WriteString("{\n")
	root, _ := g.Node(g.Root())
	for _, e := range root.Inputs {
		name := "  inputs." + model.Attr(e.Input).String()
		if !e.Direct() {
			b.WriteString(name + ".follows = " + model.QuoteNix(strings.Join(e.Follows, "/")) + ";\n")
			continue
		}
		n, _ := g.Node(e.To)
		for _, a := range n.Original {
			value := a.Text
			if a.Type == model.TypeString {
				value = model.QuoteNix(value)
			}
			b.WriteString(name + "." + a.Name + " = " + value + ";\n")
		}
		if !n.Flake {
			b.WriteString(name + ".flake = false;\n")
		}
		for _, sub := range n.Inputs { // what the flake itself overrides
			if !sub.Direct() && (len(sub.Follows) == 0 || sub.Follows[0] != e.Input) {
				b.WriteString(name + ".inputs." + model.Attr(sub.Input).String() + ".follows = " + model.QuoteNix(strings.Join(sub.Follows, "/")) + ";\n")
			}
		}
	}
	b.WriteString("  outputs = _: { };\n}\n")
	return b.String()
}

// FuzzDecodeLocks proves that any bytes are read or refused, and that what was
// read can be asked everything.
func FuzzDecodeLocks(f *testing.F) {
	f.Add([]byte(minimalLock))
	f.Add([]byte(`{"nodes":{"a":{"locked":{"type":"github","owner":"o","repo":"r","rev":"1"},"inputs":{"b":["c"],"x":[]}},"root":{"inputs":{"a":"a","c":["a","b"],"d":"a"}}},"root":"root","version":7}`))
	for _, name := range nixtest.Names(f) {
		if text, err := os.ReadFile(filepath.Join("nixtest", "corpus", name, "flake.lock")); err == nil { //nolint:gosec // of the corpus
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		g, err := nixcli.DecodeLocks(text)
		if err != nil {
			if g != nil || model.ProblemOf(err).Cause != model.CauseLock {
				t.Errorf("%v, %v", g, err)
			}
			return
		}
		g.Findings(lock.FindingOptions{OlderThan: 1})
		for _, d := range g.Duplicates(lock.DuplicateOptions{}) {
			if gone, _ := g.Vanishing(d.Changes...); len(gone) != d.Saves {
				t.Errorf("%v: %d gone", d, len(gone))
			}
		}
		for _, n := range g.Nodes() {
			for _, p := range g.Paths(n.Key, 5).Paths {
				if at, ok := g.At(p.Names()); !ok || at.Key != n.Key {
					t.Errorf("%v does not lead to %s", p.Names(), n.Key)
				}
			}
			for _, e := range n.Inputs {
				if c := g.Chain(e.Follows); e.Follows != nil && c.To != e.To {
					t.Errorf("%v leads to %q, not to %q", e.Follows, c.To, e.To)
				}
			}
		}
	})
}

// hostileLocks are large lock files, each in another way that would be costly
// where work grows with the square of the size.
func hostileLocks() map[string]string {
	lock := func(root string, node func(i int) string, n int) string {
		var b strings.Builder
		b.WriteString(`{"version":7,"root":"root","nodes":{"root":` + root)
		for i := range n {
			fmt.Fprintf(&b, `,"n%d":%s`, i, node(i))
		}
		return b.String() + "}}"
	}
	inputs := func(n int, to func(i int) string) string {
		all := make([]string, n)
		for i := range all {
			all[i] = fmt.Sprintf(`"i%d":%s`, i, to(i))
		}
		return `"inputs":{` + strings.Join(all, ",") + `}`
	}
	node := func(i int) string { return fmt.Sprintf(`"n%d"`, i) }
	source := `"locked":{"type":"github","owner":"o","repo":"r","rev":"%d","lastModified":1600000000},"original":{"type":"github","owner":"o","repo":"r"}`
	same := func(i int) string { return "{" + fmt.Sprintf(source, i) + "}" }
	return map[string]string{
		"all of one source": lock("{"+inputs(4_000, node)+"}", same, 4_000),
		"all of one source, deeper": lock(`{"inputs":{"a":"n0"}}`, func(i int) string {
			if i == 0 {
				return `{` + inputs(3_999, func(i int) string { return node(i + 1) }) + `,"locked":{"type":"path","path":"/a"}}`
			}
			return same(i)
		}, 4_000),
		"one follows the other": lock(`{"inputs":{"a":"n0"}}`, func(int) string {
			return "{" + inputs(10_000, func(i int) string { return fmt.Sprintf(`["a","i%d"]`, i+1) }) + "}"
		}, 1),
		"all follow through twins": lock(`{"inputs":{"a":"n0","b":"n1"}}`, func(i int) string {
			if i > 1 {
				return "{" + fmt.Sprintf(source, i) + `,"inputs":{"x":"n1"}}`
			}
			return "{" + inputs(1_500, func(j int) string {
				if j < 500 {
					return node(2 + 500*i + j)
				}
				return fmt.Sprintf(`["a","i%d","x"]`, j%500)
			}) + "}"
		}, 1_002),
		"many pairs": lock("{"+inputs(2, func(i int) string { return node(4_000 + i) })+"}", func(i int) string {
			if i < 4_000 {
				return fmt.Sprintf(`{"locked":{"type":"github","owner":"o","repo":"r%d","rev":"%d"}}`, i/2, i)
			}
			return "{" + inputs(2_000, func(j int) string { return node(2*j + i - 4_000) }) + "}"
		}, 4_002),
		"a ladder": lock(`{"inputs":{"a":"n0"}}`, func(i int) string {
			if i == 598 {
				return "{}"
			}
			return fmt.Sprintf(`{"inputs":{"l":"n%d","r":"n%d","up":["a"],"s":["a","l"]},`+source+`}`, i+1, min(598, i+4), i)
		}, 599),
	}
}

// TestHostileLocks proves that large lock files can be asked everything within
// the time of a test.
func TestHostileLocks(t *testing.T) {
	t.Parallel()
	for name, text := range hostileLocks() {
		began := time.Now()
		g, err := nixcli.DecodeLocks([]byte(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		r := lock.Report{Ref: name, Graph: g, Now: time.Unix(1800000000, 0)}
		r.Findings = g.Findings(lock.FindingOptions{Now: r.Now, OlderThan: 30})
		r.Duplicates = g.Duplicates(lock.DuplicateOptions{})
		for _, n := range g.Nodes()[max(0, g.Len()-20):] {
			g.Paths(n.Key, 100)
			g.TopLevel(n.Key)
		}
		r.Diff, r.Compared = lock.Compare(g, g), true
		for _, write := range []func(io.Writer) error{r.WriteTree, r.WriteList, r.WriteJSON, r.WriteDOT, r.WriteMermaid, r.WriteDuplicates} {
			if err := write(io.Discard); err != nil {
				t.Error(err)
			}
		}
		t.Logf("%s: %d nodes, %d findings, %d duplicates in %v", name, g.Len(), len(r.Findings), len(r.Duplicates), time.Since(began))
	}
}

// BenchmarkDecodeLocks reads a lock file of 2,000 nodes and 8,000 edges.
func BenchmarkDecodeLocks(b *testing.B) {
	var text strings.Builder
	text.WriteString(`{"version":7,"root":"root","nodes":{"root":{"inputs":{"n0":"n0"`)
	for i := 1; i < 400; i++ {
		fmt.Fprintf(&text, `,"n%d":"n%d"`, i, i)
	}
	text.WriteString("}}")
	for i := range 2000 {
		fmt.Fprintf(&text, `,"n%d":{"locked":{"type":"github","owner":"owner","repo":"repo%d","rev":"0123456789012345678901234567890123456789","narHash":"sha256-0123456789012345678901234567890123456789012=","lastModified":%d},"original":{"type":"github","owner":"owner","repo":"repo%d"},"inputs":{"a":["n%d"],"b":["n%d","a"],"c":["n%d","b"]`, i, i%100, 1600000000+i, i%100, i%400, i%400/2, i%400/3)
		if i < 1600 {
			fmt.Fprintf(&text, `,"d":"n%d"`, i+400)
		}
		text.WriteString("}}")
	}
	text.WriteString("}}")
	lock := []byte(text.String())
	b.SetBytes(int64(len(lock)))
	for b.Loop() {
		if _, err := nixcli.DecodeLocks(lock); err != nil {
			b.Fatal(err)
		}
	}
}
