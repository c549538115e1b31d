package lock_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"flakewalk/model/lock"
)

func TestFindings(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		lock, want string
		args       *lock.OutputArgs
		dir        string
	}{
		"nothing": {lock: `
root : a=a
a github:x/a rev=1 age=30 : me>
`},
		"age": {lock: `
root : a=a b=b c=c
a github:x/a rev=1 age=31 :
b github:x/b rev=1 age=29 :
c github:x/c rev=1 :
`, want: "old a\n"},
		"locks": {lock: `
root : a=a b=b c=c d=d e=e
a github:x/a unlocked :
b git:https://h/b :
c git:file:///c dirtyRev=1-dirty narHash=h :
d path:./d parent= :
e path:/e narHash=h :
`, want: `unlocked a
unlockable b
unlockable c
`},
		"registry": {lock: `
root : np=np
np indirect:nixpkgs rev=1 :
`, want: "indirect np\n"},
		"without TLS": {lock: `
root : a=a b=b c=c d=d
a tarball:http://h/a.tar.gz narHash=h :
b git:git://h/b rev=1 :
c git:https://h/c?from=http://x rev=1 :
d git:git+http://h/d rev=1 :
`, want: `insecure a
insecure b
insecure d
`},
		"relative paths": {lock: `
root : in=in out=out g=g
in path:./in parent= : up=up far=far
up path:../up parent=in :
far path:../../far parent=in :
out path:../out parent= :
g github:x/g rev=1 dir=sub : s=s t=t
s path:../s parent=g :
t path:../../t parent=g :
`, want: `outside g/t
outside in/far
outside out
`},
		"relative to a folder": {dir: "sub", lock: `
root : out=out far=far
out path:../out parent= :
far path:../../far parent= :
`, want: "outside far\n"},
		"siblings": {lock: `
root : nixpkgs=n1 a=a b=b
n1 github:NixOS/nixpkgs ref=unstable rev=1 :
a github:x/a rev=1 : nixpkgs=n2 utils=u1
b github:x/b rev=1 : nixpkgs=n3 utils=u2 other=n4
n2 github:nixos/nixpkgs ref=stable rev=2 :
n3 github:me/nixpkgs rev=3 :
n4 github:you/nixpkgs rev=4 :
u1 github:x/utils rev=5 :
u2 github:x/tools rev=6 :
`, want: `branch a/nixpkgs
fork b/nixpkgs
`},
		"several branches on purpose": {lock: `
root : new=new old=old a=a b=b
new github:o/np ref=new rev=1 :
old github:o/np ref=old rev=2 :
a github:x/a rev=1 : np=n1
b github:x/b rev=1 : np=n2
n1 github:o/np ref=old rev=3 :
n2 github:o/np rev=4 :
`, want: "branch b/np\n"},
		"unused": {args: &lock.OutputArgs{Names: []string{"self", "a"}}, lock: `
root : a=a b=b c=c
a github:x/a rev=1 : b>b
b github:x/b rev=1 :
c github:x/c rev=1 :
`, want: "unused c\n"},
		"all are bound": {args: &lock.OutputArgs{Names: []string{"self"}, Bound: true}, lock: `
root : a=a
a github:x/a rev=1 :
`},
		"shape": {lock: `
root : a=a gone=gone
a github:x/a rev=1 : b=b
b github:x/b rev=1 : a=a root=root
far github:x/far rev=1 :
`, want: `unreachable
cycle a/b/a
cycle a/b/root
missing gone
`},
	}
	var said strings.Builder
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		c := cases[name]
		g := lockGraph(t, c.lock)
		all := g.Findings(lock.FindingOptions{Now: clock(), OlderThan: 30, Outputs: c.args, Dir: c.dir})
		var got strings.Builder
		for _, f := range all {
			what := strings.TrimSpace(f.Kind.String() + " " + strings.Join(f.Path, "/"))
			got.WriteString(what + "\n")
			said.WriteString(what + ": " + f.Message + "\n")
		}
		if got.String() != c.want {
			t.Errorf("%s:\n%swant\n%s", name, got.String(), c.want)
		}
	}
	golden.RequireEqual(t, said.String())
}

func TestFindOutputArgs(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{ outputs = { self, nixpkgs }: { }; }`:                           "self nixpkgs",
		`{ outputs = { self, nixpkgs, ... }: { }; }`:                      "self nixpkgs",
		`{ outputs = inputs: { }; }`:                                      "@",
		`{ outputs = _: { }; }`:                                           "@",
		`{ outputs = { self, ... }@inputs: { }; }`:                        "self @",
		`{ outputs = inputs@{ self, ... }: { }; }`:                        "self @",
		`{ outputs = ({ self, a ? { b = [ "}" '' } '' ]; }, c }: { }); }`: "self a c",
		`{ description = "outputs = { x }: ${"}"}"; # outputs = { y }:` + "\n/* { */ outputs\n=\n{z}:{}; }": "z",
		`{ inputs.outputs.url = "x"; inputs = { outputs = { a }: 1; }; outputs = { b }: 1; }`:               "b",
		`{ x = ''a ''' ''${ ${"''"} ''\n ''; outputs = { b, }: 1; }`:                                        "b",
		`{ outputs = { self, ... }: self.inputs.x; }`:                                                       "self @",
		`{ outputs = { self, ... }: { inherit (self) inputs; }; }`:                                          "self @",
		`{ outputs = { }: 1; }`:               "",
		`{ outputs = import ./outputs.nix; }`: "?",
		`{ outputs = x.y; }`:                  "?",
		`{ outputs = { a = 1; }; }`:           "?",
		`{ outputs = { a, b`:                  "?",
		`{ inherit (x) outputs; }`:            "?",
		`x: { outputs = { a }: 1; }`:          "?",
		`{ outputs = { a ? (1`:                "?",
		`{ a = "${`:                           "?",
		`{ a = ''`:                            "?",
		`#`:                                   "?",
		`/*`:                                  "?",
		``:                                    "?",
	} {
		args, ok := lock.FindOutputArgs(text)
		got := strings.Join(args.Names, " ")
		if args.Bound {
			got = strings.TrimSpace(got + " @")
		}
		if !ok {
			got = "?"
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// FuzzFindOutputArgs proves that any text is read to an end.
func FuzzFindOutputArgs(f *testing.F) {
	f.Add(`{ x = ''a ''' ''${ ${"''"} ''\n ''; /* */ outputs = { b ? "${"}"}", ... }@c: 1; } # x`)
	f.Fuzz(func(t *testing.T, text string) {
		args, ok := lock.FindOutputArgs(text)
		for _, name := range args.Names {
			if ok && !strings.Contains(text, name) {
				t.Errorf("%q is not in the text", name)
			}
		}
	})
}

func TestParsePath(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"nixpkgs": "nixpkgs", "a/b/c": "a|b|c", "inputs.a": "a", `inputs.a.inputs."b/c"`: "a|b/c", "a.b": "a.b",
		"": "!", "a//b": "!", "/a": "!", "inputs.": "!", "inputs.a.b.c": "!", "inputs.a.inputs": "!", "inputs.0": "!", `inputs."a`: "!",
	} {
		path, err := lock.ParsePath(text)
		got := strings.Join(path, "|")
		if err != nil {
			got = "!"
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestFindInputs(t *testing.T) {
	t.Parallel()
	g := lockGraph(t, small)
	for text, want := range map[string]string{
		"nixpkgs": "nixpkgs", "b/nixpkgs": "nixpkgs_2", "inputs.b.inputs.nixpkgs": "nixpkgs_2", "nixpkgs_2": "nixpkgs_2",
		"alias/utils": "utils", "c": "c", "utils": "utils",
	} {
		keys, err := g.Find(text)
		if err != nil || strings.Join(keys, " ") != want {
			t.Errorf("%s: %v %v, want %s", text, keys, err, want)
		}
	}
	if _, err := g.Find("nobody"); !errors.Is(err, lock.ErrNoInput) {
		t.Errorf("nobody: %v", err)
	}
	two := lockGraph(t, "root : a=a b=b\na github:x/a rev=1 : deep=d1\nb github:x/b rev=1 : deep=d2\nd1 github:x/d rev=1 :\nd2 github:x/d rev=2 :\n")
	if keys, err := two.Find("deep"); err != nil || strings.Join(keys, " ") != "d1 d2" {
		t.Errorf("by name: %v %v", keys, err)
	}
}
