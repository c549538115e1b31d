package nixcli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// TestCancelledBuilds proves that a build can be ended in whatever it does, with
// nothing left of it, neither a process nor a lock, and that the store is sane: it
// can be built again, and what was built is whole.
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
				if c.attr == "stubborn" && !lockHeld(t, n, dir, c.attr) {
					t.Error("what is built is not locked, so that no lock can be looked for")
				}
				b.Cancel(id)
				got := await(t, b, id, "its end", ended)
				if got.State != model.BuildCancelled || len(got.Running) > 0 || got.Problem != nil {
					t.Errorf("%+v", got)
				}
				gone(t, client)
				if left := nixtest.Leftovers("salt=" + filepath.Base(dir)); len(left) > 0 {
					t.Errorf("builders left running: %v", left)
				}
				if c.attr != "loops" && lockHeld(t, n, dir, c.attr) {
					t.Error("its output is still locked")
				}
				nixtest.Write(t, dir+"/go", "")
				b, client = newBuilds(t, n)
				again := c.attr
				if again == "stubborn" || again == "loops" { // these never end
					again = "good"
				}
				if got = await(t, b, b.Start(buildOf(client, dir, again)), "its end", ended); got.State != model.BuildSucceeded {
					t.Errorf("started again: %+v", got)
				}
				n.Must(t, "store", "verify", "--no-trust", "--recursive", got.Results[0].Outputs[0].Path)
			})
		}
	})
}

// TestCancelIsSoon proves that what a cancelled build is given to end leaves it gone
// within two seconds.
func TestCancelIsSoon(t *testing.T) {
	t.Parallel()
	if most := interruptGrace + terminateGrace + 2*pipeGrace; most > 1900*time.Millisecond {
		t.Errorf("it may take %s", most)
	}
}

// lockHeld tells whether somebody holds the lock by which nix builds an output once
// only (Nix's source, pathlocks.cc).
func lockHeld(t *testing.T, n nixtest.Nix, dir, attr string) bool {
	t.Helper()
	path := n.Must(t, "eval", "--raw", "--no-eval-cache", "--no-write-lock-file", "path:"+dir+"#"+attr+".outPath")
	f, err := os.Open(path + ".lock")
	if errors.Is(err, fs.ErrNotExist) {
		return false
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only looked at
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil
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
	for _, n := range nixtest.All(t) {
		t.Run(n.Version, func(t *testing.T) { buildsLeaveNothing(t, n) })
	}
}

func buildsLeaveNothing(t *testing.T, n nixtest.Nix) {
	dir := buildFlake(t, n)
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // it would close what we forget
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
