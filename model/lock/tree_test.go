package lock_test

import (
	"slices"
	"strings"
	"testing"
)

// TestTree proves that every node has one row of its own, at the shortest way to
// it, and that all other rows point there.
func TestTree(t *testing.T) {
	t.Parallel()
	g := lockGraph(t, `
root : a=a u=u me>
a github:o/a rev=1 : u=u s>u/s deep=d
u github:o/u rev=2 : s=s
s github:o/s rev=3 :
d github:o/d rev=4 : s=s a>a`)
	var got []string
	for row := range g.Tree() {
		line := strings.Join(row.Path, "/")
		switch {
		case row.Shown:
			line += " = " + strings.Join(row.Home, "/")
		case !row.Edge.Direct():
			line += " > " + strings.Join(row.Home, "/")
		case row.Home != nil:
			line += " has a home"
		}
		got = append(got, line)
	}
	want := []string{"a", "a/u = u", "a/s > u/s", "a/deep", "a/deep/s = u/s", "a/deep/a > a", "u", "u/s", "me > "}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}
