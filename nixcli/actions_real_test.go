package nixcli

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// workshop writes a flake with one of everything that something can be done with.
func workshop(t testing.TB, n nixtest.Nix) (dir string) {
	t.Helper()
	dir = nixtest.TempDir(t)
	system := nixtest.System(t, n)
	nixtest.Write(t, dir+"/template/file", "from the template\n")
	nixtest.Write(t, dir+"/flake.nix", fmt.Sprintf(`{
  nixConfig = {
    extra-substituters = [ "https://cache.example.invalid" "https://other.example.invalid" ];
    extra-trusted-public-keys = "key:abc=";
    bash-prompt = "in the shell$ ";
    cores = 3;
    sandbox = false;
  };
  outputs = { self, ... }: let
    sh = name: script: derivation { inherit name; system = %q; salt = %q; builder = "/bin/sh"; PATH = "/usr/bin:/bin"; args = [ "-c" (script + "\nexit 0") ]; };
    prog = name: text: sh name "echo building ${name}; mkdir -p $out/bin; printf '#!/bin/sh\\n${text}\\n' > $out/bin/${name}; chmod +x $out/bin/${name}";
    S = %q;
  in {
    packages.${S} = { hello = prog "hello" "echo hello \"$@\"; exit 5"; waits = prog "waits" "trap \"echo caught; exit 9\" TERM HUP INT; echo ready; while :; do sleep 0.02; done"; "we.ird ^#x" = prog "weird" "echo weird"; };
    apps.${S}.default = { type = "app"; program = "${self.packages.${S}.hello}/bin/hello"; };
    devShells.${S}.default = derivation { name = "shell"; system = S; builder = "/bin/bash"; outputs = [ "out" ]; args = [ "-c" "echo > $out; exit 0" ]; PATH = "/usr/bin:/bin"; FOO = "foo"; shellHook = "echo hooked"; };
    formatter.${S} = prog "fmt" "echo formatted > formatted";
    checks.${S}.one = sh "one" "echo checked; echo > $out";
    templates.go = { path = ./template; description = "a template"; };
    templates."do.t" = { path = ./template; description = "a template"; };
    lib = { n = 5; f = x: x; };
  };
}
`, system, filepath.Base(dir), system))
	return dir
}

// askedNode is a node as the session knows it.
func askedNode(t testing.TB, s *Session, p model.AttrPath) model.Node {
	t.Helper()
	nodes, err := s.Heads(t.Context(), []model.AttrPath{p})
	if err != nil {
		t.Fatal(p, err)
	}
	return nodes[0]
}

// ran is what became of a command that was run in the foreground.
type ran struct {
	out, errs string
	code      int
}

// act runs an action as the explorer does when it hands the terminal over, with
// these arguments at its end.
func act(t testing.TB, n nixtest.Nix, a model.Action, stdin string, more ...string) ran {
	t.Helper()
	if !a.Possible() {
		t.Fatalf("%s is not possible: %s", a.Verb, a.Reason)
	}
	argv := append(slices.Clone(a.Argv), more...)
	cmd := exec.CommandContext(t.Context(), argv[0], argv[1:]...)
	cmd.Env, cmd.Dir, cmd.Stdin = append(n.Env, "PAGER=cat"), a.Dir, strings.NewReader(stdin)
	if a.Dir == "" {
		cmd.Dir = nixtest.TempDir(t)
	}
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("%s: %v", a, err)
	}
	return ran{string(out), errs.String(), cmd.ProcessState.ExitCode()}
}

// TestActionsWork proves with every nix that the command of each verb does what
// the verb says.
func TestActionsWork(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir := workshop(t, n)
		editor := filepath.Join(nixtest.TempDir(t), "vim") // which is told the line
		if err := os.Symlink(nixtest.FakeNix(t, `printf '%s\n' "$@"`), editor); err != nil {
			t.Fatal(err)
		}
		n = n.With("EDITOR=" + editor + " -x")
		s := newSession(t, n, "path:"+dir, Config{Flags: Flags{Offline: true}}, Options{})
		flake, err := s.Open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		system := flake.System
		known := model.Here{Position: model.Position{File: dir + "/flake.nix", Line: 4}}
		do := func(v model.Verb, names ...string) model.Action {
			return actionOn(t, s, v, askedNode(t, s, model.Path(names...)), known, model.ConsentRefused)
		}
		for _, c := range []struct {
			name   string
			action model.Action
			more   []string
			stdin  string
			out    string
			code   int
		}{
			{"run a package", do(model.VerbRun, "packages", system, "hello"), []string{"--", "a b", "--c"}, "", "hello a b --c\n", 5},
			{"run an app", do(model.VerbRun, "apps", system, "default"), []string{"--", "x"}, "", "hello x\n", 5},
			{"run a formatter", do(model.VerbRun, "formatter", system), nil, "", "", 0},
			{"a hostile name", do(model.VerbRun, "packages", system, "we.ird ^#x"), nil, "", "weird\n", 0},
			{"shell", do(model.VerbShell, "packages", system, "hello"), []string{"-c", "hello", "there"}, "", "hello there\n", 5},
			{"develop", do(model.VerbDevelop, "devShells", system, "default"), []string{"-c", "bash", "-c", "echo $FOO $IN_NIX_SHELL; exit 7"}, "", "foo impure\n", 7},
			{"eval", do(model.VerbEval, "lib", "n"), nil, "", "5\n", 0},
			{"log", do(model.VerbLog, "packages", system, "hello"), nil, "", "building hello\n", 0},
			{"edit", do(model.VerbEdit, "packages", system, "hello"), nil, "", "-x\n+4\n" + dir + "/flake.nix\n", 0},
			{"format", do(model.VerbFormat, "formatter", system), nil, "", "", 0},
		} {
			if got := act(t, n, c.action, c.stdin, c.more...); !strings.Contains(got.out, c.out) || got.code != c.code {
				t.Errorf("%s: %s: %+v", c.name, c.action, got)
			}
		}
		if _, err := os.Stat(dir + "/formatted"); err != nil {
			t.Errorf("nothing was formatted: %v", err)
		}
		if got := act(t, n, do(model.VerbDerivation, "packages", system, "hello"), ""); got.code != 0 || !strings.Contains(got.out, `"builder":`) {
			t.Errorf("derivation: %+v", got)
		}
		for _, p := range [][]string{{}, {"lib"}, {"lib", "f"}, {"packages", system, "hello"}, {"templates", "go"}} {
			if got := act(t, n, do(model.VerbRepl, p...), ":q\n"); got.code != 0 || !strings.Contains(got.out+got.errs, "Added ") || strings.Contains(got.errs, "error:") {
				t.Errorf("repl of %q: %+v", p, got)
			}
		}
		for i, name := range []string{"go", "do.t"} {
			a, err := s.Fill(do(model.VerbInit, "templates", name), fmt.Sprintf("%s/new %d", nixtest.TempDir(t), i))
			if got := act(t, n, a, ""); err != nil || got.code != 0 {
				t.Errorf("init: %v %+v", err, got)
			}
			if text, err := os.ReadFile(a.Argv[len(a.Argv)-1] + "/file"); err != nil || string(text) != "from the template\n" {
				t.Errorf("%s: %q, %v", a, text, err)
			}
		}
		jobs(t, n, s, do, system)
		if _, err := os.Stat(dir + "/flake.lock"); err == nil {
			t.Error("a lock file was written")
		}
	})
}

// TestRunSignals proves that a program which is run gets the signals that are sent to
// nix, and ends us what it ends with: a status of its own, or the signal.
func TestRunSignals(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		s := newSession(t, n, "path:"+workshop(t, n), Config{Flags: Flags{Offline: true}}, Options{})
		flake, err := s.Open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		a := actionOn(t, s, model.VerbRun, askedNode(t, s, model.Path("packages", flake.System, "waits")), model.Here{}, model.ConsentRefused)
		for signal, want := range map[syscall.Signal]string{
			syscall.SIGTERM: "exit status 9", syscall.SIGHUP: "exit status 9", syscall.SIGINT: "exit status 9", syscall.SIGUSR1: "signal: user defined signal 1",
		} {
			cmd := exec.CommandContext(t.Context(), a.Argv[0], a.Argv[1:]...)
			cmd.Env, cmd.Dir = n.Env, nixtest.TempDir(t)
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(out)
			if !lines.Scan() || lines.Text() != "ready" {
				t.Fatalf("it says %q, %v", lines.Text(), lines.Err())
			}
			if err := cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			said := lines.Scan() && lines.Text() == "caught"
			if err := cmd.Wait(); err == nil || err.Error() != want || said != strings.HasPrefix(want, "exit") {
				t.Errorf("%s: %v, want %s; caught %v", signal, err, want, said)
			}
		}
	})
}

// jobs proves the same of the verbs that run in the background.
func jobs(t *testing.T, n nixtest.Nix, s *Session, do func(model.Verb, ...string) model.Action, system string) {
	t.Helper()
	b := NewBuilds(s.client)
	defer b.Close()
	cache := nixtest.TempDir(t)
	for name, a := range map[string]model.Action{
		"build":        do(model.VerbBuild, "packages", system, "we.ird ^#x"),
		"check":        do(model.VerbCheck),
		"one check":    do(model.VerbCheck, "checks", system, "one"),
		"copy":         do(model.VerbCopy, "packages", system, "hello").Filled("file://" + cache),
		"profile":      do(model.VerbProfile, "packages", system, "hello"),
		"edited":       {Argv: append(slices.Clone(do(model.VerbBuild, "packages", system, "hello").Argv), "--out-link", cache+"/mine")},
		"build a link": {Argv: append(slices.Clone(do(model.VerbBuildLink, "packages", system, "hello").Argv), "--out-link", cache+"/result")},
	} {
		if got := await(t, b, b.Start(a), "its end", ended); got.State != model.BuildSucceeded || name == "build" && !slices.Equal(outputs(got), []string{"out weird"}) {
			t.Errorf("%s: %s: %+v", name, a, got)
		}
	}
	for _, link := range []string{"mine", "result"} {
		if _, err := os.Stat(filepath.Join(cache, link, "bin", "hello")); err != nil {
			t.Errorf("the link %s: %v", link, err)
		}
	}
	if found, err := filepath.Glob(cache + "/*.narinfo"); err != nil || len(found) == 0 {
		t.Errorf("nothing was copied: %v", err)
	}
	if out := n.Must(t, "profile", "list"); !strings.Contains(out, "hello") {
		t.Errorf("the profile has %q", out)
	}
}

// TestRefusedIsNotAsked proves on a real terminal that nix does not put its own
// question about nixConfig to a user who has said no.
func TestRefusedIsNotAsked(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		s := newSession(t, n, "path:"+workshop(t, n), Config{Flags: Flags{Offline: true}}, Options{})
		flake, err := s.Open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		a := actionOn(t, s, model.VerbRun, askedNode(t, s, model.Path("packages", flake.System, "hello")), model.Here{}, model.ConsentRefused)
		cmd := exec.CommandContext(t.Context(), a.Argv[0], append(slices.Clone(a.Argv[1:]), "--", "done")...)
		cmd.Env, cmd.Dir = n.Env, nixtest.TempDir(t)
		terminal, err := pty.Start(cmd)
		if err != nil {
			t.Fatal(err)
		}
		defer terminal.Close() //nolint:errcheck // nothing is lost
		var said []byte
		for buf := make([]byte, 4096); err == nil && !strings.Contains(string(said), "(y/N)"); {
			var k int
			k, err = terminal.Read(buf)
			said = append(said, buf[:k]...)
		}
		if text := string(said); strings.Contains(text, "(y/N)") || !strings.Contains(text, "hello done") {
			t.Fatalf("%s: %s", a, text) // the context ends nix
		}
		if err := cmd.Wait(); cmd.ProcessState.ExitCode() != 5 {
			t.Error(err)
		}
	})
}

// TestNixConfig proves what is read of a flake's nixConfig, and that nothing of it
// is applied for that.
func TestNixConfig(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir := workshop(t, n)
		fresh, elsewhere := n.Fresh(t), nixtest.TempDir(t)
		want := "bash-prompt=in the shell$ |cores=3|extra-substituters=https://cache.example.invalid https://other.example.invalid|extra-trusted-public-keys=key:abc=|sandbox=false"
		for name, c := range map[string]struct {
			ref   string
			nix   nixtest.Nix
			flags Flags
			trust string
			home  string // the folder of nix's memory
			want  string
			open  int
		}{
			"a folder":       {ref: "path:" + dir, want: want, open: 4},
			"a subfolder":    {ref: "path:" + filepath.Dir(dir) + "?dir=" + filepath.Base(dir), want: want, open: 4},
			"no nixConfig":   {ref: nixtest.Unpack(t, "shapes"), want: "", open: 0},
			"already agreed": {ref: "path:" + dir, flags: Flags{AcceptFlakeConfig: true}, want: want, open: 0},
			"in nix.conf":    {ref: "path:" + dir, nix: n.Settings("experimental-features = nix-command flakes", "accept-flake-config = true"), want: want, open: 0},
			"remembered":     {ref: "path:" + dir, nix: fresh, trust: `{"sandbox":{"false":false},"extra-substituters":{"https://cache.example.invalid https://other.example.invalid":true}}`, want: want, open: 2},
			"elsewhere":      {ref: "path:" + dir, nix: n.With("NIX_DATA_HOME=" + elsewhere), home: elsewhere, trust: `{"sandbox":{"false":false}}`, want: want, open: 3},
			"garbage there":  {ref: "path:" + dir, nix: n.Fresh(t), trust: `{"sandbox":`, want: want, open: 4},
		} {
			if c.nix.Bin == "" {
				c.nix = n
			}
			s := newSession(t, c.nix, c.ref, Config{Flags: c.flags}, Options{})
			if c.trust != "" {
				nixtest.Write(t, filepath.Join(cmp.Or(c.home, filepath.Join(s.client.variable("XDG_DATA_HOME"), "nix")), "trusted-settings.json"), c.trust)
			}
			if name == "a subfolder" {
				s.flake.Dir, s.flake.Pin = dir, "" // the temporary folder as a whole is not copied
			} else if _, err := s.Open(t.Context()); err != nil {
				t.Fatal(name, err)
			}
			all, err := s.NixConfig(t.Context())
			var got []string
			for _, one := range all {
				got = append(got, one.Name+"="+one.Value())
			}
			if err != nil || strings.Join(got, "|") != c.want || len(model.OpenSettings(all)) != c.open {
				t.Errorf("%s: %q, %v; open %+v", name, got, err, model.OpenSettings(all))
			}
		}
	})
}

// TestNixConfigOnLix proves that the nixConfig of a flake that is a folder is read where
// nix takes no path with its hash in one text: nobody is asked about what is not there.
func TestNixConfigOnLix(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		for text, want := range map[string]int{
			`{ outputs = _: { }; }`: 0, `{ nixConfig.extra-substituters = [ "https://c.example" ]; outputs = _: { }; }`: 1,
		} {
			s := opened(t, nixtest.TakesNoHash(t, n), "path:"+flakeOf(t, n, text), Config{}, Options{})
			if all, err := s.NixConfig(t.Context()); err != nil || len(all) != want {
				t.Errorf("%s: %v, %v", text, all, err)
			}
		}
	})
}

// TestNixConfigIsPure proves that reading nixConfig tells the flake nothing of this
// machine, whatever the user allows for evaluating it.
func TestNixConfigIsPure(t *testing.T) {
	t.Parallel()
	dir := nixtest.TempDir(t)
	nixtest.Write(t, dir+"/flake.nix", `{ nixConfig.x = "home ${builtins.getEnv "HOME"}"; outputs = _: throw "outputs"; inputs = throw "inputs"; }`)
	s := newSession(t, oneNix(t), "path:"+dir, Config{Flags: Flags{Impure: true}}, Options{})
	s.flake.Dir = dir // nix itself would refuse to open it
	if all, err := s.NixConfig(t.Context()); err != nil || len(all) != 1 || all[0].Value() != "home " {
		t.Errorf("%+v, %v", all, err)
	}
}

// TestNixConfigBesideRetries proves, with the race detector, that nixConfig can be
// read while the user retries what failed.
func TestNixConfigBesideRetries(t *testing.T) {
	t.Parallel()
	s := newSession(t, oneNix(t), "path:"+nixtest.Unpack(t, "shapes"), Config{}, Options{NoWarm: true})
	if _, err := s.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	stop := make(chan struct{})
	done := later(func() {
		for {
			select {
			case <-stop:
				return
			default:
				s.Forget(model.Path("lib"))
			}
		}
	})
	_, err := s.NixConfig(t.Context())
	close(stop)
	done()
	if err != nil {
		t.Error(err)
	}
}

// TestPinParts proves that the folder of a flake is told from its source.
func TestPinParts(t *testing.T) {
	t.Parallel()
	for pin, want := range map[string][2]string{
		"path:/s?narHash=sha256-a%3D":               {"path:/s?narHash=sha256-a%3D", ""},
		"path:/s?dir=a%2Fb&narHash=sha256-a%3D":     {"path:/s?narHash=sha256-a%3D", "a/b"},
		"github:o/r/abc?dir=x":                      {"github:o/r/abc", "x"},
		"git+file:///r?ref=refs%2Fheads%2Fm&rev=12": {"git+file:///r?ref=refs%2Fheads%2Fm&rev=12", ""},
	} {
		if tree, dir, ok := sourceOfPin(pin); !ok || tree != want[0] || dir != want[1] {
			t.Errorf("%s: %q, %q, %v", pin, tree, dir, ok)
		}
	}
	if _, _, ok := sourceOfPin(""); ok {
		t.Error("no pin is one")
	}
	if _, err := nixConfigExpr(model.Flake{}); causeOf(err) != model.CauseFileMissing {
		t.Error(err)
	}
}
