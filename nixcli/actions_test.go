package nixcli

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// acted is a session whose flake and nix are known without asking.
func acted(t testing.TB, cfg Config, ref string, set settings, version string) *Session {
	t.Helper()
	cfg.Bin = nixtest.FakeNix(t, "exit 1\n")
	cfg.Env = append(cfg.Env, "HOME=/home/me")
	c, err := NewClient(cfg)
	if err != nil {
		t.Fatal(err)
	}
	c.name, c.known.set = "nix", &set
	s := NewSession(c, ref, Options{})
	t.Cleanup(s.Close)
	s.flake = model.Flake{System: "x86_64-linux", Dir: "/home/me/flake"}
	s.version, _ = ParseVersion("nix (Nix) " + version)
	return s
}

// actionOn is the action for a verb on a node.
func actionOn(t testing.TB, s *Session, v model.Verb, n model.Node, h model.Here, c model.Consent) model.Action {
	t.Helper()
	all, err := s.Actions(t.Context(), n, h, c)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(a model.Action) bool { return a.Verb == v })
	if i < 0 {
		t.Fatalf("%s is not among %+v", v, all)
	}
	return all[i]
}

func ready(k model.Kind, names ...string) model.Node {
	return model.Node{Path: model.Path(names...), Kind: k, State: model.StateReady}
}

const linux = "x86_64-linux"

// quoteRefs puts the quotes around references that the shell needs.
func quoteRefs(line string) string {
	return regexp.MustCompile(` (R#[^ ']*)`).ReplaceAllString(line, " '$1'")
}

// TestActionCommands proves the exact command of every verb.
func TestActionCommands(t *testing.T) {
	t.Parallel()
	hello := ready(model.KindPackage, "packages", linux, "hello")
	at := model.Here{Position: model.Position{File: "/f x.nix", Line: 7}}
	for _, c := range []struct {
		verb model.Verb
		node model.Node
		want string
	}{
		{model.VerbBuild, hello, "nix build --no-write-lock-file --json --no-link --log-format internal-json -v R#hello"},
		{model.VerbBuildLink, hello, "nix build --no-write-lock-file --json --log-format internal-json -v R#hello"},
		{model.VerbRun, hello, "nix run --no-write-lock-file R#.packages.x86_64-linux.hello"},
		{model.VerbRun, ready(model.KindApp, "apps", linux, "default"), "nix run --no-write-lock-file R"},
		{model.VerbDevelop, ready(model.KindDevShell, "devShells", linux, "ci"), "nix develop --no-write-lock-file R#ci"},
		{model.VerbShell, hello, "nix shell --no-write-lock-file R#hello"},
		{model.VerbLog, hello, "nix log --no-write-lock-file R#hello"},
		{model.VerbDerivation, hello, "nix derivation show --no-write-lock-file R#hello"},
		{model.VerbProfile, hello, "nix profile add --no-write-lock-file --log-format internal-json -v R#hello"},
		{model.VerbCopy, hello, "nix copy --no-write-lock-file --log-format internal-json -v --to STORE R#hello"},
		{model.VerbEdit, hello, "vi +7 '/f x.nix'"},
		{model.VerbRepl, hello, "nix repl --no-write-lock-file R#.packages.x86_64-linux.hello"},
		{model.VerbRepl, ready(model.KindFunction, "lib", "f"), "nix repl --no-write-lock-file R#.lib"},
		{model.VerbRepl, ready(model.KindOverlay, "overlay"), "nix repl --no-write-lock-file R#."},
		{model.VerbRepl, ready(model.KindAttrs), "nix repl --no-write-lock-file R#."},
		{model.VerbRepl, model.Node{Path: model.Path("lib", "l").Child(model.Elem(1)), Kind: model.KindInt, State: model.StateReady}, "nix repl --no-write-lock-file R#.lib"},
		{model.VerbEval, ready(model.KindInt, "lib", "n"), "nix eval --no-write-lock-file R#.lib.n"},
		{model.VerbEval, ready(model.KindInt, "lib", `q"`), `nix eval --no-write-lock-file 'R#.' --apply 'r: r.lib."q\""'`},
		{model.VerbCheck, ready(model.KindAttrs), "nix flake check --no-write-lock-file --log-format internal-json -v R"},
		{model.VerbCheck, ready(model.KindCheck, "checks", linux, "one"), "nix build --no-write-lock-file --json --no-link --log-format internal-json -v R#.checks.x86_64-linux.one"},
		{model.VerbFormat, ready(model.KindFormatter, "formatter", linux), "cd /home/me/flake && nix fmt --no-write-lock-file"},
		{model.VerbInit, ready(model.KindTemplate, "templates", "go"), "nix flake new -t R#go FOLDER"},
		{model.VerbInit, ready(model.KindTemplate, "templates", "a.b"), `nix flake new -t 'R#.templates."a.b"' FOLDER`},
		{model.VerbInit, ready(model.KindTemplate, "defaultTemplate"), "nix flake new -t R#.defaultTemplate FOLDER"},
		{model.VerbBuild, ready(model.KindNixOS, "nixosConfigurations", "h"), "nix build --no-write-lock-file --json --no-link --log-format internal-json -v R#.nixosConfigurations.h.config.system.build.toplevel"},
		{model.VerbBuild, ready(model.KindHome, "homeConfigurations", "me"), "nix build --no-write-lock-file --json --no-link --log-format internal-json -v R#.homeConfigurations.me.activationPackage"},
		{model.VerbBuild, ready(model.KindDarwin, "darwinConfigurations", "mac"), "nix build --no-write-lock-file --json --no-link --log-format internal-json -v R#.darwinConfigurations.mac.system"},
		{model.VerbSwitch, ready(model.KindNixOS, "nixosConfigurations", "h"), "nixos-rebuild switch --flake R#h"},
	} {
		s := acted(t, Config{}, "R", settings{flakes: true}, "2.34.8")
		a := actionOn(t, s, c.verb, c.node, at, model.ConsentUnasked)
		want := quoteRefs(c.want)
		if got := a.String(); got != want || !a.Possible() {
			t.Errorf("%s of %s:\n%s (%s), want\n%s", c.verb, c.node.Path, got, a.Reason, want)
		}
	}
}

// TestActionOptions proves what reaches a command of the user's flags, of what was
// granted and consented, and of what nix lacks.
func TestActionOptions(t *testing.T) {
	t.Parallel()
	hello := ready(model.KindPackage, "packages", linux, "hello")
	for _, c := range []struct {
		flags   Flags
		set     settings
		version string
		grant   model.Grant
		consent model.Consent
		verb    model.Verb
		want    string
	}{
		{set: settings{}, verb: model.VerbShell, want: "nix shell --extra-experimental-features 'nix-command flakes' --no-write-lock-file R#hello"},
		{set: settings{flakes: true}, consent: model.ConsentGiven, verb: model.VerbBuild, want: "nix build --accept-flake-config --no-write-lock-file --json --no-link --log-format internal-json -v R#hello"},
		{set: settings{flakes: true}, consent: model.ConsentRefused, verb: model.VerbBuild, want: "nix build --no-accept-flake-config --no-write-lock-file --json --no-link --log-format internal-json -v R#hello"},
		{set: settings{flakes: true}, consent: model.ConsentRefused, verb: model.VerbShell, want: "nix shell --no-accept-flake-config --log-format raw --no-write-lock-file R#hello"},
		{flags: Flags{AcceptFlakeConfig: true}, set: settings{flakes: true}, consent: model.ConsentGiven, verb: model.VerbShell, want: "nix shell --accept-flake-config --no-write-lock-file R#hello"},
		{set: settings{flakes: true}, grant: model.GrantImpure | model.GrantIFD, verb: model.VerbShell, want: "nix shell --no-write-lock-file --impure --option allow-import-from-derivation true R#hello"},
		{set: settings{flakes: true}, version: "2.26.3", verb: model.VerbProfile, want: "nix profile install --no-write-lock-file --log-format internal-json -v R#hello"},
		{flags: Flags{Shell: "/bin/zsh"}, set: settings{flakes: true}, verb: model.VerbDevelop, want: "nix develop --no-write-lock-file R#.packages.x86_64-linux.hello -c /bin/zsh"},
		{
			flags: Flags{Store: "ssh-ng://big", EvalStore: "auto", Builders: "ssh://a x86_64-linux", MaxJobs: "0", Offline: true, OverrideInputs: [][2]string{{"a", "path:/b"}}}, set: settings{flakes: true}, verb: model.VerbShell,
			want: "nix shell --no-write-lock-file --override-input a path:/b --offline --store ssh-ng://big --eval-store auto --builders 'ssh://a x86_64-linux' --max-jobs 0 R#hello",
		},
	} {
		if c.version == "" {
			c.version = "2.34.8"
		}
		s := acted(t, Config{Flags: c.flags}, "R", c.set, c.version)
		if c.grant != 0 {
			s.Grant(model.Path("packages"), c.grant)
		}
		if got := actionOn(t, s, c.verb, hello, model.Here{}, c.consent).String(); got != quoteRefs(c.want) {
			t.Errorf("%s:\n%s, want\n%s", c.verb, got, quoteRefs(c.want))
		}
	}
	if got := strings.Join((Flags{Store: "/s"}).query(), " "); !strings.Contains(got, " --store /s") {
		t.Errorf("questions go to another store: %s", got)
	}
	if got := strings.Join((Flags{Store: "ssh://s", EvalStore: "auto"}).query(), " "); !strings.Contains(got, " --store auto") || strings.Contains(got, "ssh") {
		t.Errorf("questions go to the store that builds: %s", got)
	}
}

// TestActionReasons proves what is said of what cannot be done, and what must be
// confirmed.
func TestActionReasons(t *testing.T) {
	t.Parallel()
	s := acted(t, Config{}, "R", settings{flakes: true}, "2.34.8")
	quoted := ready(model.KindPackage, "packages", linux, `a"b`)
	if a := actionOn(t, s, model.VerbBuild, quoted, model.Here{}, 0); a.Possible() || !strings.Contains(a.Reason, "no way to write") {
		t.Errorf("%+v", a)
	}
	if a := actionOn(t, s, model.VerbEdit, quoted, model.Here{}, 0); a.Possible() || a.Argv != nil {
		t.Errorf("%+v", a)
	}
	if a := actionOn(t, s, model.VerbInit, quoted, model.Here{}, 0); a.Possible() || a.Apt || a.Argv != nil || a.Reason == "" {
		t.Errorf("%+v", a)
	}
	hello := ready(model.KindPackage, "packages", linux, "hello")
	if a := actionOn(t, s, model.VerbRun, hello, model.Here{}, 0); a.Confirm {
		t.Errorf("a flake of the user's own: %+v", a)
	}
	s.flake.Dir = ""
	for v, want := range map[model.Verb]bool{model.VerbRun: true, model.VerbDevelop: true, model.VerbBuild: false, model.VerbShell: true, model.VerbRepl: true, model.VerbLog: false} {
		if a := actionOn(t, s, v, hello, model.Here{}, 0); a.Confirm != want {
			t.Errorf("a stranger's flake: %s: %+v", v, a)
		}
	}
}

// TestConsentIsAskedFor proves which commands apply the flake's nixConfig without
// saying that they may, and what the answer makes of one for another tool.
func TestConsentIsAskedFor(t *testing.T) {
	t.Parallel()
	host := ready(model.KindNixOS, "nixosConfigurations", "h")
	at := model.Here{Position: model.Position{File: "/f.nix"}}
	for _, c := range []struct {
		flags   Flags
		consent model.Consent
		applies bool
		want    string
	}{
		{consent: model.ConsentUnasked, applies: true, want: "nixos-rebuild switch --flake R#h"},
		{consent: model.ConsentRefused, want: "nixos-rebuild switch --flake R#h"},
		{consent: model.ConsentGiven, want: "nixos-rebuild switch --option accept-flake-config true --flake R#h"},
		{flags: Flags{AcceptFlakeConfig: true}, applies: true, want: "nixos-rebuild switch --option accept-flake-config true --flake R#h"},
	} {
		s := acted(t, Config{Flags: c.flags}, "R", settings{flakes: true}, "2.34.8")
		a := actionOn(t, s, model.VerbSwitch, host, at, c.consent)
		if got := a.String(); got != quoteRefs(c.want) || a.AppliesConfig != c.applies {
			t.Errorf("%s, applies nixConfig: %v; want %s, %v", got, a.AppliesConfig, c.want, c.applies)
		}
		if a := actionOn(t, s, model.VerbBuild, host, at, c.consent); a.AppliesConfig != c.applies {
			t.Errorf("%s: applies nixConfig: %v", a, a.AppliesConfig)
		}
		if a := actionOn(t, s, model.VerbEdit, host, at, c.consent); a.AppliesConfig {
			t.Errorf("%s applies nixConfig", a)
		}
		s.opts.Via = &model.Via{Path: []string{"x"}}
		if a := actionOn(t, s, model.VerbBuild, host, at, c.consent); a.AppliesConfig {
			t.Errorf("%s: builtins.getFlake applies nixConfig", a)
		}
	}
}

// TestEditors proves how editors are told the place.
func TestEditors(t *testing.T) {
	t.Parallel()
	at := model.Position{File: "/a b.nix", Line: 12, Column: 3}
	for env, want := range map[string]string{
		"":                               "vi +12 '/a b.nix'",
		"EDITOR=nvim -p":                 "nvim -p +12 '/a b.nix'",
		"EDITOR=nano,VISUAL=code --wait": "code --wait --goto '/a b.nix:12'",
		"EDITOR=/usr/bin/hx":             "/usr/bin/hx '/a b.nix:12'",
		"EDITOR=my-editor":               "my-editor '/a b.nix'",
		`EDITOR='/my vim/vim' -u x`:      `sh -c \''/my vim/vim'\'' -u x "$@"' '/my vim/vim' +12 '/a b.nix'`,
		`EDITOR=$(which vi)`:             `sh -c '$(which vi) "$@"' '$(which' '/a b.nix'`,
		"EDITOR=  ,VISUAL= emacs ":       "emacs +12 '/a b.nix'",
	} {
		variable := func(name string) string {
			for entry := range strings.SplitSeq(env, ",") {
				if value, ok := strings.CutPrefix(entry, name+"="); ok {
					return value
				}
			}
			return ""
		}
		if got := model.ShellQuote(editArgv(variable, at)); got != want {
			t.Errorf("%s: %s, want %s", env, got, want)
		}
	}
	none := func(string) string { return "" }
	if got := model.ShellQuote(editArgv(none, model.Position{File: "/x"})); got != "vi /x" {
		t.Error(got)
	}
	if got := editArgv(none, model.Position{}); got != nil {
		t.Errorf("%q", got)
	}
}

// TestFill proves what an action takes for an answer, and that no folder with
// something in it is one.
func TestFill(t *testing.T) {
	t.Parallel()
	s := acted(t, Config{}, "R", settings{flakes: true}, "2.34.8")
	dir := nixtest.TempDir(t)
	nixtest.Write(t, dir+"/full/file", "")
	if err := os.Mkdir(dir+"/empty", 0o755); err != nil { //nolint:gosec // a folder of the test's
		t.Fatal(err)
	}
	a := actionOn(t, s, model.VerbInit, ready(model.KindTemplate, "templates", "go"), model.Here{}, 0)
	for answer, want := range map[string]string{dir + "/new/one": dir + "/new/one", dir + "/empty": dir + "/empty", "~/new": "/home/me/new"} {
		got, err := s.Fill(a, answer)
		if err != nil || got.Argv[len(got.Argv)-1] != want || got.Asks != model.AskNothing {
			t.Errorf("%s: %v, %v", answer, got, err)
		}
	}
	for _, answer := range []string{"", "  ", dir + "/full", dir + "/full/file"} {
		if got, err := s.Fill(a, answer); causeOf(err) != model.CauseUsage || got.Asks != model.AskFolder {
			t.Errorf("%q: %v, %v", answer, got, err)
		}
	}
	c := actionOn(t, s, model.VerbCopy, ready(model.KindPackage, "packages", linux, "x"), model.Here{}, 0)
	if got, err := s.Fill(c, "ssh://it's"); err != nil || !strings.Contains(got.String(), `--to 'ssh://it'\''s'`) {
		t.Errorf("%v, %v", got, err)
	}
}

// TestWords proves that a verb without words of nix's own is one that has its own
// way to make a command.
func TestWords(t *testing.T) {
	t.Parallel()
	own := []model.Verb{model.VerbCheck, model.VerbFormat, model.VerbInit, model.VerbSwitch, model.VerbEdit}
	for _, o := range model.Offers(model.Node{}, model.Here{}) {
		if got := nixWords(o.Verb, Version{}); (got == nil) != slices.Contains(own, o.Verb) {
			t.Errorf("%s: nix %v", o.Verb, got)
		}
	}
}
