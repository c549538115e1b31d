package nixcli

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// TestPlans proves what nix says of a build before it is done, and that nothing is
// built for it.
func TestPlans(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir := buildFlake(t, n)
		with, _ := cached(t, n, dir, "big")
		b, c := newBuilds(t, with)
		for attr, want := range map[string]struct {
			builds, fetches []string
			words           string
			cause           model.Cause
		}{
			"good":     {builds: []string{"dep-1.0", "good-1.0"}, words: "2 derivations to build"},
			"slow":     {builds: []string{"slow-1.0"}, words: "1 derivation to build"},
			"stubborn": {builds: []string{"stubborn-1.0"}, words: "1 derivation to build"},
			"foreign":  {builds: []string{"foreign-1.0"}, words: "1 derivation to build"},
			"big":      {fetches: []string{"big-1.0"}, words: "1 path to fetch (293 KiB, 293 KiB unpacked)"},
			"throws":   {cause: model.CauseThrow},
			"ifd":      {cause: model.CauseIFD},
		} {
			t.Run(attr, func(t *testing.T) {
				t.Parallel()
				p, err := b.Plan(t.Context(), buildOf(c, dir, attr))
				if causeOf(err) != want.cause {
					t.Fatalf("%v (%s), want %s", err, causeOf(err), want.cause)
				}
				if err != nil {
					return
				}
				if got := names(p.Builds); !slices.Equal(got, want.builds) {
					t.Errorf("builds %q, want %q", got, want.builds)
				}
				if got := names(p.Fetches); !slices.Equal(got, want.fetches) || p.Unknown != nil {
					t.Errorf("fetches %q, want %q; unknown %q", got, want.fetches, p.Unknown)
				}
				if got := p.String(); got != want.words && !strings.HasPrefix(got, "1 path to fetch (") {
					t.Errorf("%q, want %q", got, want.words)
				}
				if len(p.Fetches) > 0 && (p.Unpacked < 250_000 || p.Unpacked > 350_000 || p.Download < 250_000) {
					t.Errorf("%d bytes to download, %d unpacked", p.Download, p.Unpacked)
				}
			})
		}
	})
}

// names are the names of store paths, sorted.
func names(paths []string) []string {
	var all []string
	for _, p := range paths {
		all = append(all, model.DerivationName(p))
	}
	slices.Sort(all)
	return all
}

// TestPlanEnds proves that a plan can be cancelled, and that only builds have one.
func TestPlanEnds(t *testing.T) {
	t.Parallel()
	n := oneNix(t)
	b, c := newBuilds(t, nixtest.IgnoresSignals(t, n, "build"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Plan(ctx, model.Action{Argv: []string{c.name, "build", "."}}); causeOf(err) != model.CauseCancelled {
		t.Errorf("cancelled: %v", err)
	}
	for _, argv := range [][]string{nil, {c.name}, {c.name, "run", "."}} {
		if _, err := b.Plan(t.Context(), model.Action{Argv: argv}); causeOf(err) != model.CauseUsage {
			t.Errorf("%q: %v", argv, err)
		}
	}
}

// TestParsePlan proves how the words of different versions are read.
func TestParsePlan(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]model.Plan{
		"": {},
		"warning: Git tree '/x' is dirty\nthese 2 derivations will be built:\n  /nix/store/a.drv\n  /nix/store/b.drv\nthis path will be fetched (0.50 MiB download, 1.25 MiB unpacked):\n  /nix/store/c\n": {
			Builds: []string{"/nix/store/a.drv", "/nix/store/b.drv"}, Fetches: []string{"/nix/store/c"}, Download: 512 << 10, Unpacked: 1280 << 10,
		},
		"\x1b[1mthese 3 paths will be fetched (2.0 KiB download, 3 B unpacked):\x1b[0m\r\n  /nix/store/c\r\n":                  {Fetches: []string{"/nix/store/c"}, Download: 2048, Unpacked: 3},
		"this path will be fetched (lots download, more unpacked):\n  /nix/store/c\n":                                          {Fetches: []string{"/nix/store/c"}},
		"don't know how to build these paths (may be caused by read-only store access):\n  /nix/store/c\n":                     {Unknown: []string{"/nix/store/c"}},
		"this derivation will be built:\n  /nix/store/a.drv\nbuilding '/nix/store/a.drv'...\n  /not/of/a/list\n":               {Builds: []string{"/nix/store/a.drv"}},
		"these 1 paths will be fetched (99999999999999999999999 GiB download, 1e9 KiB unpacked):\n  /nix/store/c\n  no path\n": {Fetches: []string{"/nix/store/c"}},
	} {
		if got := parsePlan(text); !reflect.DeepEqual(got, want) {
			t.Errorf("%q:\n%+v, want\n%+v", text, got, want)
		}
	}
}
