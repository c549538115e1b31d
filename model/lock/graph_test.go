package lock_test

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"flakewalk/model"
	"flakewalk/model/lock"
)

// clock is the time of the tests.
func clock() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }

// lockGraph makes a graph of lines such as
//
//	a github:x/a ref=main rev=2 age=10 : nixpkgs=nixpkgs_2 utils>b/utils self>
//
// key, source, attributes, and after a colon the inputs: = leads to a node, >
// follows a path. The age is in days; "raw" leaves out what pins the content.
func lockGraph(t testing.TB, text string) *lock.Graph {
	t.Helper()
	var nodes []lock.Node
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		head, inputs, _ := strings.Cut(line, " :")
		words := strings.Fields(head)
		n := lock.Node{Key: words[0], Flake: true}
		for _, w := range strings.Fields(inputs) {
			if at := strings.IndexAny(w, "=>"); w[at] == '=' {
				n.Inputs = append(n.Inputs, lock.Edge{Input: w[:at], To: w[at+1:]})
			} else {
				path := strings.FieldsFunc(w[at+1:], func(r rune) bool { return r == '/' })
				n.Inputs = append(n.Inputs, lock.Edge{Input: w[:at], Follows: append([]string{}, path...)})
			}
		}
		if len(words) > 1 {
			describe(&n, words[1:])
		}
		nodes = append(nodes, n)
	}
	g, err := lock.NewGraph(7, "root", nodes)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// describe reads the source and the attributes of a node.
func describe(n *lock.Node, words []string) {
	set := func(r *lock.Ref, name, text string) {
		*r = append(*r, lock.Attr{Name: name, Type: model.TypeString, Text: text})
	}
	kind, rest, _ := strings.Cut(words[0], ":")
	both := func(name, text string) { set(&n.Original, name, text); set(&n.Locked, name, text) }
	both("type", kind)
	switch kind {
	case "github", "gitlab":
		owner, repo, _ := strings.Cut(rest, "/")
		both("owner", owner)
		both("repo", repo)
	case "path":
		both("path", rest)
	case "indirect":
		set(&n.Original, "id", rest)
	default:
		both("url", rest)
	}
	for _, w := range words[1:] {
		name, value, _ := strings.Cut(w, "=")
		switch name {
		case "ref", "dir":
			set(&n.Original, name, value)
			if name == "dir" {
				set(&n.Locked, name, value)
			}
		case "age":
			days, _ := strconv.Atoi(value)
			when := clock().AddDate(0, 0, -days)
			n.Locked = append(n.Locked, lock.Attr{Name: "lastModified", Type: model.TypeInt, Text: strconv.FormatInt(when.Unix(), 10)})
		case "parent":
			n.Parent = append([]string{}, strings.FieldsFunc(value, func(r rune) bool { return r == '/' })...)
		case "source":
			n.Flake = false
		case "unlocked":
			n.Locked = nil
		default:
			set(&n.Locked, name, value)
		}
	}
}

// small is a lock file with some of everything.
const small = `
root : nixpkgs=nixpkgs a=a b=b alias>b/c me>
nixpkgs github:NixOS/nixpkgs ref=unstable rev=1111111111 age=10 :
nixpkgs_2 github:nixos/nixpkgs ref=stable rev=2222222222 age=400 :
a github:x/a rev=aaaaaaaaaa age=40 : nixpkgs>nixpkgs utils=utils
b github:x/b rev=bbbbbbbbbb age=3 : nixpkgs=nixpkgs_2 c=c utils>a/utils
c github:x/c rev=cccccccccc : utils>b/utils nixpkgs>b/nixpkgs up>b
utils github:numtide/flake-utils rev=dddddddddd age=800 source : 
`

func TestInputGraphFacts(t *testing.T) {
	t.Parallel()
	g := lockGraph(t, small)
	if g.Len() != 7 || g.Root() != "root" || g.Version() != 7 {
		t.Errorf("%d nodes, root %q, version %d", g.Len(), g.Root(), g.Version())
	}
	for key, want := range map[string]struct {
		home  string
		depth int
		users string
		top   string
	}{
		"root":      {lock.PathText(nil), 0, "root", ""},
		"nixpkgs":   {"nixpkgs", 1, "root a", "nixpkgs"},
		"nixpkgs_2": {"b/nixpkgs", 2, "b c", "b"},
		"a":         {"a", 1, "root", "a"},
		"b":         {"b", 1, "root c", "b"},
		"c":         {"b/c", 1, "root b", "b"},
		"utils":     {"a/utils", 2, "a b c", "a"},
	} {
		home, ok := g.Home(key)
		if !ok || lock.PathText(home) != want.home || g.Depth(key) != want.depth ||
			strings.Join(g.Users(key), " ") != want.users || strings.Join(g.TopLevel(key), " ") != want.top {
			t.Errorf("%s: home %v, depth %d, users %v, top %v; want %+v", key, home, g.Depth(key), g.Users(key), g.TopLevel(key), want)
		}
	}
	if _, ok := g.Home("nobody"); ok || g.Depth("nobody") != -1 || g.Users("nobody") != nil || g.TopLevel("nobody") != nil {
		t.Error("a node that does not exist has facts")
	}
}

func TestInputSummary(t *testing.T) {
	t.Parallel()
	s := lockGraph(t, small+"far github:y/far rev=1 age=9000 :\n").Summary()
	if s.Inputs != 5 || s.Nodes != 6 || strings.Join(s.Owners, " ") != "github:nixos github:numtide github:x" || s.Oldest.Key != "utils" || s.Newest.Key != "b" {
		t.Errorf("%+v, oldest %+v, newest %+v", s, s.Oldest, s.Newest)
	}
	if s := lockGraph(t, "root : a=a\na github:x/a rev=1 :\n").Summary(); s.Oldest != nil || s.Newest != nil || s.Nodes != 1 {
		t.Errorf("without dates: %+v", s)
	}
}

func TestInputGraphErrors(t *testing.T) {
	t.Parallel()
	if _, err := lock.NewGraph(7, "top", []lock.Node{{Key: "root"}}); !errors.Is(err, lock.ErrNoRoot) || !strings.Contains(err.Error(), `"top"`) {
		t.Errorf("no root: %v", err)
	}
	if _, err := lock.NewGraph(7, "root", []lock.Node{{Key: "root"}, {Key: "root"}}); !errors.Is(err, lock.ErrTwice) {
		t.Errorf("twice: %v", err)
	}
}

// TestInputGraphKeepsItsNodes proves that the caller's nodes are not changed.
func TestInputGraphKeepsItsNodes(t *testing.T) {
	t.Parallel()
	nodes := []lock.Node{{Key: "a"}, {Key: "root", Inputs: []lock.Edge{{Input: "x", Follows: []string{"a"}}, {Input: "a", To: "a"}}}}
	if _, err := lock.NewGraph(7, "root", nodes); err != nil {
		t.Fatal(err)
	}
	if nodes[0].Key != "a" || nodes[1].Inputs[0].To != "" || nodes[1].Inputs[0].From != "" {
		t.Errorf("changed: %+v", nodes)
	}
}

// hops writes a chain in one line: the places, with what is followed at each.
func hops(c lock.Chain) string {
	var words []string
	for _, h := range c.Hops {
		w := strings.Repeat(" ", h.Level) + strings.Join(h.At, "/")
		if !h.Edge.Direct() {
			w += ">" + strings.Join(h.Edge.Follows, "/") + "(" + strings.Join(h.Declared, "/")
			if h.Overrides {
				w += "!"
			}
			w += ")"
		}
		words = append(words, w)
	}
	return strings.Join(words, ", ")
}

func TestFollowsChain(t *testing.T) {
	t.Parallel()
	g := lockGraph(t, small+`
x github:x/x rev=x : p=y q>x/p deep>x/q/z
y github:x/y rev=y : z=z
z github:x/z rev=z :
`)
	g = g.With() // without x, y, z: nothing leads there
	if g.Len() != 7 {
		t.Fatalf("%d nodes", g.Len())
	}
	for path, want := range map[string]struct{ hops, to, home string }{
		"nixpkgs":     {"nixpkgs", "nixpkgs", "nixpkgs"},
		"a/nixpkgs":   {"a, a/nixpkgs>nixpkgs(!),  nixpkgs", "nixpkgs", "nixpkgs"},
		"alias":       {"alias>b/c(),  b,  b/c", "c", "b/c"},
		"alias/utils": {"alias>b/c(),  b,  b/c, b/c/utils>b/utils(b!),  b,  b/utils>a/utils(!),   a,   a/utils", "utils", "a/utils"},
		"b/c/up/c":    {"b, b/c, b/c/up>b(b!),  b, b/c", "c", "b/c"},
		"me":          {"me>()", "root", ""},
		"me/me/a":     {"me>(), me>(), a", "a", "a"},
	} {
		c := g.Chain(strings.Split(path, "/"))
		if hops(c) != want.hops || c.To != want.to || strings.Join(c.Home, "/") != want.home || c.Problem != "" || c.Unknown || c.Cut {
			t.Errorf("%s: %s to %s at %v %q; want %+v", path, hops(c), c.To, c.Home, c.Problem, want)
		}
	}
	var said strings.Builder
	for _, path := range []string{"nope", "b/c/x", "nixpkgs/libs"} {
		c := g.Chain(strings.Split(path, "/"))
		if c.Problem == "" || !c.Unknown || c.To != "" {
			t.Errorf("%s: %q, unknown %v", path, c.Problem, c.Unknown)
		}
		said.WriteString(path + ": " + c.Problem + "\n")
	}
	golden.RequireEqual(t, said.String())
}

// TestFollowsNowhere proves that broken and circular chains end, say why, and
// are findings.
func TestFollowsNowhere(t *testing.T) {
	t.Parallel()
	g := lockGraph(t, `
root : a=a gone=nobody x>y y>x one>one far>a/b/c
a github:x/a rev=1 : b>nothing c>gone d>x ok>a
`)
	var said strings.Builder
	for _, want := range []struct {
		path    string
		problem lock.EdgeProblem
	}{
		{"gone", lock.EdgeNoNode},
		{"x", lock.EdgeFollowsCycle},
		{"one", lock.EdgeFollowsCycle},
		{"a/b", lock.EdgeFollowsNobody},
		{"a/c", lock.EdgeFollowsNobody},
		{"a/d", lock.EdgeFollowsCycle},
		{"far", lock.EdgeFollowsNobody},
		{"a/ok", lock.EdgeFine},
	} {
		names := strings.Split(want.path, "/")
		key := "root"
		if len(names) == 2 {
			key = "a"
		}
		e, ok := g.Input(key, names[len(names)-1])
		c := g.Chain(names)
		if !ok || e.Problem != want.problem || (e.To == "") != (want.problem != lock.EdgeFine) || (c.To == "") != (c.Problem != "") || c.Unknown {
			t.Errorf("%s: edge %+v, chain %+v; want %+v", want.path, e, c, want)
		}
		said.WriteString(want.path + ": " + c.Problem + "\n")
	}
	golden.RequireEqual(t, said.String())
	var found []string
	for _, f := range g.Findings(lock.FindingOptions{Now: clock(), OlderThan: 30}) {
		found = append(found, f.Kind.String()+" "+lock.PathText(f.Path))
	}
	want := []string{"follows a/b", "follows a/c", "follows a/d", "follows far", "missing gone", "follows one", "follows x", "follows y"}
	if !slices.Equal(found, want) {
		t.Errorf("findings\n%q\nwant\n%q", found, want)
	}
}

// TestFollowsBounded proves that a chain whose every step follows the one before
// twice is resolved, though nobody could read all of its hops.
func TestFollowsBounded(t *testing.T) {
	t.Parallel()
	var root, a strings.Builder
	root.WriteString("root : a=a f0>a")
	a.WriteString("a github:x/a rev=1 : g0>a")
	for i := 1; i < 60; i++ {
		last := strconv.Itoa(i - 1)
		root.WriteString(" f" + strconv.Itoa(i) + ">f" + last + "/g" + last)
		a.WriteString(" g" + strconv.Itoa(i) + ">f" + last + "/g" + last)
	}
	g := lockGraph(t, root.String()+"\n"+a.String()+"\n")
	c := g.Chain([]string{"f59"})
	if c.To != "a" || !c.Cut || len(c.Hops) > 500 {
		t.Errorf("to %q, cut %v, %d hops", c.To, c.Cut, len(c.Hops))
	}
}

// TestFollowsLong proves that a path of very many names is resolved at once: what
// nobody reads of the chain is not written out.
func TestFollowsLong(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("/a", 400_000)[1:]
	g := lockGraph(t, "root : a=a long>"+long+"\na github:x/a rev=1 : a=a\n")
	c := g.Chain([]string{"long"})
	if c.To != "a" || !c.Cut || !slices.Equal(c.Home, []string{"a"}) {
		t.Errorf("to %q, cut %v, at %v", c.To, c.Cut, c.Home)
	}
}

func TestVanishing(t *testing.T) {
	t.Parallel()
	g := lockGraph(t, small)
	for _, c := range []struct {
		change       lock.Change
		gone, broken string
	}{
		{lock.Change{Key: "root", Input: "a"}, "a utils", "b/utils c/utils"},
		{lock.Change{Key: "root", Input: "b"}, "nixpkgs_2 b c", "root/alias"},
		{lock.Change{Key: "b", Input: "nixpkgs", Follows: []string{"nixpkgs"}}, "nixpkgs_2", ""},
		{lock.Change{Key: "b", Input: "c", Follows: []string{"nobody"}}, "c", "root/alias b/c"},
		{lock.Change{Key: "root", Input: "alias"}, "", ""},
	} {
		gone, broken := g.Vanishing(c.change)
		var names []string
		for _, e := range broken {
			names = append(names, e.From+"/"+e.Input)
		}
		if strings.Join(gone, " ") != c.gone || strings.Join(names, " ") != c.broken {
			t.Errorf("%+v: gone %v, broken %v; want %q, %q", c.change, gone, names, c.gone, c.broken)
		}
	}
	if g.Len() != 7 || g.Depth("nixpkgs_2") != 2 {
		t.Error("the graph itself was changed")
	}
}
