package model

import (
	"slices"
	"strings"
	"testing"
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

// TestOffers proves what can be done with a node, and why not.
func TestOffers(t *testing.T) {
	t.Parallel()
	const linux = "x86_64-linux"
	local := Here{System: linux, Local: true, Position: Position{File: "/f.nix", Line: 3}}
	remote := Here{System: linux}
	pkg := nodeAt(KindPackage, "packages", linux, "a")
	in := func(s State) Node { n := pkg; n.State = s; return n }
	for _, c := range []struct {
		node            Node
		here            Here
		verb            Verb
		reason, warning string
	}{
		{pkg, local, VerbBuild, "", ""},
		{pkg, local, VerbRun, "", ""},
		{pkg, Here{System: linux, NoMainProgram: true}, VerbRun, "", "it names no main program: nix tries one of the package's own name"},
		{pkg, local, VerbEdit, "", ""},
		{pkg, remote, VerbEdit, "nix does not tell where this is defined", ""},
		{pkg, local, VerbInit, "it takes a template; this is a package", ""},
		{pkg, local, VerbFormat, "it takes the formatter, or all outputs; this is a package", ""},
		{in(StateUnevaluated), local, VerbBuild, "", ""},
		{in(StateFailed), local, VerbBuild, "its evaluation failed", ""},
		{in(StateIFD), local, VerbRun, "its evaluation needs to build something first (import from derivation), which was refused", ""},
		{in(StateTimeout), local, VerbShell, "its evaluation took too long", ""},
		{in(StateCancelled), local, VerbDevelop, "its evaluation was cancelled", ""},
		{in(StateFailed), local, VerbEdit, "", ""},
		{nodeAt(KindPackage, "packages", "aarch64-linux", "a"), local, VerbBuild, "", "needs a builder for aarch64-linux, or a cache that has it"},
		{nodeAt(KindPackage, "packages", "aarch64-linux", "a"), local, VerbRun, "", "needs a builder for aarch64-linux, and this machine must be able to run its programs"},
		{nodeAt(KindPackage, "packages", "aarch64-darwin", "a"), local, VerbRun, "its programs are for aarch64-darwin, this machine is x86_64-linux", ""},
		{nodeAt(KindPackage, "packages", "aarch64-darwin", "a"), local, VerbBuild, "", "needs a builder for aarch64-darwin, or a cache that has it"},
		{nodeAt(KindPackage, "packages", "aarch64-darwin", "a"), local, VerbLog, "", ""},
		{nodeAt(KindHydraJob, "hydraJobs", "a", "aarch64-darwin"), local, VerbDevelop, "its programs are for aarch64-darwin, this machine is x86_64-linux", ""},
		{nodeAt(KindApp, "apps", linux, "a"), local, VerbBuild, "it takes a derivation; this is an app", ""},
		{nodeAt(KindFormatter, "formatter", linux), local, VerbFormat, "", ""},
		{nodeAt(KindFormatter, "formatter", linux), remote, VerbFormat, "only a flake in a folder of this machine can be formatted", ""},
		{nodeAt(KindAttrs), local, VerbCheck, "", ""},
		{nodeAt(KindAttrs), local, VerbFormat, "", ""},
		{nodeAt(KindAttrs, "checks"), local, VerbCheck, "", ""},
		{nodeAt(KindAttrs, "packages"), local, VerbCheck, "it takes all outputs, or checks; this is an attribute set", ""},
		{nodeAt(KindAttrs, "checks", "aarch64-linux"), local, VerbCheck, "", ""},
		{nodeAt(KindCheck, "checks", linux, "a"), local, VerbCheck, "", ""},
		{nodeAt(KindCheck, "checks", "aarch64-linux", "a"), local, VerbCheck, "", "needs a builder for aarch64-linux, or a cache that has it"},
		{Node{Path: Path("checks", linux, "a"), Kind: KindCheck, State: StateFailed}, local, VerbCheck, "its evaluation failed", ""},
		{nodeAt(KindNull, "x"), local, VerbBuild, "it takes a derivation; this is null", ""},
		{Node{Path: Path("lib", "x"), State: StateFailed}, local, VerbBuild, "its evaluation failed", ""},
		{nodeAt(KindUnknown, "x"), local, VerbBuild, "it takes a derivation; this is not evaluated yet", ""},
		{nodeAt(KindNixOS, "nixosConfigurations", "h"), local, VerbSwitch, "", ""},
	} {
		o := offered(t, c.node, c.here, c.verb)
		if c.node.Kind == KindUnknown && c.node.State == StateFailed {
			o.Apt = true // it may be, for all one knows
		}
		if o.Reason != c.reason || o.Warning != c.warning || o.Apt == strings.HasPrefix(c.reason, "it takes") {
			t.Errorf("%s: %s (%s): %+v, want %q, %q", c.verb, c.node.Path, c.node.State, o, c.reason, c.warning)
		}
	}
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
