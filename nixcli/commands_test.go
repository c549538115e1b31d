package nixcli_test

import (
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli"
	"flakewalk/nixcli/nixtest"
)

// TestCommandsWork proves that the commands shown for values do what they say.
func TestCommandsWork(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir := nixtest.TempDir(t)
		nixtest.Write(t, dir+"/flake.nix", `{ outputs = _: {
			packages.`+nixtest.System(t, n)+` = { default = derivation { name = "d"; system = "`+nixtest.System(t, n)+`"; builder = "/bin/sh"; }; };
			lib = { plain = 1; "a.b" = 2; "q\"uo te" = 3; "\${x}" = 4; "é" = 5; list = [ 6 { "in it" = 7; } ]; };
		}; }`)
		s := mustOpen(t, n, "path:"+dir, nixcli.Flags{}, nixcli.Options{})
		for want, p := range map[string]model.AttrPath{
			"1": model.Path("lib", "plain"),
			"2": model.Path("lib", "a.b"),
			"3": model.Path("lib", `q"uo te`),
			"4": model.Path("lib", "${x}"),
			"5": model.Path("lib", "é"),
			"6": model.Path("lib", "list").Child(model.Elem(0)),
			"7": model.Path("lib", "list").Child(model.Elem(1)).Child(model.Attr("in it")),
		} {
			nodes, err := s.Heads(t.Context(), []model.AttrPath{p})
			if err != nil {
				t.Fatal(err)
			}
			commands := s.Commands(nodes[0])
			if len(commands) == 0 {
				t.Errorf("%s: no command", p)
				continue
			}
			argv := commands[0].Argv
			out := n.Must(t, append(append([]string{}, argv[1:]...), append(nixtest.Features(), "--no-write-lock-file")...)...)
			if strings.TrimSpace(out) != want {
				t.Errorf("%s: %q printed %q, want %s", p, argv, out, want)
			}
		}
		nodes, err := s.Heads(t.Context(), []model.AttrPath{model.Path("packages", s.Flake().System, "default")})
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Commands(nodes[0])[0].Argv; strings.Join(got, " ") != "nix build path:"+dir {
			t.Errorf("the default package is built by %q", got)
		}
	})
}
