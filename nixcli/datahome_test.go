package nixcli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"flakewalk/nixcli/nixtest"
)

// TestDataHome proves that a repl that has to write its history, as that of Lix
// does, can, that each has a folder of its own, and that nothing is left of it: not
// when the evaluator ends, nor of a process that was killed once another comes.
func TestDataHome(t *testing.T) {
	nixtest.All(t) // their own folders are not to be in ours
	tmp := nixtest.TempDir(t)
	t.Setenv("TMPDIR", tmp)
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		n = nixtest.WritesHistory(t, n)
		pin := pinOf(t, n, nixtest.Unpack(t, "shapes"))
		w, other := warmOn(t, testClient(t, n), pin), warmOn(t, testClient(t, n), pin)
		for _, w := range []*warm{w, other} {
			if names, err := w.ask(t.Context(), request{probe: "fw.names"}); err != nil || !strings.Contains(names, "packages") {
				t.Fatalf("%q, %v", names, err)
			}
		}
		if a, b := homeOf(w), homeOf(other); a == b || !strings.HasPrefix(a, filepath.Join(tmp, dataHomePrefix)) {
			t.Errorf("the data homes are %s and %s", a, b)
		} else if _, err := os.Stat(filepath.Join(a, "nix", "repl-history")); err != nil {
			t.Errorf("no history was written: %v", err)
		}
		w.close()
		other.close()
		for _, w := range []*warm{w, other} {
			if _, err := os.Stat(homeOf(w)); !os.IsNotExist(err) {
				t.Errorf("%s is left: %v", homeOf(w), err)
			}
		}
	})
	t.Run("left behind", func(t *testing.T) {
		used, left, foreign := newDataHome(), filepath.Join(tmp, dataHomePrefix+"left"), filepath.Join(tmp, "flakewalk-other")
		nixtest.Write(t, filepath.Join(left, "nix", "repl-history"), "x")
		nixtest.Write(t, filepath.Join(foreign, "x"), "x")
		nixtest.Write(t, filepath.Join(tmp, dataHomePrefix+"file"), "x")
		sweepDataHomes()
		for path, stays := range map[string]bool{used.path: true, left: false, foreign: true, filepath.Join(tmp, dataHomePrefix+"file"): true} {
			if _, err := os.Stat(path); (err == nil) != stays {
				t.Errorf("%s stays: %v, want %v", path, err == nil, stays)
			}
		}
		used.remove()
		if _, err := os.Stat(used.path); !os.IsNotExist(err) {
			t.Error(err)
		}
	})
	t.Run("no place for one", func(t *testing.T) {
		t.Setenv("TMPDIR", filepath.Join(tmp, "nowhere"))
		if d := newDataHome(); d.path != noDataHome {
			t.Error(d.path)
		} else {
			d.remove()
		}
	})
}

// homeOf is the data home of a warm evaluator.
func homeOf(w *warm) string {
	home := ""
	for _, kv := range w.cmd.Env {
		if path, ok := strings.CutPrefix(kv, "XDG_DATA_HOME="); ok {
			home = path
		}
	}
	return home
}
