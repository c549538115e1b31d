package nixcli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// indexed is a flake with something of everything that a listing meets.
const indexed = `{
  outputs = { self }:
    let
      package = name: derivation { inherit name; system = "SYSTEM"; builder = "/bin/sh"; };
      marked = set: set // { recurseForDerivations = true; };
      many = n: f: builtins.listToAttrs (builtins.genList (i: { name = "n${toString i}"; value = f i; }) n);
      legacy = {
        hello = package "hello";
        throws = throw "an alias";
        poison = { }.missing;
        unmarked.inside = 1;
        packageSet = marked { inner = package "inner"; nested = marked { deeper = package "deeper"; }; };
        zlib = package "zlib";
      };
      configuration = { config = throw "not asked for"; options = { }; pkgs = throw "not asked for"; };
    in
    {
      packages.SYSTEM = { default = package "one"; "with.dot" = package "two"; bad = throw "not asked for"; };
      packages.other-linux = { elsewhere = package "three"; };
      formatter.SYSTEM = package "formatter";
      legacyPackages.SYSTEM = legacy;
      legacyPackages.other-linux = throw "not asked for";
      nixosConfigurations.host = configuration;
      overlay = final: prev: { };
      overlays.default = final: prev: { };
      lib = {
        id = x: x;
        strings = { join = 1; option = { _type = "option"; inside = 1; }; callable = { __functor = self: x: x; inside = 1; }; };
        broken = throw "broken";
        impure = import (package "ifd");
        forever = let f = i: if i == 0 then 0 else f (i - 1) + f (i - 1); in f 60;
        list = [ { a = 1; } ];
        derivation = package "in lib";
        l2.l3.l4.l5.l6 = 1;
      };
      big = many 2001 (i: if i == 5 then marked { inside = 1; } else { plain = 1; });
    };
}
`

// indexAll asks until nothing more comes.
func indexAll(ctx context.Context, s *Session) (listings []model.Listing, cut string, err error) {
	for {
		x, err := s.Index(ctx, len(listings))
		if err != nil {
			return listings, "", err
		}
		if listings = append(listings, x.Listings...); x.Done {
			return listings, x.Cut, nil
		}
	}
}

// paths are those of the listed sets, with their names, in the order of the listing.
func paths(all []model.Listing, system string) []string {
	texts := make([]string, len(all))
	for i, l := range all {
		names := strings.Join(l.Children.Names, " ")
		if l.Children.Len > 100 {
			names = fmt.Sprint(l.Children.Len)
		}
		texts[i] = strings.ReplaceAll(l.Path.String()+": "+names, system, "SYSTEM")
	}
	return texts
}

// TestIndex proves, with both engines on each nix, which sets are listed and in
// which order, that what fails, loops or would build costs itself only, and that
// what is left out is told.
func TestIndex(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, n nixtest.Nix, o Options) {
		s := opened(t, n, flakeOf(t, n, strings.ReplaceAll(indexed, "other-linux", otherSystem(t, n))), Config{}, o)
		all, cut, err := indexAll(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		got := paths(all, s.Flake().System)
		for i := range got {
			got[i] = strings.ReplaceAll(got[i], otherSystem(t, n), "OTHER")
		}
		systems := "OTHER SYSTEM"
		if s.Flake().System < otherSystem(t, n) {
			systems = "SYSTEM OTHER"
		}
		want := []string{
			": big formatter legacyPackages lib nixosConfigurations overlay overlays packages",
			"formatter: SYSTEM", "legacyPackages: " + systems, "nixosConfigurations: host", "overlays: default", "packages: " + systems,
			"legacyPackages.SYSTEM: hello packageSet poison throws unmarked zlib", "nixosConfigurations.host: config options pkgs", `packages.SYSTEM: bad default with.dot`,
			"big: 2001", "lib: broken derivation forever id impure l2 list strings",
			"legacyPackages.SYSTEM.packageSet: inner nested recurseForDerivations",
			"big.n5: inside recurseForDerivations", "lib.l2: l3", "lib.strings: callable join option",
			"lib.l2.l3: l4", "lib.l2.l3.l4: l5",
			"packages.OTHER: elsewhere",
		}
		if !slices.Equal(got, want) {
			t.Errorf("listed\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		for _, part := range []string{"without legacyPackages of other systems", "what lies deeper than 5 levels", "sets within sets of packages"} {
			if !strings.Contains(cut, part) {
				t.Errorf("%q is not told in %q", part, cut)
			}
		}
		if slices.ContainsFunc(s.Runs(), allowed) {
			t.Error("something could be built")
		}
		if again, err := s.Index(t.Context(), len(all)); err != nil || !again.Done || again.Cut != cut || len(again.Listings) != 0 {
			t.Errorf("asked again: %+v, %v", again, err)
		}
	})
}

// otherSystem is a system that this machine is not.
func otherSystem(t testing.TB, n nixtest.Nix) string {
	t.Helper()
	if nixtest.System(t, n) == "aarch64-linux" {
		return "x86_64-linux"
	}
	return "aarch64-linux"
}

// TestIndexFailures proves that sets that fail are counted, and hide no other.
func TestIndexFailures(t *testing.T) {
	t.Parallel()
	n := oneNix(t)
	s := opened(t, n, nixtest.Unpack(t, "systems"), Config{}, Options{})
	all, cut, err := indexAll(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	got := paths(all, s.Flake().System)
	for _, want := range []string{"packages.SYSTEM: good", "lib: good", "packages.not-a-system: good", "devShells.riscv64-linux: default"} {
		if !slices.Contains(got, want) {
			t.Errorf("%q is not listed in %q", want, got)
		}
	}
	if !strings.Contains(cut, "sets that cannot be evaluated") {
		t.Errorf("what failed is not told in %q", cut)
	}
	if s := opened(t, n, nixtest.Unpack(t, "outputs-throw"), Config{}, Options{}); s != nil {
		if _, _, err := indexAll(t.Context(), s); causeOf(err) != model.CauseThrow {
			t.Errorf("without outputs: %v", err)
		}
	}
}

// TestIndexAside proves that what the user looks at does not wait for the listing,
// even where that has met an attribute that never ends; that the listing stops
// when nobody asks, and goes on from there when somebody does.
func TestIndexAside(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		ref := flakeOf(t, n, `{ outputs = _: { a.one = 1; b.forever = let f = i: if i == 0 then 0 else f (i - 1) + f (i - 1); in f 60; z.good = 2; }; }`)
		s := opened(t, n, ref, Config{}, Options{})
		ctx, leave := context.WithCancel(t.Context())
		var listings []model.Listing
		var err error
		wait := later(func() { listings, _, err = indexAll(ctx, s) })
		stuck := func() bool { // it has listed all that is before the loop
			return s.index != nil && len(s.index.listings) == 4 && len(s.index.sets) == 0
		}
		until(t, s, "the listing has met the loop", stuck)
		if got := head(t, s, model.Path("z", "good")); got.Value.Text != "2" {
			t.Errorf("beside the listing: %+v", got)
		}
		calm(t, s)
		if a := s.Activity(); len(a) != 0 {
			t.Errorf("nix seems to be busy for the user: %+v", a)
		}
		repls := func(running bool) (n int) {
			for _, r := range s.Runs() {
				if r.Argv[1] == "repl" && r.Running == running {
					n++
				}
			}
			return n
		}
		if repls(true) != 2 {
			t.Errorf("%d evaluators", repls(true))
		}
		leave()
		wait()
		if !errors.Is(err, context.Canceled) || len(listings) != 4 {
			t.Errorf("left with %d listings, %v", len(listings), err)
		}
		until(t, s, "the listing has stopped", func() bool { return s.index.stop == nil && repls(true) == 1 })
		if repls(false) != 1 {
			t.Errorf("%d evaluators have ended", repls(false))
		}
		more, err := s.Index(t.Context(), 4)
		if err != nil || !more.Done || len(more.Listings) != 0 {
			t.Errorf("asked again: %+v, %v", more, err)
		}
		if whole, err := s.Index(t.Context(), 0); err != nil || len(whole.Listings) != 4 {
			t.Errorf("from the beginning: %+v, %v", whole, err)
		}
	})
}

// TestIndexReload proves that a reload starts the listing anew, for who waits too,
// and that closing ends it.
func TestIndexReload(t *testing.T) {
	t.Parallel()
	n := oneNix(t)
	dir := flakeOf(t, n, `{ outputs = _: { old.one = 1; }; }`)
	s := opened(t, n, dir, Config{}, Options{})
	if all, _, err := indexAll(t.Context(), s); err != nil || len(all) != 2 {
		t.Fatal(all, err)
	}
	nixtest.Write(t, dir+"/flake.nix", `{ outputs = _: { new = { one = 1; forever = let f = i: if i == 0 then 0 else f (i - 1) + f (i - 1); in f 60; }; }; }`)
	if _, err := s.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	x, err := s.Index(t.Context(), 0)
	if err != nil || x.Done || len(x.Listings) == 0 || x.Listings[0].Children.Names[0] != "new" {
		t.Errorf("after the reload: %+v, %v", x, err)
	}
	wait := later(func() { _, err = s.Index(t.Context(), 2) })
	until(t, s, "somebody waits", func() bool { return s.index.askers > 0 && len(s.index.listings) == 2 })
	s.Close()
	wait()
	if !errors.Is(err, context.Canceled) {
		t.Errorf("after closing: %v", err)
	}
}

// TestIndexBounds proves how many names are listed.
func TestIndexBounds(t *testing.T) {
	t.Parallel()
	n := oneNix(t)
	ref := flakeOf(t, n, `{
  outputs = _:
    let many = n: builtins.listToAttrs (builtins.genList (i: { name = "n${toString i}"; value = 1; }) n);
    in { a.b = many 150000; c.d = many 150000; e.f = many 5; };
}`)
	s := opened(t, n, ref, Config{}, Options{})
	began := time.Now()
	all, cut, err := indexAll(t.Context(), s)
	if err != nil || cut != "without all beyond the first 200,000 names" {
		t.Errorf("%q, %v", cut, err)
	}
	names := 0
	for _, l := range all {
		names += len(l.Children.Names)
		if l.Children.Len != len(l.Children.Names) {
			t.Errorf("%s has %d names of %d", l.Path, len(l.Children.Names), l.Children.Len)
		}
	}
	if names != maxIndexNames {
		t.Errorf("%d names", names)
	}
	t.Logf("%d names in %s", names, time.Since(began))
}
