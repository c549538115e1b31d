package nixcli

import (
	"context"
	"crypto/rand"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// allowed tells whether a run may build.
func allowed(r model.Run) bool {
	return strings.Contains(strings.Join(r.Argv, " "), "allow-import-from-derivation true")
}

// TestGrantIFD proves that a grant builds what the granted node needs, for every
// question about it and what is below, forgets what failed for want of it, and
// lets nothing else be built.
func TestGrantIFD(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, n nixtest.Nix, o Options) {
		s := opened(t, n.Fresh(t), nixtest.Unpack(t, "ifd"), Config{}, o)
		ctx, system := t.Context(), s.Flake().System
		read, description := model.Path("packages", system, "readFile"), model.Path("packages", system, "description")
		listing, imported := model.Path("lib", system, "listing"), model.Path("lib", system, "imported")
		refused := func(p model.AttrPath) {
			t.Helper()
			if got := head(t, s, p); got.State != model.StateIFD {
				t.Errorf("%s: %+v", p, got)
			}
		}
		for _, p := range []model.AttrPath{read, listing, imported} {
			refused(p)
		}
		if _, err := s.Children(ctx, listing); causeOf(err) != model.CauseIFD {
			t.Errorf("names: %v", err)
		}
		if _, err := s.Derivation(ctx, read); causeOf(err) != model.CauseIFD {
			t.Errorf("derivation: %v", err)
		}
		if nodes, err := s.Briefs(ctx, []model.AttrPath{description}); err != nil || nodes[0].State != model.StateIFD {
			t.Errorf("%+v, %v", nodes, err)
		}
		if slices.ContainsFunc(s.Runs(), allowed) {
			t.Error("something could be built before anybody allowed it")
		}
		before := len(s.Runs())

		s.Grant(read, model.GrantIFD)
		if got := head(t, s, read); got.State != model.StateReady || got.Kind != model.KindPackage {
			t.Errorf("with the grant: %+v", got)
		}
		if d, err := s.Derivation(ctx, read); err != nil || !strings.HasSuffix(d.DrvPath, "-never.drv") {
			t.Errorf("with the grant: %+v, %v", d, err)
		}
		if d, err := s.Detail(ctx, read); err != nil || d.Get("name") != "never" {
			t.Errorf("with the grant: %+v, %v", d, err)
		}
		s.Grant(description, model.GrantIFD)
		if nodes, err := s.Briefs(ctx, []model.AttrPath{description}); err != nil || nodes[0].State != model.StateReady || nodes[0].Description != "from-a-build" {
			t.Errorf("with the grant: %+v, %v", nodes, err)
		}
		for _, r := range s.Runs()[before:] {
			if text := strings.Join(r.Argv, " "); allowed(r) && !strings.Contains(text, `"readFile"`) && !strings.Contains(text, `"description"`) {
				t.Errorf("this was allowed to build: %.300q", r.Argv)
			}
		}
		refused(listing)
		refused(model.Path("lib", system, "exists"))
		if all, err := s.Heads(ctx, []model.AttrPath{imported, read}); err != nil || all[0].State != model.StateIFD || all[1].State != model.StateReady {
			t.Errorf("both at once: %+v, %v", all, err)
		}

		s.Grant(model.Path("lib"), model.GrantIFD) // and all below
		if got := head(t, s, imported); got.State != model.StateReady || got.Value.Text != "from-a-build" {
			t.Errorf("below a grant: %+v", got)
		}
		if got := head(t, s, model.Path("lib", system, "failing")); cause(got) != model.CauseBuild {
			t.Errorf("what fails to build: %+v", got)
		}
		if _, err := s.Children(ctx, listing); causeOf(err) == model.CauseIFD || err == nil {
			t.Errorf("what is no folder: %v", err)
		}
	})
}

// TestGrantImpure proves that a grant of impurity reads the machine for the
// granted node alone, and lasts over a reload of the same flake.
func TestGrantImpure(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, n nixtest.Nix, o Options) {
		s := opened(t, n, nixtest.Unpack(t, "impure"), Config{}, o)
		system, host := model.Path("lib", "system"), model.Path("lib", "host")
		for range 2 {
			for _, p := range []model.AttrPath{system, host} {
				if got := head(t, s, p); cause(got) != model.CauseImpure && len(s.grants) == 0 {
					t.Errorf("%s: %+v", p, got)
				}
			}
			s.Grant(system, model.GrantIFD) // of no help
			s.Grant(system, model.GrantImpure)
			if got := head(t, s, system); got.Value.Text != s.Flake().System {
				t.Errorf("with the grant: %+v", got)
			}
			if got := head(t, s, host); cause(got) != model.CauseImpure {
				t.Errorf("nobody granted it: %+v", got)
			}
			for p, want := range map[string]bool{"system": true, "good": false} {
				if c := s.Commands(head(t, s, model.Path("lib", p))); len(c) == 0 || slices.Contains(c[0].Argv, "--impure") != want {
					t.Errorf("the commands of %s: %v", p, c)
				}
			}
			if _, err := s.Open(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// TestGrantEnds proves that what was granted to a flake is granted no more once
// another version of it is open.
func TestGrantEnds(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, n nixtest.Nix, o Options) {
		dir := nixtest.Unpack(t, "impure")
		s := opened(t, n, "path:"+dir, Config{}, o)
		system := model.Path("lib", "system")
		s.Grant(system, model.GrantImpure)
		if got := head(t, s, system); got.Value.Text != s.Flake().System {
			t.Errorf("with the grant: %+v", got)
		}
		nixtest.Write(t, filepath.Join(dir, "new"), "")
		if _, err := s.Open(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := head(t, s, system); cause(got) != model.CauseImpure || s.flagsFor(system).Impure {
			t.Errorf("of another version: %+v", got)
		}
	})
}

// TestGrantWhileAsking proves that a refusal which was on its way when the grant
// came is not the last word.
func TestGrantWhileAsking(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		s, g := single(t, n, nixtest.Unpack(t, "impure"))
		p := model.Path("lib", "system")
		var got model.Node
		wait := later(func() { got = head(t, s, p) })
		g.arrive(s, 1)
		s.Grant(p, model.GrantImpure)
		g.open(4)
		wait()
		if got.Value.Text != s.Flake().System {
			t.Errorf("%+v", got)
		}
	})
}

// building is a flake of which an attribute needs a build that waits until somebody
// writes to a pipe; its builder and the child of that have a marker in their environment.
func building(t *testing.T, n nixtest.Nix) (ref, marker string) {
	t.Helper()
	marker = "FLAKEWALK_TEST_BUILDER=" + rand.Text()
	name, value, _ := strings.Cut(marker, "=")
	pipe := filepath.Join(nixtest.TempDir(t), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	return flakeOf(t, n, `{
  outputs = _: {
    lib.good = 1;
    lib.waits = import (derivation {
      name = "waits"; system = "SYSTEM"; builder = "/bin/sh"; `+name+` = "`+value+`";
      args = [ "-c" "/bin/sh -c 'read -r line' <`+pipe+`; echo 1 > $out; exit 0" ];
    });
  };
}
`), marker
}

// TestBuildersEnd proves that what is built for an evaluation ends with it, its folder too: when
// the user cancels and when the flake is closed; whether
// one attribute was granted it or all were.
func TestBuildersEnd(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, n nixtest.Nix, o Options) {
		n = n.Fresh(t)
		for _, everywhere := range []bool{false, true} {
			ref, marker := building(t, n)
			s := opened(t, n, ref, Config{Flags: Flags{AllowIFD: everywhere}}, o)
			waits := model.Path("lib", "waits")
			if !everywhere {
				s.Grant(waits, model.GrantIFD)
			}
			calm(t, s)
			ask := func() (wait func()) {
				wait = later(func() { _, _ = s.Heads(context.WithoutCancel(t.Context()), []model.AttrPath{waits}) })
				until(t, s, "it is built", func() bool { return len(nixtest.Leftovers(marker)) > 0 })
				return wait
			}
			wait := ask()
			s.Cancel()
			wait()
			if got := head(t, s, waits); got.State != model.StateCancelled {
				t.Errorf("cancelled: %+v", got)
			}
			if left := nixtest.WaitGone(marker, patient); len(left) > 0 {
				t.Errorf("everywhere %t: after the cancel %v are left", everywhere, left)
			}
			if got := head(t, s, model.Path("lib", "good")); got.Value.Text != "1" {
				t.Errorf("afterwards: %+v", got)
			}
			s.Forget(waits)
			wait = ask()
			s.Close()
			wait()
			if left := nixtest.WaitGone(marker, patient); len(left) > 0 {
				t.Errorf("everywhere %t: after closing %v are left", everywhere, left)
			}
			if left := buildFolders(t, n); len(left) > 0 {
				t.Errorf("everywhere %t: folders of builds are left: %q", everywhere, left)
			}
		}
	})
}

// buildFolders are the folders that builds of a nix work in.
func buildFolders(t *testing.T, n nixtest.Nix) []string {
	t.Helper()
	var all []string
	for _, kv := range n.Env {
		name, dir, _ := strings.Cut(kv, "=")
		pattern := map[string]string{"TMPDIR": "nix-build-*", "NIX_STATE_DIR": "builds/*"}[name]
		if pattern == "" {
			continue
		}
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found...)
	}
	return all
}
