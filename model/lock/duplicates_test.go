package lock_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"flakewalk/model/lock"
)

// duplicateTexts are duplicates as lines of text, in which a note is but that.
func duplicateTexts(all []lock.Duplicate) string {
	var b strings.Builder
	for _, d := range all {
		b.WriteString(d.Source + " " + strings.Join(d.Keys, " ") + "\n")
		for _, s := range d.Suggest {
			b.WriteString("  " + s + "\n")
		}
		b.WriteString(strings.Repeat("  (a note)\n", len(d.Notes)))
		if d.Saves > 0 {
			b.WriteString("  saves " + strings.Repeat("|", d.Saves) + "\n")
		}
	}
	return b.String()
}

func TestDuplicates(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ lock, want string }{
		"none": {`
root : a=a b=b
a github:x/a rev=1 :
b github:x/b rev=1 :
`, ""},
		"an input of an input, in other letters": {small, `github:NixOS/nixpkgs nixpkgs nixpkgs_2
  inputs.b.inputs.nixpkgs.follows = "nixpkgs";
  saves |
`},
		"what goes with it": {`
root : np=np a=a
np github:o/np rev=1 :
a github:x/a rev=1 : np=np2 t=t
np2 github:o/np rev=2 : sub=sub
sub github:o/sub rev=1 : more=more
more github:o/more rev=1 :
t github:o/t rev=1 :
`, `github:o/np np np2
  inputs.a.inputs.np.follows = "np";
  saves |||
`},
		"no input of the flake itself": {`
root : b=b a=a
a github:x/a rev=1 : np=np1
b github:x/b rev=1 : np=np2 c=c
c github:x/c rev=1 : np=np3
np1 github:o/np rev=1 :
np2 github:o/np rev=1 :
np3 github:o/np rev=1 :
`, `github:o/np np1 np2 np3
  inputs.b.inputs.c.inputs.np.follows = "a/np";
  inputs.b.inputs.np.follows = "a/np";
  saves ||
`},
		"the name that the flake itself has for it": {`
root : a=a b=b np>b/np
a github:x/a rev=1 : np=np1
b github:x/b rev=1 : np=np2
np1 github:o/np rev=1 :
np2 github:o/np rev=1 :
`, `github:o/np np2 np1
  inputs.a.inputs.np.follows = "np";
  saves |
`},
		"the same branch": {`
root : new=new old=old a=a b=b
new github:o/np ref=new rev=1 :
old github:o/np ref=old rev=2 :
a github:x/a rev=1 : np=np1
b github:x/b rev=1 : np=np2
np1 github:o/np ref=old rev=3 :
np2 github:o/np ref=other rev=4 :
`, `github:o/np new old np1 np2
  inputs.a.inputs.np.follows = "old";
  inputs.b.inputs.np.follows = "new";
  saves ||
`},
		"the same name where there is no such branch": {`
root : small=small np=np a=a x>small y>small
small github:o/np ref=small rev=1 :
np github:o/np ref=big rev=2 :
a github:x/a rev=1 : np=np1 other=np2
np1 github:o/np ref=old rev=3 :
np2 github:o/np ref=older rev=4 :
`, `github:o/np small np np1 np2
  inputs.a.inputs.np.follows = "np";
  inputs.a.inputs.other.follows = "small";
  saves ||
`},
		"twice the same in the flake itself": {`
root : x=x y=y
x github:o/np ref=new rev=1 :
y github:o/np ref=new rev=1 :
`, `github:o/np x y
  (a note)
`},
		"a source tree is no flake": {`
root : np=np a=a
np github:o/np rev=1 :
a github:x/a rev=1 : src=src
src github:o/np rev=1 source :
`, `github:o/np np src
`},
		"another folder of it": {`
root : np=np a=a
np github:o/np rev=1 :
a github:x/a rev=1 : lib=lib
lib github:o/np dir=lib rev=1 :
`, ""},
		"something follows an input that only one of them has": {`
root : np=np a=a b=b utils>a/np/utils
np github:o/np rev=1 :
a github:x/a rev=1 : np=np2
np2 github:o/np rev=2 : utils=utils
utils github:o/utils rev=1 :
b github:x/b rev=1 : np=np3
np3 github:o/np rev=3 :
`, `github:o/np np np2 np3
  inputs.b.inputs.np.follows = "np";
  saves |
`},
		"one that the flake itself finds through the other": {`
root : np>a/d/inner a=a z=z
a github:x/a rev=1 : d=d
d github:o/np rev=2 : inner=k
z github:x/z rev=1 : k=k
k github:o/np rev=1 :
`, `github:o/np k d
`},
		"one within the other": {`
root : np=np a=a
np github:o/np rev=1 :
a github:x/a rev=1 : np=np2
np2 github:o/np rev=2 : again=np3
np3 github:o/np rev=3 :
`, `github:o/np np np2 np3
  inputs.a.inputs.np.follows = "np";
  saves ||
`},
		"a node at two places": {`
root : np=np a=a b=b
np github:o/np rev=1 :
a github:x/a rev=1 : c=c
b github:x/b rev=1 : c=c
c github:x/c rev=1 : np=np2
np2 github:o/np rev=2 :
`, `github:o/np np np2
  inputs.a.inputs.c.inputs.np.follows = "np";
  inputs.b.inputs.c.inputs.np.follows = "np";
  saves |
`},
		"names that need quotes": {`
root : np=np a.b=a
np github:o/np rev=1 :
a github:x/a rev=1 : 0$=np2
np2 github:o/np rev=2 :
`, `github:o/np np np2
  inputs."a.b".inputs."0$".follows = "np";
  saves |
`},
		"a name that nothing can follow": {`
root : n.p=np a=a
np github:o/np rev=1 :
a github:x/a rev=1 : np=np2
np2 github:o/np rev=2 :
`, `github:o/np np np2
`},
		"repositories by their URL": {`
root : x=x a=a
x git:https://host/o/np.git rev=1 :
a github:x/a rev=1 : np=y hub=h1
y git:https://host/o/np/ rev=2 :
h1 tarball:https://flakehub.com/f/o/hub/1.tar.gz rev=1 : hub=h2
h2 tarball:https://flakehub.com/f/o/hub/2.tar.gz rev=2 :
`, `git+https://host/o/np x y
  inputs.a.inputs.np.follows = "x";
  saves |
https://flakehub.com/f/o/hub h1 h2
`},
		"a folder by several ways": {`
root : a=a b=b
a path:./a parent= : b=b2
b path:./b parent= : a=a3
b2 path:../b parent=a : a=a2
a2 path:../a/. parent=a/b :
a3 path:../x/../a parent=b :
`, `path:./a a a3 a2
  inputs.b.inputs.a.follows = "a";
  saves |
path:./b b b2
  (a note)
`},
		"one takes away what the other would follow": {`
root : np=np a=a b=b
np github:o/np rev=1 :
a github:x/a rev=1 : np=np2
np2 github:o/np rev=2 : u=u1
u1 github:o/u rev=1 :
b github:x/b rev=1 : c=c
c github:x/c rev=1 : d=d
d github:x/d rev=1 : u=u2
u2 github:o/u rev=2 :
`, `github:o/np np np2
  inputs.a.inputs.np.follows = "np";
  saves ||
github:o/u u1 u2
  (a note)
`},
		"folders of different flakes": {`
root : a=a b=b
a github:x/a rev=1 : sub=s1
b github:x/b rev=1 : sub=s2
s1 path:./sub parent=a :
s2 path:./sub parent=b :
`, ""},
	}
	notes := ""
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		c := cases[name]
		all := lockGraph(t, c.lock).Duplicates(lock.DuplicateOptions{})
		if got := duplicateTexts(all); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, c.want)
		}
		notes += notesOf(name, all)
	}
	golden.RequireEqual(t, notes)
}

// notesOf are the notes of duplicates, a line each.
func notesOf(name string, all []lock.Duplicate) string {
	var b strings.Builder
	for _, d := range all {
		for _, note := range d.Notes {
			b.WriteString(name + ": " + note + "\n")
		}
	}
	return b.String()
}

// TestShallowDuplicates proves that an old nix gets no line that it would
// misunderstand, and that the others stay right.
func TestShallowDuplicates(t *testing.T) {
	t.Parallel()
	g := lockGraph(t, `
root : np=np a=a
np github:o/np rev=1 :
a github:x/a rev=1 : np=np2 b=b
np2 github:o/np rev=2 :
b github:x/b rev=1 : np=np3
np3 github:o/np rev=3 :
`)
	want := `github:o/np np np2 np3
  inputs.a.inputs.np.follows = "np";
  (a note)
  saves |
`
	all := g.Duplicates(lock.DuplicateOptions{Shallow: true})
	if got := duplicateTexts(all); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	golden.RequireEqual(t, notesOf("old nix", all))
}

// TestDuplicatesSharedTooMuch proves that a node at more places than anybody
// wants lines for has none, and costs no time.
func TestDuplicatesSharedTooMuch(t *testing.T) {
	t.Parallel()
	g := lockGraph(t, ladder(200, false)+"s200b github:x/s199 rev=2 : x=s199\n"+"s201 github:x/top rev=1 :\n")
	if all := g.Duplicates(lock.DuplicateOptions{}); len(all) != 0 {
		t.Errorf("nothing leads to the second: %v", all)
	}
	text := strings.Replace(ladder(200, false), "root : a=s0", "root : a=s0 own=own", 1) + "own github:x/end rev=2 :\n"
	all := lockGraph(t, text).Duplicates(lock.DuplicateOptions{})
	if len(all) != 1 || len(all[0].Suggest) != 0 || all[0].Saves != 0 || len(all[0].Notes) != 1 {
		t.Errorf("%+v", all)
	}
	golden.RequireEqual(t, notesOf("shared", all))
}

// TestSavesTogether proves that what overlapping suggestions save is counted once.
func TestSavesTogether(t *testing.T) {
	t.Parallel()
	g := lockGraph(t, `
root : x=x y=y a=a
x github:o/x rev=1 : y=y
y github:o/y rev=1 :
a github:o/a rev=1 : x=x2
x2 github:o/x rev=2 : y=y2
y2 github:o/y rev=2 :
`)
	all := g.Duplicates(lock.DuplicateOptions{})
	each := 0
	for _, d := range all {
		each += d.Saves
	}
	if got := g.Saves(all); len(all) != 2 || each != 3 || got != 2 {
		t.Errorf("%d suggestions, one by one %d, together %d", len(all), each, got)
	}
	if got := g.Saves(nil); got != 0 {
		t.Errorf("nothing saves %d", got)
	}
}
