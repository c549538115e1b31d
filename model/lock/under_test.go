package lock_test

import (
	"strings"
	"testing"
)

// TestUnder proves that an input is seen with what the flake's follows make of it.
func TestUnder(t *testing.T) {
	t.Parallel()
	g := lockGraph(t, `
root : a=a u=u
a github:o/a rev=1 : u>u s>a/b/s b=b me>a up>
u github:o/u rev=2 :
b github:o/b rev=3 : s=s gone>nowhere
s github:o/s rev=4 :`)
	under, ok := g.Under([]string{"a"})
	if !ok || under.Root() != "a" {
		t.Fatal(under, ok)
	}
	tests := []struct{ path, key, follows string }{
		{"u", "u", "direct"}, // follows what is outside
		{"s", "s", "b/s"},
		{"b/s", "s", "direct"},
		{"me", "a", ""},
		{"up", "root", "direct"},
		{"up/a", "a", "direct"},
	}
	for _, tt := range tests {
		path := strings.Split(tt.path, "/")
		n, ok := under.At(path)
		if !ok || n.Key != tt.key {
			t.Errorf("%s leads to %q", tt.path, n.Key)
		}
		above, _ := under.At(path[:len(path)-1])
		e, _ := under.Input(above.Key, path[len(path)-1])
		if got := strings.Join(e.Follows, "/"); e.Direct() && tt.follows != "direct" || !e.Direct() && got != tt.follows {
			t.Errorf("%s follows %q", tt.path, got)
		}
	}
	if e, _ := under.Input("b", "gone"); e.To != "" {
		t.Errorf("gone leads to %s", e.To)
	}
	if _, ok := g.Under([]string{"a", "gone"}); ok {
		t.Error("there is a graph of nothing")
	}
}
