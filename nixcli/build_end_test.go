package nixcli

import (
	"path/filepath"
	"slices"
	"testing"

	"go.uber.org/goleak"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// TestCancelledBuilds proves that a build can be ended in whatever it does, soon,
// with nothing left of it, and that it can be started again.
func TestCancelledBuilds(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		for name, c := range map[string]struct {
			attr string
			nix  nixtest.Nix
			at   func(*Builds, model.Build) bool
		}{
			"building":       {"slow", n, logging(1)},
			"a stubborn one": {"stubborn", n, logging(1)},
			"two":            {"many", n, logging(2)},
			"evaluating": {"loops", n, func(b *Builds, one model.Build) bool {
				return slices.Contains(b.Log(one.ID, "", 0, 99).Lines, "trace: looping") && one.Doing != ""
			}},
			"a nix that hangs": {"slow", nixtest.Deaf(t, n), logging(1)},
			"at once":          {"slow", n, func(*Builds, model.Build) bool { return true }},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				dir := buildFlake(t, n)
				b, client := newBuilds(t, c.nix)
				id := b.Start(buildOf(client, dir, c.attr, "--max-jobs", "2"))
				await(t, b, id, "the right moment", c.at)
				b.Cancel(id)
				got := await(t, b, id, "its end", ended)
				if got.State != model.BuildCancelled || len(got.Running) > 0 || got.Problem != nil {
					t.Errorf("%+v", got)
				}
				gone(t, client)
				if left := nixtest.Leftovers("salt=" + filepath.Base(dir)); len(left) > 0 {
					t.Errorf("builders left running: %v", left)
				}
				if c.attr != "slow" {
					return
				}
				nixtest.Write(t, dir+"/go", "")
				b, client = newBuilds(t, n)
				if got = await(t, b, b.Start(buildOf(client, dir, c.attr)), "its end", ended); got.State != model.BuildSucceeded {
					t.Errorf("started again: %+v", got)
				}
			})
		}
	})
}

// TestBuildersOfDeafNix proves that what nix has started is ended with it, though
// it has a session of its own, when nix itself does nothing about it.
func TestBuildersOfDeafNix(t *testing.T) {
	t.Parallel()
	n := oneNix(t)
	n.Bin = nixtest.FakeNix(t, `trap '' TERM INT HUP
setsid sh -c 'setsid sleep infinity & exec sleep infinity' </dev/null >/dev/null 2>&1 &
echo 'it works' >&2
while :; do wait; done
`)
	b, c := newBuilds(t, n)
	id := b.Start(model.Action{Argv: []string{c.name, "build"}})
	await(t, b, id, "work", func(b *Builds, _ model.Build) bool { return b.Log(id, "", 0, 1).Total > 0 })
	b.Cancel(id)
	if got := await(t, b, id, "its end", ended); got.State != model.BuildCancelled {
		t.Errorf("%+v", got)
	}
	gone(t, c)
}

// TestBuildsLeaveNothing proves that a hundred builds that succeed, fail, are
// cancelled or cannot even start leave no goroutine, file or process. It must not
// run beside others.
//
//nolint:paralleltest // it counts what the whole process has open
func TestBuildsLeaveNothing(t *testing.T) {
	n := oneNix(t)
	dir := buildFlake(t, n)
	before := goleak.IgnoreCurrent()
	files := openFiles(t)
	c := testClient(t, n)
	b := NewBuilds(c)
	const each = 25
	for i := range each {
		good, bad, cancelled := b.Start(buildOf(c, dir, "good")), b.Start(buildOf(c, dir, "bad")), b.Start(buildOf(c, dir, "slow"))
		none := b.Start(model.Action{Argv: []string{"/no/such/program", "build"}})
		if i%2 == 0 {
			await(t, b, cancelled, "a derivation", logging(1))
		}
		b.Cancel(cancelled)
		for id, want := range map[int]model.BuildState{good: model.BuildSucceeded, bad: model.BuildFailed, cancelled: model.BuildCancelled, none: model.BuildFailed} {
			if got := await(t, b, id, "its end", ended); got.State != want {
				t.Fatalf("build %d: %s, want %s: %+v", id, got.State, want, got.Problem)
			}
		}
	}
	last := b.Start(buildOf(c, dir, "stubborn"))
	await(t, b, last, "a derivation", logging(1))
	b.Close()
	b.Close()
	all := b.Snapshot()
	if len(all) != maxBuilds || all[len(all)-1].State != model.BuildCancelled {
		t.Errorf("%d builds, the last %s", len(all), all[len(all)-1].State)
	}
	if late := b.Start(buildOf(c, dir, "good")); await(t, b, late, "its end", ended).State != model.BuildCancelled {
		t.Error("a build was started after Close")
	}
	b.Close()
	gone(t, c)
	goleak.VerifyNone(t, before)
	if now := openFiles(t); now > files {
		t.Errorf("%d files are open, %d were", now, files)
	}
}
