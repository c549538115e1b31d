package nixcli

import (
	"path/filepath"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// TestLooked proves on each nix, of a clean and a dirty repository, which missing file
// is in a submodule, which is there and not tracked, and which is nowhere.
func TestLooked(t *testing.T) {
	t.Parallel()
	const flake = `{ outputs = _: { lib = {
		sub = builtins.readFile ./sub/flake.nix;
		whole = import ./sub;
		nowhere = import ./sub/no-such-file.nix;
		untracked = import ./untracked.nix;
		missing = builtins.readFile ./no-such-file;
		folder = import ./folder;
	}; }; }`
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		sub, dir := nixtest.TempDir(t), nixtest.TempDir(t)
		nixtest.Write(t, filepath.Join(sub, "flake.nix"), "1")
		nixtest.Commit(t, sub)
		nixtest.Write(t, filepath.Join(dir, "flake.nix"), flake)
		nixtest.Write(t, filepath.Join(dir, "folder", "x"), "1")
		nixtest.Commit(t, dir)
		nixtest.Git(t, dir, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", sub, "sub")
		nixtest.Git(t, dir, "commit", "-qm", "sub")
		nixtest.Write(t, filepath.Join(dir, "untracked.nix"), "1")
		for _, name := range []string{"clean", "dirty"} {
			if name == "dirty" {
				nixtest.Write(t, filepath.Join(dir, "flake.nix"), flake+"\n")
			}
			for _, noWarm := range []bool{false, true} {
				s := opened(t, n, "git+file://"+dir, Config{}, Options{NoWarm: noWarm})
				for attr, want := range map[string]model.Cause{
					"sub": model.CauseSubmodule, "whole": model.CauseSubmodule, "nowhere": model.CauseSubmodule,
					"untracked": model.CauseNotTracked, "missing": model.CauseFileMissing, "folder": model.CauseFileMissing,
				} {
					known, err := s.Heads(t.Context(), []model.AttrPath{model.Path("lib", attr)})
					if err != nil || known[0].Problem == nil || known[0].Problem.Cause != want {
						t.Errorf("%s %s: %v, %+v, want %s", name, attr, err, known, want)
					}
				}
			}
			{
				s := opened(t, n, "git+file://"+dir+"?submodules=1", Config{}, Options{})
				known, err := s.Heads(t.Context(), []model.AttrPath{model.Path("lib", "nowhere")})
				if err != nil || known[0].Problem == nil || known[0].Problem.Cause != model.CauseFileMissing {
					t.Errorf("with submodules: %v, %+v", err, known[0].Problem)
				}
			}
		}
	})
}

// TestUntrackedFlake proves that a flake.nix that git does not track is told from one
// that is not there.
func TestUntrackedFlake(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		with, without := nixtest.TempDir(t), nixtest.TempDir(t)
		for _, dir := range []string{with, without} {
			nixtest.Write(t, filepath.Join(dir, "x"), "1")
			nixtest.Commit(t, dir)
		}
		nixtest.Write(t, filepath.Join(with, "flake.nix"), "{ outputs = _: { }; }")
		nixtest.Write(t, filepath.Join(with, "sub", "flake.nix"), "{ outputs = _: { }; }")
		for ref, want := range map[string]model.Cause{
			"git+file://" + with: model.CauseNotTracked, "git+file://" + without: model.CauseNotFlake,
			"git+file://" + with + "?dir=sub": model.CauseNotTracked, "git+file://" + with + "?dir=no": model.CauseNotFlake,
		} {
			s := newSession(t, n, ref, Config{}, Options{})
			if _, err := s.Open(t.Context()); causeOf(err) != want {
				t.Errorf("%s: %s (%v), want %s", ref, causeOf(err), err, want)
			}
		}
	})
}
