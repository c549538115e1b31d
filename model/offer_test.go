package model

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
)

// node is a ready node of the kind that stands at a path.
func nodeAt(k Kind, names ...string) Node {
	return Node{Path: Path(names...), Kind: k, State: StateReady}
}

// offered tells how a verb stands with a node.
func offered(t *testing.T, n Node, h Here, v Verb) Offer {
	t.Helper()
	all := Offers(n, h)
	if len(all) != int(verbs) {
		t.Fatalf("%d verbs are told of, there are %d", len(all), verbs)
	}
	i := slices.IndexFunc(all, func(o Offer) bool { return o.Verb == v })
	return all[i]
}

// standing is how a verb stands with a node.
type standing string

const (
	fine   standing = "fine"
	warned standing = "fine, with a warning"
	barred standing = "for this kind, and cannot be done with this node"
	misfit standing = "not for this kind"
)

// standingOf tells how an offer stands. An offer has no warning where it has a reason.
func standingOf(o Offer) standing {
	switch {
	case !o.Apt && o.Reason != "" && o.Warning == "":
		return misfit
	case o.Apt && o.Reason != "" && o.Warning == "":
		return barred
	case o.Apt && o.Reason == "" && o.Warning != "":
		return warned
	case o.Apt && o.Reason == "" && o.Warning == "":
		return fine
	}
	return "both, or neither"
}

// TestOffers proves what can be done with a node, and why not.
func TestOffers(t *testing.T) {
	t.Parallel()
	const linux = "x86_64-linux"
	local := Here{System: linux, Local: true, Position: Position{File: "/f.nix", Line: 3}}
	remote := Here{System: linux}
	pkg := nodeAt(KindPackage, "packages", linux, "a")
	in := func(s State) Node { n := pkg; n.State = s; return n }
	var said strings.Builder
	for _, c := range []struct {
		node Node
		here Here
		verb Verb
		want standing
	}{
		{pkg, local, VerbBuild, fine},
		{pkg, local, VerbRun, fine},
		{pkg, Here{System: linux, NoMainProgram: true}, VerbRun, warned},
		{pkg, local, VerbEdit, fine},
		{pkg, remote, VerbEdit, barred},
		{pkg, local, VerbInit, misfit},
		{pkg, local, VerbFormat, misfit},
		{in(StateUnevaluated), local, VerbBuild, fine},
		{in(StateFailed), local, VerbBuild, barred},
		{in(StateIFD), local, VerbRun, barred},
		{in(StateTimeout), local, VerbShell, barred},
		{in(StateCancelled), local, VerbDevelop, barred},
		{in(StateFailed), local, VerbEdit, fine},
		{nodeAt(KindPackage, "packages", "aarch64-linux", "a"), local, VerbBuild, warned},
		{nodeAt(KindPackage, "packages", "aarch64-linux", "a"), local, VerbRun, warned},
		{nodeAt(KindPackage, "packages", "aarch64-darwin", "a"), local, VerbRun, barred},
		{nodeAt(KindPackage, "packages", "aarch64-darwin", "a"), local, VerbBuild, warned},
		{nodeAt(KindPackage, "packages", "aarch64-darwin", "a"), local, VerbLog, fine},
		{nodeAt(KindHydraJob, "hydraJobs", "a", "aarch64-darwin"), local, VerbDevelop, barred},
		{nodeAt(KindApp, "apps", linux, "a"), local, VerbBuild, misfit},
		{nodeAt(KindFormatter, "formatter", linux), local, VerbFormat, fine},
		{nodeAt(KindFormatter, "formatter", linux), remote, VerbFormat, barred},
		{nodeAt(KindAttrs), local, VerbCheck, fine},
		{nodeAt(KindAttrs), local, VerbFormat, fine},
		{nodeAt(KindAttrs, "checks"), local, VerbCheck, fine},
		{nodeAt(KindAttrs, "packages"), local, VerbCheck, misfit},
		{nodeAt(KindAttrs, "checks", "aarch64-linux"), local, VerbCheck, fine},
		{nodeAt(KindCheck, "checks", linux, "a"), local, VerbCheck, fine},
		{nodeAt(KindCheck, "checks", "aarch64-linux", "a"), local, VerbCheck, warned},
		{Node{Path: Path("checks", linux, "a"), Kind: KindCheck, State: StateFailed}, local, VerbCheck, barred},
		{nodeAt(KindNull, "x"), local, VerbBuild, misfit},
		{Node{Path: Path("lib", "x"), State: StateFailed}, local, VerbBuild, barred},
		{nodeAt(KindUnknown, "x"), local, VerbBuild, misfit},
		{nodeAt(KindNixOS, "nixosConfigurations", "h"), local, VerbSwitch, fine},
	} {
		o := offered(t, c.node, c.here, c.verb)
		if c.node.Kind == KindUnknown && c.node.State == StateFailed {
			o.Apt = true // it may be, for all one knows
		}
		if got := standingOf(o); got != c.want {
			t.Errorf("%s: %s (%s): %+v, want %s", c.verb, c.node.Path, c.node.State, o, c.want)
		}
		if c.want != fine {
			fmt.Fprintf(&said, "%s %s, %s: %s%s\n", c.verb.Name(), c.node.Path, c.node.State, o.Reason, o.Warning)
		}
	}
	golden.RequireEqual(t, said.String())
}

// TestVerbs proves that every verb has a word and a name of its own, and that
// what one comes for is offered first.
func TestVerbs(t *testing.T) {
	t.Parallel()
	words, names := map[string]bool{}, map[string]bool{}
	for v := range verbs {
		again, named := VerbNamed(v.Name())
		if v.String() == "" || !named || again != v || words[v.String()] || names[v.Name()] || v.info().needs == "" {
			t.Errorf("%d: %q, %q", v, v.String(), v.Name())
		}
		words[v.String()], names[v.Name()] = true, true
	}
	if _, named := VerbNamed("b"); named {
		t.Error("a letter is no name")
	}
	for k := KindUnknown; k <= KindNull; k++ {
		n := nodeAt(k, "a", "b")
		first := Verbs(n)
		offers := Offers(n, Here{})
		for i, v := range first {
			if offers[i].Verb != v {
				t.Errorf("%s: %s is offered, not %s", k.Word(), offers[i].Verb, v)
			}
		}
		n.State = StateForeign
		if len(Verbs(n)) != 0 {
			t.Errorf("%s of another system: %v", k.Word(), Verbs(n))
		}
	}
	if w := verbs.String(); w != VerbEval.String() {
		t.Errorf("a verb that is none is %q", w)
	}
}

func TestActionInWords(t *testing.T) {
	t.Parallel()
	a := Action{Argv: []string{"nix", "flake", "new", "--option", "x", "FOLDER", "-t", "a b", "FOLDER"}, Asks: AskFolder}
	if got, want := a.String(), "nix flake new --option x FOLDER -t 'a b' FOLDER"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	f := a.Filled("/new dir")
	if got, want := f.String(), "nix flake new --option x FOLDER -t 'a b' '/new dir'"; got != want || f.Asks != AskNothing || a.Argv[8] != "FOLDER" {
		t.Errorf("%q, want %q; before: %q", got, want, a.Argv)
	}
	if got := f.Filled("again"); !slices.Equal(got.Argv, f.Argv) {
		t.Errorf("filled twice: %q", got.Argv)
	}
	f.Dir = "/it's"
	if got, want := f.String(), `cd '/it'\''s' && nix flake new --option x FOLDER -t 'a b' '/new dir'`; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if !f.Possible() || (Action{}).Possible() || (Action{Argv: a.Argv, Offer: Offer{Reason: "no"}}).Possible() {
		t.Error("what can be done is not told from what cannot")
	}
}

// TestSettings proves which settings of a flake need the user's word.
func TestSettings(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]Risk{
		"bash-prompt": RiskNone, "flake-registry": RiskNone, "cores": RiskLow, "substituters": RiskTrust, "extra-substituters": RiskTrust,
		"extra-trusted-public-keys": RiskTrust, "sandbox": RiskSystem, "post-build-hook": RiskSystem, "no-such-setting": RiskSystem, "extra-experimental-features": RiskLow,
	} {
		s := Setting{Name: name, Values: []string{"a", "b"}}
		m := s.Meaning()
		if m.Risk != want || m.Accepting == "" || m.Declining == "" || s.Open() != (want != RiskNone) || s.Value() != "a b" {
			t.Errorf("%s: %+v", name, m)
		}
	}
	all := []Setting{{Name: "bash-prompt"}, {Name: "cores"}, {Name: "substituters", Decided: true}}
	if open := OpenSettings(all); len(open) != 1 || open[0].Name != "cores" {
		t.Errorf("%+v", open)
	}
	all = append(all, Setting{Name: "sandbox", Decided: true, Trusted: true})
	if asking := AskingSettings(all); len(asking) != 2 || asking[0].Name != "cores" || asking[1].Name != "substituters" {
		t.Errorf("%+v", asking)
	}
}
