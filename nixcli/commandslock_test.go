package nixcli_test

import (
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli"
	"flakewalk/nixcli/nixtest"
)

// TestCommandsWithoutLock proves that the commands for a flake whose lock file nix cannot
// write say so to nix, and only those.
func TestCommandsWithoutLock(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir, system := nixtest.TempDir(t), nixtest.System(t, n)
		nixtest.Write(t, dir+"/dep/flake.nix", "{ outputs = _: { }; }")
		text := `{ inputs.dep.url = "path:` + dir + `/dep"; outputs = _: {
			packages.` + system + `.default = derivation { name = "d"; system = "` + system + `"; builder = "/bin/sh"; };
			nixosConfigurations.host = { config.system.build.toplevel = 1; options = { }; };
			x = 1;
		}; }`
		for _, name := range []string{"loose", "locked", "archive/loose"} {
			nixtest.Write(t, dir+"/"+name+"/flake.nix", text)
		}
		n.Must(t, "flake", "lock", dir+"/locked")
		pack := func(from, to string) {
			if out, err := exec.CommandContext(t.Context(), "tar", "-C", filepath.Dir(from), "-czf", to, filepath.Base(from)).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
		}
		pack(dir+"/loose", dir+"/loose.tar.gz")
		pack(dir+"/locked", dir+"/locked.tar.gz")
		nixtest.Commit(t, dir+"/loose")
		nixtest.Git(t, dir, "clone", "-q", "--bare", dir+"/loose", dir+"/bare.git")
		with := nixcli.Flags{OverrideInputs: [][2]string{{"dep", "path:" + dir + "/dep"}}}
		for _, c := range []struct {
			ref   string
			flags nixcli.Flags
			needs bool
		}{
			{"file://" + dir + "/loose.tar.gz", nixcli.Flags{}, true},
			{"file://" + dir + "/locked.tar.gz", nixcli.Flags{}, false},
			{"file://" + dir + "/loose.tar.gz", with, false},
			{"git+file://" + dir + "/bare.git", nixcli.Flags{}, true},
			{"path:" + dir + "/archive/loose", nixcli.Flags{}, false},
			{"git+file://" + dir + "/loose", nixcli.Flags{}, false},
			{dir + "/locked", nixcli.Flags{}, false},
		} {
			s := mustOpen(t, n, c.ref, c.flags, nixcli.Options{})
			var nodes []model.Node
			for _, p := range []model.AttrPath{model.Path("packages", system, "default"), model.Path("nixosConfigurations", "host"), model.Path("x")} {
				some, err := s.Heads(t.Context(), []model.AttrPath{p})
				if err != nil {
					t.Fatal(err)
				}
				nodes = append(nodes, some...)
			}
			if s.Unlockable() != c.needs {
				t.Errorf("%s: %v", c.ref, s.Unlockable())
			}
			for _, node := range nodes {
				for _, command := range s.Commands(node) {
					if slices.Contains(command.Argv, "--no-write-lock-file") != c.needs {
						t.Errorf("%s: %q", c.ref, command.Argv)
					}
				}
			}
			argv := s.Commands(nodes[2])[0].Argv
			if out := n.Must(t, argv[1:]...); out != "1\n" {
				t.Errorf("%q: %q", argv, out)
			}
		}
	})
}
