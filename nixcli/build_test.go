package nixcli

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// buildFlake writes a flake of small builds. Its derivations have a salt, so that
// no two flakes share one in a store.
func buildFlake(t testing.TB, n nixtest.Nix) (dir string) {
	t.Helper()
	dir = nixtest.TempDir(t)
	nixtest.Write(t, dir+"/flake.nix", fmt.Sprintf(`{
  outputs = _: let
    sh = name: script: more: derivation ({
      inherit name; system = %q; salt = %q; PATH = "/usr/bin:/bin";
      builder = "/bin/sh"; args = [ "-c" (script + "\nexit 0") ];
    } // more);
    phase = name: "echo '@nix { \"action\": \"setPhase\", \"phase\": \"${name}\" }' >&$NIX_LOG_FD";
    dep = sh "dep-1.0" "echo from dep; echo > $out" {};
    fixed = hash: { outputHashMode = "flat"; outputHashAlgo = "sha256"; outputHash = hash; };
    hello = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";
    # Waits until the file named "go" in this folder is there.
    gated = name: script: sh name "echo waiting; while ! test -e %s/go; do sleep 0.05; done; ${script}" {};
  in {
    good = sh "good-1.0" "echo uses ${dep}; ${phase "buildPhase"}; printf '\\033[31mred\\033[0m\\n'; echo to stderr >&2; echo > $out" {};
    bad = sh "bad-2.0" "echo one; echo two; exit 3" {};
    needsBad = sh "needs-bad" "echo ${sh "bad-3.0" "echo so; echo sad; exit 4" {}} > $out" {};
    multi = sh "multi-1.0" "echo o > $out; echo d > $dev" { outputs = [ "out" "dev" ]; };
    fixed = sh "fixed-1.0" "echo hello > $out" (fixed hello);
    wrong = sh "wrong-1.0" "echo hullo > $out" (fixed hello);
    noOutput = sh "no-output-1.0" "true" {};
    foreign = derivation { name = "foreign-1.0"; system = "riscv64-netbsd"; builder = "/bin/sh"; };
    ifd = import (sh "ifd-1.0" "echo 1 > $out" {});
    throws = throw "no such thing";
    # Every line has colours, a title for the terminal, and deletes itself.
    flood = sh "flood-1.0" "seq -f 'line %%.0f of many' 1 100000 | sed \"s/^/$(printf '\\033[31;1m')/; s/of/$(printf '\\033]0;title\\007of\\033[2K')/; s/$/$(printf '\\033[0m')/\"; echo > $out" {};
    long = sh "long-1.0" "head -c 10000000 /dev/zero | tr '\\0' x; echo; echo after; echo > $out" {};
    big = sh "big-1.0" "head -c 300000 /dev/zero > $out" {};
    sized = sh "sized-1.0" "head -c 100000 /dev/zero > $out; echo ${sh "large-1.0" "head -c 300000 /dev/zero > $out" {}} >> $out" {};
    slow = gated "slow-1.0" "echo > $out";
    stubborn = sh "stubborn-1.0" "trap '' TERM INT HUP; echo going; while true; do sleep 0.05; done" {};
    many = sh "many-1.0" "echo ${gated "left-1.0" "echo > $out"} ${gated "right-1.0" "echo > $out"} > $out" {};
    loops = builtins.trace "looping" (builtins.foldl' (a: b: builtins.foldl' (c: d: c + d) a (builtins.genList (x: x) 1000)) 0 (builtins.genList (x: x) 10000000));
  };
}
`, nixtest.System(t, n), filepath.Base(dir), dir))
	return dir
}

// buildOf is the action that builds an attribute of a flake. There is no evaluation
// cache: two processes that make it at the same moment may wait for each other (Nix
// 2.34), the second until the first has built.
func buildOf(c *Client, dir, attr string, more ...string) model.Action {
	argv := append([]string{c.name, "build"}, features()...)
	argv = append(argv, "--no-eval-cache", "--no-write-lock-file", "--json", "--no-link", "--log-format", "internal-json", "-v")
	return model.Action{Offer: model.Offer{Verb: model.VerbBuild, Apt: true}, Path: model.Path(attr), Argv: append(append(argv, more...), "path:"+dir+"#."+attr)}
}

// newBuilds are builds that are closed, and leave nothing behind, when the test ends.
func newBuilds(t testing.TB, n nixtest.Nix) (*Builds, *Client) {
	t.Helper()
	c := testClient(t, n)
	b := NewBuilds(c)
	t.Cleanup(func() {
		b.Close()
		gone(t, c)
	})
	return b, c
}

// await waits until a build is as it should be.
func await(t testing.TB, b *Builds, id int, what string, is func(*Builds, model.Build) bool) model.Build {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patient)
	defer cancel()
	for seen := uint64(0); ; {
		var err error
		if seen, err = b.Changed(ctx, seen); err != nil {
			t.Fatalf("it never came to this: %s: %+v", what, b.Snapshot())
		}
		all := b.Snapshot()
		if i := slices.IndexFunc(all, func(one model.Build) bool { return one.ID == id }); i >= 0 && is(b, all[i]) {
			return all[i]
		}
	}
}

func ended(_ *Builds, b model.Build) bool { return b.State.Ended() }

func logging(n int) func(*Builds, model.Build) bool {
	return func(_ *Builds, b model.Build) bool {
		logged := 0
		for _, d := range b.Running {
			logged += min(1, d.Lines)
		}
		return logged == n
	}
}

// outputs are the paths that were built, without store and hash.
func outputs(b model.Build) []string {
	var all []string
	for _, r := range b.Results {
		for _, o := range r.Outputs {
			all = append(all, o.Name+" "+model.DerivationName(o.Path))
		}
	}
	return all
}

// TestBuilds proves how builds end, and what is known of them then.
func TestBuilds(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir := buildFlake(t, n)
		b, c := newBuilds(t, n)
		for attr, want := range map[string]struct {
			state   model.BuildState
			built   int
			outputs []string
			failed  string // name and reason
			tail    []string
			problem string
		}{
			"good":     {state: model.BuildSucceeded, built: 2, outputs: []string{"out good-1.0"}},
			"multi":    {state: model.BuildSucceeded, built: 1, outputs: []string{"out multi-1.0"}},
			"fixed":    {state: model.BuildSucceeded, built: 1, outputs: []string{"out fixed-1.0"}},
			"bad":      {state: model.BuildFailed, failed: "bad-2.0: builder failed with exit code 3", tail: []string{"one", "two"}, problem: "bad-2.0: builder failed with exit code 3"},
			"needsBad": {state: model.BuildFailed, failed: "bad-3.0: builder failed with exit code 4", tail: []string{"so", "sad"}, problem: "bad-3.0: builder failed with exit code 4"},
			"wrong":    {state: model.BuildFailed, failed: "wrong-1.0: hash mismatch in fixed-output derivation:\nspecified: sha256-WJG1tSLV3whtD/CxEPvZ0hu0/HFjrzTQgoai6Eb2vgM=\ngot:    sha256-Fl45J8udwJw6BL0ohd5QKcjsfBauL3/ydd7lob8llfM=", tail: []string{}, problem: "wrong-1.0: hash mismatch"},
			"noOutput": {state: model.BuildFailed, failed: "no-output-1.0: ", tail: []string{}, problem: "failed to produce output path"},
			"foreign":  {state: model.BuildFailed, failed: "foreign-1.0: ", tail: []string{}, problem: "riscv64-netbsd"},
			"throws":   {state: model.BuildFailed, problem: "no such thing"},
			"missing":  {state: model.BuildFailed, problem: "does not provide attribute 'missing'"},
		} {
			t.Run(attr, func(t *testing.T) {
				t.Parallel()
				got := await(t, b, b.Start(buildOf(c, dir, attr)), "its end", ended)
				if got.State != want.state || !slices.Equal(outputs(got), want.outputs) || len(got.Running) > 0 || got.Path.String() != attr || got.Took(time.Now()) <= 0 {
					t.Fatalf("%+v", got)
				}
				if want.built > 0 && got.Builds != (model.Tally{Done: want.built, Expected: want.built}) {
					t.Errorf("built: %+v", got.Builds)
				}
				if want.problem != "" && (got.Problem == nil || !strings.Contains(got.Problem.Message, want.problem)) {
					t.Errorf("problem: %+v", got.Problem)
				}
				switch {
				case (want.failed == "") != (len(got.Failed) == 0) || len(got.Failed) > 1:
					t.Fatalf("failed: %+v", got.Failed)
				case want.failed != "":
					f := got.Failed[0]
					if !strings.HasPrefix(f.Name+": "+f.Reason, want.failed) || !slices.Equal(f.Tail, want.tail) || !strings.HasSuffix(f.Drv, f.Name+".drv") || f.Since.IsZero() || f.Ended.IsZero() {
						t.Errorf("failed: %+v", f)
					}
				}
			})
		}
	})
}

// TestBuildOutputs proves that all outputs are built where that is asked for, each
// known by its name, also of what was built before.
func TestBuildOutputs(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir := buildFlake(t, n)
		b, c := newBuilds(t, n)
		for _, built := range []int{1, 0} {
			got := await(t, b, b.Start(buildOf(c, dir, "multi^*")), "its end", ended)
			all := outputs(got)
			slices.Sort(all)
			if !slices.Equal(all, []string{"dev multi-1.0-dev", "out multi-1.0"}) || got.Builds.Done != built {
				t.Errorf("%q: %+v", all, got)
			}
		}
	})
}

// cached builds an attribute, puts it into a binary cache, and takes it out of the
// store. The result is nix with that cache, and the cache's address.
func cached(t testing.TB, n nixtest.Nix, dir, attr string) (with nixtest.Nix, address string) {
	t.Helper()
	cache := nixtest.TempDir(t)
	ref := "path:" + dir + "#." + attr
	n.Must(t, "copy", "--no-write-lock-file", "--to", "file://"+cache+"?compression=none", ref)
	path := strings.TrimSpace(n.Must(t, "eval", "--raw", "--no-write-lock-file", ref+".outPath"))
	n.Must(t, "store", "delete", path)
	server := httptest.NewServer(http.FileServer(http.Dir(cache)))
	t.Cleanup(server.Close)
	return n.Settings("substitute = true", "require-sigs = false", "substituters = "+server.URL), server.URL
}

// TestFetchedBuild proves that downloads are counted.
func TestFetchedBuild(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir := buildFlake(t, n)
		with, _ := cached(t, n, dir, "big")
		b, c := newBuilds(t, with)
		got := await(t, b, b.Start(buildOf(c, dir, "big")), "its end", ended)
		if got.State != model.BuildSucceeded || got.Copies != (model.Tally{Done: 1, Expected: 1}) || got.Bytes.Done < 300_000 || got.Bytes.Done > got.Bytes.Expected || got.Builds.Done != 0 {
			t.Errorf("%+v", got)
		}
	})
}

// TestBuildSizes proves that what was built has its sizes soon after.
func TestBuildSizes(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir := buildFlake(t, n)
		b, c := newBuilds(t, n)
		got := await(t, b, b.Start(buildOf(c, dir, "sized")), "its sizes", func(_ *Builds, one model.Build) bool {
			return len(one.Results) > 0 && one.Results[0].Outputs[0].ClosureSize > 0
		})
		if o := got.Results[0].Outputs[0]; o.NarSize < 100_000 || o.ClosureSize < o.NarSize+300_000 || !o.Built {
			t.Errorf("%+v", got.Results)
		}
	})
}

// TestIgnoredSettings proves that a build tells what of nixConfig nix left out.
func TestIgnoredSettings(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		b, c := newBuilds(t, n)
		dir := workshop(t, n)
		attr := "checks." + nixtest.System(t, n) + ".one"
		for more, want := range map[string]string{"--no-accept-flake-config": "cores extra-substituters extra-trusted-public-keys sandbox", "--accept-flake-config": ""} {
			plan, err := b.Plan(t.Context(), buildOf(c, dir, attr, more))
			if ignored := strings.Join(plan.Ignored, " "); err != nil || ignored != want {
				t.Errorf("plan %s: %q, want %q: %v", more, ignored, want, err)
			}
			got := await(t, b, b.Start(buildOf(c, dir, attr, more)), "its end", ended)
			if ignored := strings.Join(got.Ignored, " "); got.State != model.BuildSucceeded || ignored != want {
				t.Errorf("%s: %q, want %q: %+v", more, ignored, want, got.Problem)
			}
		}
	})
}

// TestBuildLogs proves what a build's logs hold: every line in order, without
// colours, cut where it is too long, and what nix itself said.
func TestBuildLogs(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir := buildFlake(t, n)
		b, c := newBuilds(t, n)
		good, flood, long := b.Start(buildOf(c, dir, "good")), b.Start(buildOf(c, dir, "flood")), b.Start(buildOf(c, dir, "long"))
		for _, id := range []int{good, flood, long} {
			if got := await(t, b, id, "its end", ended); got.State != model.BuildSucceeded {
				t.Fatalf("%+v", got)
			}
		}
		steps := b.Steps(good)
		if len(steps) != 2 || steps[0].Name != "dep-1.0" || steps[1].Name != "good-1.0" || steps[1].Phase != "buildPhase" || steps[1].Ended.Before(steps[1].Since) {
			t.Fatalf("%+v", steps)
		}
		log := b.Log(good, steps[1].Drv, 1, 10)
		if log.First != 1 || log.Total != 3 || log.Dropped != 0 || !log.Ended || !slices.Equal(log.Lines, []string{"red", "to stderr"}) {
			t.Errorf("%+v", log)
		}
		own := strings.Join(b.Log(good, "", 0, 1000).Lines, "\n")
		if !strings.Contains(own, "these 2 derivations will be built:") || strings.Contains(own, "evaluating file") {
			t.Errorf("nix said: %s", own)
		}
		log = b.Log(flood, b.Steps(flood)[0].Drv, 0, 100_000)
		if log.First != 90_000 || log.Dropped != 90_000 || log.Total != 100_000 || len(log.Lines) != 10_000 {
			t.Fatalf("from %d, %d dropped, %d in all, %d lines", log.First, log.Dropped, log.Total, len(log.Lines))
		}
		for i, line := range log.Lines {
			if want := fmt.Sprintf("line %d of many", 90_001+i); line != want {
				t.Fatalf("%q, want %q", line, want)
			}
		}
		log = b.Log(long, b.Steps(long)[0].Drv, 0, 3)
		if len(log.Lines) != 2 || len(log.Lines[0]) > maxLogLine+100 || !strings.HasSuffix(log.Lines[0], " more") || log.Lines[1] != "after" {
			t.Errorf("%d lines, the first ends %q", len(log.Lines), log.Lines[0][max(0, len(log.Lines[0])-100):])
		}
		if none := b.Log(good, "/no/such.drv", 0, 9); len(none.Lines) > 0 || !none.Ended {
			t.Errorf("%+v", none)
		}
		b.Forget(flood)
		if none := b.Log(flood, "", 0, 9); len(none.Lines) > 0 || !none.Ended || b.Steps(flood) != nil || len(b.Snapshot()) != 2 {
			t.Errorf("forgotten, it still has %+v", none)
		}
	})
}

// TestParallelBuilds proves that several builds, and several derivations of one,
// run at the same time and are seen to.
func TestParallelBuilds(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir := buildFlake(t, n)
		b, c := newBuilds(t, n)
		many := b.Start(buildOf(c, dir, "many", "--max-jobs", "2"))
		got := await(t, b, many, "two derivations", logging(2))
		if got.State != model.BuildRunning || got.Builds.Running != 2 || got.Builds.Expected != 3 || got.Builds.Done != 0 {
			t.Errorf("%+v", got)
		}
		if f, known := got.Fraction(); f != 0 || !known {
			t.Errorf("%v done", f)
		}
		for _, d := range got.Running {
			if !slices.Equal(d.Tail, []string{"waiting"}) || d.Since.IsZero() || !d.Ended.IsZero() || d.Reason != "" {
				t.Errorf("%+v", d)
			}
			if log := b.Log(many, d.Drv, 0, 9); log.Ended || len(log.Lines) != 1 {
				t.Errorf("%+v", log)
			}
		}
		slow := b.Start(buildOf(c, dir, "slow"))
		await(t, b, slow, "a derivation", logging(1))
		nixtest.Write(t, dir+"/go", "")
		again := b.Again(slow)
		for _, id := range []int{many, slow, again} {
			if got := await(t, b, id, "its end", ended); got.State != model.BuildSucceeded {
				t.Errorf("%+v", got)
			}
		}
		if again <= slow || b.Again(99) != 0 {
			t.Errorf("again it is build %d, after %d", again, slow)
		}
	})
}
