package nixcli_test

import (
	"slices"
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

// TestCommandsOfConfigurations proves which commands people are offered for systems,
// options and templates, and that those of nix do what they say.
func TestCommandsOfConfigurations(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		system := nixtest.System(t, n)
		dir := nixtest.TempDir(t)
		nixtest.Write(t, dir+"/flake.nix", `{ outputs = _: let
			option = value: { _type = "option"; inherit value; };
			configuration = { config.a."b c" = 1; options.a."b c" = option 2; activationPackage = 0; };
		in {
			nixosConfigurations = { host = configuration; "a.b" = configuration; "q\"\${x}" = configuration; };
			homeConfigurations = { "me@host" = configuration; "not so" = configuration; };
			darwinConfigurations = { mac = configuration; "a.b" = configuration; };
			legacyPackages.`+system+`.homeConfigurations.me = configuration;
			lib = { options.x = option 3; system = { config = 1; options = 2; }; home = configuration; };
			templates = { plain.path = ./template; "odd name".path = ./template; };
		}; }`)
		nixtest.Write(t, dir+"/template/file", "from the template\n")
		ref := "path:" + dir
		s := mustOpen(t, n, ref, nixcli.Flags{}, nixcli.Options{})
		const options = ".options.a.\"b c\""
		for path, want := range map[string][]string{
			"nixosConfigurations.host":           {"nix build REF#.nixosConfigurations.host.config.system.build.toplevel", "nixos-rebuild build --flake REF#host", "nixos-rebuild switch --flake REF#host"},
			`nixosConfigurations."a.b"`:          {`nix build REF#.nixosConfigurations."a.b".config.system.build.toplevel`, "nixos-rebuild build --flake REF#a.b", "nixos-rebuild switch --flake REF#a.b"},
			`nixosConfigurations."q\"\${x}"`:     nil,
			`homeConfigurations."me@host"`:       {`nix build REF#.homeConfigurations.me%40host.activationPackage`, "home-manager build --flake REF#me@host", "home-manager switch --flake REF#me@host"},
			`homeConfigurations."not so"`:        {`nix build REF#.homeConfigurations.not%20so.activationPackage`},
			"darwinConfigurations.mac":           {"nix build REF#.darwinConfigurations.mac.system", "darwin-rebuild build --flake REF#mac", "darwin-rebuild switch --flake REF#mac"},
			`darwinConfigurations."a.b"`:         {`nix build REF#.darwinConfigurations."a.b".system`},
			"lib.system":                         {"nix build REF#.lib.system.config.system.build.toplevel"},
			"lib.home":                           {"nix build REF#.lib.home.activationPackage"},
			"templates.plain":                    {"nix flake init -t REF#plain", "nix flake new -t REF#plain ./my-project"},
			`templates."odd name"`:               {`nix flake init -t REF#odd%20name`, `nix flake new -t REF#odd%20name ./my-project`},
			"nixosConfigurations.host" + options: {`nix eval REF#.nixosConfigurations.host.config.a.b%20c`},
			"lib.options.x":                      {"nix eval REF#.lib.options.x.value"},
			"legacyPackages." + system + ".homeConfigurations.me": {
				"nix build REF#.legacyPackages." + system + ".homeConfigurations.me.activationPackage", "home-manager build --flake REF#me", "home-manager switch --flake REF#me",
			},
		} {
			p, err := model.ParsePath(path)
			if err != nil {
				t.Fatal(err)
			}
			nodes, err := s.Heads(t.Context(), []model.AttrPath{p})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range s.Commands(nodes[0]) {
				got = append(got, strings.ReplaceAll(strings.Join(c.Argv, " "), ref, "REF"))
				switch c.Argv[1] {
				case "eval":
					value := map[bool]string{true: "3", false: "1"}[path == "lib.options.x"]
					if out := n.Must(t, append(slices.Clone(c.Argv[1:]), append(nixtest.Features(), "--no-write-lock-file")...)...); strings.TrimSpace(out) != value {
						t.Errorf("%q printed %q", c.Argv, out)
					}
				case "flake":
					project := nixtest.TempDir(t)
					cmd := n.Command(t, append(slices.Clone(c.Argv[1:]), nixtest.Features()...)...)
					cmd.Dir = project
					if out, err := cmd.CombinedOutput(); err != nil {
						t.Errorf("%q: %v\n%s", c.Argv, err, out)
					}
					if c.Argv[2] == "new" {
						project += "/my-project"
					}
					if got := nixtest.Read(t, project+"/file"); got != "from the template\n" {
						t.Errorf("%q wrote %q", c.Argv, got)
					}
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: %q, want %q", path, got, want)
			}
		}
	})
}
