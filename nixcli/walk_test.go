package nixcli

import (
	"slices"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// selfish is a flake of sets that contain themselves, and of some that only look so.
const selfish = `{
  description = "round and round";
  outputs = { self }: {
    lib = let
      tree = n: if n == 0 then { leaf = 1; } else { left = tree (n - 1); right = tree (n - 1); };
      types = (rec { attrsOf = x: x; int = { _type = "option-type"; }; bad = throw "no"; gone = { }.gone; types = outer; "ü \"" = 1; }) // { };
      outer = types;
      a = { one = 1; b = { inherit a; two = 2; }; };
      step = n: { at = n; next = if n == 3 then null else step (n + 1); };
      shared = f: n: { inherit f; next = if n == 3 then null else shared f (n + 1); };
      pair = { x = 1; f = y: y; };
    in {
      inherit types a;
      tree = tree 2;
      steps = step 1;
      shared = shared (x: x) 1;
      pairs = { first = pair; second = pair; third = { x = 1; f = y: y; }; };
      recs = rec { me = { inherit name; }; name = "rec"; };
      listed = let s = { elements = [ { inherit s; } ]; }; in s;
      flake = { inherit self; };
      outputs = self.outputs;
    };
  };
}`

// TestSetsThatContainThemselves proves that a set that contains itself is shown once,
// with the place where it was first, and that equal sets and sets of the same code
// that differ in anything are not taken for it.
func TestSetsThatContainThemselves(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, n nixtest.Nix, o Options) {
		s := opened(t, n, flakeOf(t, n, selfish), Config{}, o)
		tree, err := s.Walk(t.Context(), nil, WalkOptions{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		nodes := map[string]*model.Tree{}
		var visit func(*model.Tree)
		visit = func(n *model.Tree) {
			nodes[n.Path.String()] = n
			if n.Same != nil {
				got = append(got, n.Path.String()+" = "+n.Same.Path.String())
				if n.Children != nil {
					t.Errorf("%s is shown twice", n.Path)
				}
			}
			for _, c := range n.Children {
				visit(c)
			}
		}
		visit(tree)
		want := []string{
			"lib.a.b.a = lib.a", "lib.flake.self.lib = lib", "lib.flake.self.outputs = ",
			"lib.listed.elements.0.s = lib.listed", "lib.outputs = ", "lib.types.types = lib.types",
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q, want\n%q", got, want)
		}
		for _, p := range []string{
			"lib.a.b.two", "lib.pairs.first.x", "lib.pairs.second.x", "lib.pairs.third.x", "lib.recs.me.name", "lib.shared.next.next.next",
			"lib.steps.next.next.next", "lib.tree.left.left.leaf", "lib.tree.left.right.leaf", "lib.tree.right.right.leaf", "lib.types.attrsOf",
		} {
			if nodes[p] == nil || nodes[p].State != model.StateReady {
				t.Errorf("%s is not shown: %v", p, nodes[p])
			}
		}
	})
}

// TestEndlessSets proves that sets that go on for ever, of which nix cannot tell
// whether they are the same, are listed as deep as any others.
func TestEndlessSets(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, n nixtest.Nix, o Options) {
		s := opened(t, n, flakeOf(t, n, `{ outputs = _: let endless = n: { next = endless (n + 1); }; in { lib = { endless = endless 0; last = "here"; }; }; }`), Config{}, o)
		tree, err := s.Walk(t.Context(), nil, WalkOptions{})
		if err != nil {
			t.Fatal(err)
		}
		depth := 0
		for at := tree.Children[0].Children[0]; at != nil; depth++ {
			if at.Problem != nil || at.Same != nil {
				t.Errorf("%s: %v, the same as %v", at.Path, at.Problem, at.Same)
			}
			if len(at.Children) == 0 {
				break
			}
			at = at.Children[0]
		}
		if last := tree.Children[0].Children[1]; depth != defaultDepth-2 || last.Value.Text != "here" {
			t.Errorf("%d deep, then %+v", depth, last)
		}
	})
}
