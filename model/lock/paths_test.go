package lock_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"flakewalk/model/lock"
)

// pathTexts are paths as text.
func pathTexts(found lock.Paths) []string {
	var all []string
	for _, p := range found.Paths {
		all = append(all, strings.Join(p.Names(), "/"))
	}
	return all
}

func TestPaths(t *testing.T) {
	t.Parallel()
	g := lockGraph(t, small)
	for key, want := range map[string]string{
		"root":      "",
		"nixpkgs":   "nixpkgs a/nixpkgs",
		"nixpkgs_2": "b/nixpkgs alias/nixpkgs b/c/nixpkgs alias/up/nixpkgs",
		"b":         "b alias/up",
		"utils":     "a/utils b/utils alias/utils b/c/utils alias/up/utils",
	} {
		if got := strings.Join(pathTexts(g.Paths(key, 100)), " "); got != want {
			t.Errorf("%s: %s, want %s", key, got, want)
		}
	}
	if p := g.Paths("nobody", 100); p.Paths != nil || p.More != 0 {
		t.Errorf("nobody: %+v", p)
	}
	if p := g.Paths("utils", 2); !slices.Equal(pathTexts(p), []string{"a/utils", "b/utils"}) || p.More != 3 || p.AtLeast {
		t.Errorf("the first two: %v and %d more", pathTexts(p), p.More)
	}
}

// ladder is a graph with two ways from every step to the next.
func ladder(steps int, cycle bool) string {
	var b strings.Builder
	b.WriteString("root : a=s0\n")
	for i := range steps {
		fmt.Fprintf(&b, "s%d github:x/s%d rev=1 : l=l%d r=r%d\n", i, i, i, i)
		fmt.Fprintf(&b, "l%d github:x/l%d rev=1 : n=s%d", i, i, i+1)
		if cycle {
			fmt.Fprintf(&b, " back>a")
		}
		fmt.Fprintf(&b, "\nr%d github:x/r%d rev=1 : n=s%d\n", i, i, i+1)
	}
	fmt.Fprintf(&b, "s%d github:x/end rev=1 :\n", steps)
	return b.String()
}

// TestPathsAreBounded proves that graphs with more paths than anybody can walk
// give the shortest ones and a count.
func TestPathsAreBounded(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		steps   int
		cycle   bool
		more    uint64
		atLeast bool
	}{
		{10, false, 1<<10 - 50, false},
		{40, false, 1<<40 - 50, false},
		{63, false, 1<<63 - 50, false},
		{64, false, math.MaxUint64 - 50, true},
		{500, false, math.MaxUint64 - 50, true},
		{10, true, 1<<10 - 50, false},
		{40, true, 0, true},
		{300, true, 0, true},
	} {
		g := lockGraph(t, ladder(c.steps, c.cycle))
		p := g.Paths(fmt.Sprintf("s%d", c.steps), 50)
		if len(p.Paths) != 50 || p.AtLeast != c.atLeast || p.More < c.more || !c.atLeast && p.More != c.more {
			t.Errorf("%d steps, cycle %v: %d paths, %d more, at least %v; want %d more", c.steps, c.cycle, len(p.Paths), p.More, p.AtLeast, c.more)
		}
		for _, path := range p.Paths {
			if len(path) != 2*c.steps+1 {
				t.Fatalf("%d steps: a path of %d", c.steps, len(path))
			}
		}
	}
}

// TestPathsOfManySteps proves that there is a path even where the search for all
// of them must be given up at once.
func TestPathsOfManySteps(t *testing.T) {
	t.Parallel()
	g := lockGraph(t, ladder(5000, true))
	if p := g.Paths("s5000", 50); len(p.Paths) == 0 || len(p.Paths[0]) != 10_001 || !p.AtLeast {
		t.Errorf("%d paths, at least %v", len(p.Paths), p.AtLeast)
	}
}

func TestRowsAndList(t *testing.T) {
	t.Parallel()
	g := lockGraph(t, small+"far github:x/far rev=1 :\n")
	for order, want := range map[lock.Order]string{
		lock.ByName:  "a utils b c nixpkgs_2 nixpkgs",
		lock.ByAge:   "utils nixpkgs_2 a nixpkgs b c",
		lock.ByUsers: "utils b c nixpkgs_2 nixpkgs a",
	} {
		var keys []string
		for _, n := range g.List(order) {
			keys = append(keys, n.Key)
		}
		if got := strings.Join(keys, " "); got != want {
			t.Errorf("order %d: %s, want %s", order, got, want)
		}
	}
	shared := lockGraph(t, `
root : a=a b=b loop=root
a github:x/a rev=1 : s=s
b github:x/b rev=1 : s=s
s github:x/s rev=1 : deep=d
d github:x/d rev=1 :
`)
	var rows []string
	for r := range shared.Rows() {
		s := strings.Join(r.Path, "/")
		if r.Shown {
			s += " at " + strings.Join(r.Home, "/")
		}
		if r.Last {
			s += "."
		}
		rows = append(rows, s)
	}
	if want := []string{"a", "a/s.", "a/s/deep.", "b", "b/s at a/s.", "loop at ."}; !slices.Equal(rows, want) {
		t.Errorf("rows %q, want %q", rows, want)
	}
	for r := range shared.Rows() { // leaving early is fine
		if len(r.Path) == 2 {
			break
		}
	}
}

// TestTreeIsBounded proves that a chain of inputs deeper than any screen is cut.
func TestTreeIsBounded(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("root : a=n0\n")
	for i := range 3000 {
		fmt.Fprintf(&b, "n%d github:x/n%d rev=1 : a=n%d\n", i, i, i+1)
	}
	g := lockGraph(t, b.String())
	rows, cut := 0, false
	for r := range g.Rows() {
		rows++
		cut = cut || r.Deeper
	}
	if rows != 200 || !cut {
		t.Errorf("%d rows, cut %v", rows, cut)
	}
}
