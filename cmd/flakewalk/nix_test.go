package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// TestSickNix proves that what is wrong with nix itself is said with what to do
// about it, and that nothing hangs.
func TestSickNix(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		for name, c := range map[string]struct {
			make  func(t *testing.T) nixtest.Nix
			cause model.Cause
			text  string
		}{
			"missing":        {func(t *testing.T) nixtest.Nix { t.Helper(); return nixtest.Missing(t, n) }, model.CauseNixMissing, "nixos.org/download"},
			"not executable": {func(t *testing.T) nixtest.Nix { t.Helper(); return nixtest.NotExecutable(t, n) }, model.CauseNixMissing, "--nix"},
			"too old":        {func(t *testing.T) nixtest.Nix { t.Helper(); return nixtest.TooOld(t, n, "2.18.1") }, model.CauseNixTooOld, "2.18.1"},
			"much too old":   {func(t *testing.T) nixtest.Nix { t.Helper(); return nixtest.TooOld(t, n, "2.8.0") }, model.CauseNixTooOld, "2.24"},
			"features":       {func(t *testing.T) nixtest.Nix { t.Helper(); return nixtest.FeaturesOff(t, n) }, model.CauseFeatures, "'flakes'"},
			"daemon":         {func(t *testing.T) nixtest.Nix { t.Helper(); return nixtest.DaemonDown(t, n) }, model.CauseDaemon, "nix-daemon"},
			"garbage":        {func(t *testing.T) nixtest.Nix { t.Helper(); return nixtest.Garbage(t, n, "flake metadata") }, model.CauseGarbage, ""},
			"silent":         {func(t *testing.T) nixtest.Nix { t.Helper(); return nixtest.Silent(t, n, "flake metadata") }, model.CauseGarbage, ""},
			"dies":           {func(t *testing.T) nixtest.Nix { t.Helper(); return nixtest.Dies(t, n, "flake metadata", 20) }, model.CauseCrash, ""},
			"crashes":        {func(t *testing.T) nixtest.Nix { t.Helper(); return nixtest.Crashes(t, n, "flake metadata") }, model.CauseCrash, ""},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				got := flakewalk(t, c.make(t), "show", nixtest.Unpack(t, "outputs-empty"))
				got.fails(t, exitError, c.cause.Advice().Sentence, c.cause.Advice().Remedy, c.text)
			})
		}
	})
}

// TestSickEvaluator proves that a nix whose warm evaluator fails in any way still
// gives all of the tree, by one process for each question.
func TestSickEvaluator(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	dir := nixtest.Unpack(t, "bytes")
	want := flakewalk(t, n, "show", dir).succeeds(t).out
	for name, sick := range map[string]nixtest.Nix{
		"silent":  nixtest.Silent(t, n, "repl"),
		"garbage": nixtest.Garbage(t, n, "repl"),
		"dies":    nixtest.Dies(t, n, "repl", 10),
		"crashes": nixtest.Crashes(t, n, "repl"),
		"child":   nixtest.Grandchild(t, n, "flake metadata"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := flakewalk(t, sick, "show", dir).succeeds(t).out; got != want {
				t.Errorf("prints\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// TestNoNixOnPath proves the message for who has no nix at all.
func TestNoNixOnPath(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0].With("PATH=" + nixtest.TempDir(t))
	cmd := programCommand(t, n, "show", ".")
	cmd.Args = []string{cmd.Args[0], "show", "."} // without --nix
	finish(t, cmd).fails(t, exitError, "No nix was found.", "nixos.org/download")
}

// TestNixFromPath proves that the nix on PATH is taken, and none of the current folder.
func TestNixFromPath(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		n = n.With("PATH=" + filepath.Dir(n.Bin) + ":" + os.Getenv("PATH"))
		cmd := programCommand(t, n)
		cmd.Args = []string{cmd.Args[0], "show", "--json", nixtest.Unpack(t, "outputs-empty")}
		if d := parseJSON(t, finish(t, cmd).succeeds(t).out); !strings.HasPrefix(n.Version, d.Nix) {
			t.Errorf("nix %s was taken, not %s", d.Nix, n.Version)
		}
	})
}

// TestUsage proves that a wrong command line is exit code 2, says what is wrong
// and how to get help, and asks nix nothing.
func TestUsage(t *testing.T) {
	t.Parallel()
	n, log := nixtest.Logs(t, nixtest.All(t)[0])
	for line, want := range map[string]string{
		"show --nonsense":                    "--nonsense",
		"--nonsense":                         "--nonsense",
		"show -x":                            "'x'",
		"show a b":                           "one flake reference",
		"a b":                                "one flake reference",
		"demo a":                             "no arguments",
		"show --depth 0 .":                   "--depth must be 1 or more",
		"show --depth -3 .":                  "--depth must be 1 or more",
		"show --depth x .":                   "--depth",
		"show --memory-limit lots .":         `"lots" is not a size`,
		"--memory-limit 1M .":                "at least 64M",
		"show . --memory-limit":              "--memory-limit",
		"show . --override-input":            "--override-input",
		"show . --override-input seeds":      "two words are needed: INPUT REF",
		"show . --option":                    "--option",
		"show . --option cores":              "two words are needed: NAME VALUE",
		"show --json=maybe .":                "--json",
		"show --nonsense\x1b[31m\u202e .":    `\e[31m\u{202e}`,
		"show --memory-limit \x1b]0;x\x07 .": `\`,
	} {
		got := flakewalk(t, n, strings.Fields(line)...)
		got.fails(t, exitUsage, "flakewalk: ", want, "Try 'flakewalk", " --help'.\n")
	}
	if calls, err := os.ReadFile(log); err == nil { //nolint:gosec // the log of this test
		t.Errorf("nix was asked:\n%s", calls)
	}
}

// TestHelpAndVersion proves that both are results: on stdout, exit code 0.
func TestHelpAndVersion(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	for line, wants := range map[string][]string{
		"--help":          {"flakewalk [REF[#PATH]]", "show", "demo", "--override-input INPUT REF", "--memory-limit", "--allow-import-from-derivation"},
		"-h":              {"flakewalk [REF[#PATH]]"},
		"show --help":     {"--depth", "--all-systems", "--no-details", "--json", "flakewalk show --help-all"},
		"help show":       {"--depth", "flakewalk show --help-all"},
		"show --help-all": {"--depth", "--impure", "--memory-limit"},
		"--version":       {"flakewalk"},
	} {
		got := flakewalk(t, n, strings.Fields(line)...).succeeds(t)
		for _, want := range wants {
			if !strings.Contains(got.out, want) {
				t.Errorf("%s: no %q in\n%s", line, want, got.out)
			}
		}
	}
}

// TestFlagsReachNix proves that what the user gives for nix is in every command
// that evaluates, and the memory limit in its environment.
func TestFlagsReachNix(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		other := nixtest.Unpack(t, "outputs-empty")
		for line, want := range map[string]string{
			"--override-input sub path:" + other: "--override-input sub path:" + other + " ",
			"--option cores 3":                   "--option cores 3 ",
			"--impure":                           "--impure ",
			"--offline":                          "--offline ",
			"--refresh":                          "--refresh ",
			"--inputs-from path:" + other:        "--inputs-from path:" + other + " ",
			"--accept-flake-config":              "--option accept-flake-config true ",
			"--allow-import-from-derivation":     "--option allow-import-from-derivation true ",
			"--eval-store auto --store /nowhere": "--store auto ",
			"--memory-limit 2G":                  "heap=2147483648 ",
			"":                                   "--option accept-flake-config false --option allow-import-from-derivation false ",
		} {
			t.Run(line, func(t *testing.T) {
				t.Parallel()
				n, calls := logging(t, n)
				flakewalk(t, n, append(strings.Fields(line), "show", nixtest.Unpack(t, "relative"))...)
				checkCalls(t, calls, want)
			})
		}
	})
}

// logging is n that writes the arguments of every call to a file of its own in
// the folder it returns, behind the memory that the call may use.
func logging(t *testing.T, n nixtest.Nix) (nixtest.Nix, string) {
	t.Helper()
	dir := nixtest.TempDir(t)
	n.Bin = nixtest.FakeNix(t, "printf '%q ' \"heap=$GC_MAXIMUM_HEAP_SIZE\" \"$@\" >'"+dir+"'/$$\nexec '"+n.Bin+"' \"$@\"\n")
	return n, dir
}

// checkCalls looks for a text in every command that has to do with the flake.
func checkCalls(t *testing.T, dir, want string) {
	t.Helper()
	files, err := filepath.Glob(dir + "/*")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, file := range files {
		words := strings.Fields(nixtest.Read(t, file))
		command := words[min(1, len(words)-1)]
		seen[command] = true
		switch {
		case command == "--version", command == "config": // without a flake
			continue
		case command == "repl" && strings.HasPrefix(want, "--override-input"): // it loads a pin, before anybody asks
			continue
		}
		if call := strings.Join(words, " ") + " "; !strings.Contains(call, want) {
			t.Errorf("no %q in %.500s", want, call)
		}
	}
	if !seen["flake"] || !seen["eval"] && !seen["repl"] {
		t.Errorf("nix was asked only %v", seen)
	}
}

// TestFlagsWork proves with real evaluations what each flag changes.
func TestFlagsWork(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		show := func(t *testing.T, args ...string) *document {
			t.Helper()
			return parseJSON(t, flakewalk(t, n, append([]string{"show", "--json"}, args...)...).succeeds(t).out)
		}
		t.Run("impure", func(t *testing.T) {
			t.Parallel()
			dir := nixtest.Unpack(t, "impure")
			if pure := show(t, dir).at(t, "lib", "system"); pure.State != "failed" || pure.Error.Cause != "impure" {
				t.Errorf("without --impure: %+v", pure)
			}
			d := show(t, "--impure", dir)
			if s := d.at(t, "lib", "system"); s.Value != d.System {
				t.Errorf("with --impure: %+v", s)
			}
		})
		t.Run("ifd", func(t *testing.T) {
			t.Parallel()
			dir := nixtest.Unpack(t, "ifd")
			if refused := show(t, dir); refused.at(t, "packages", refused.System, "name").State != "ifd" {
				t.Error("without the flag it must be refused")
			}
			d := show(t, "--allow-import-from-derivation", dir+"#packages")
			if p := d.at(t, "packages", d.System, "name"); p.State != "ready" || p.Name == "" {
				t.Errorf("with the flag: %+v %+v", p, p.Error)
			}
		})
		t.Run("nixConfig", func(t *testing.T) {
			t.Parallel()
			dir := nixtest.Unpack(t, "nixconfig")
			if d := show(t, dir); d.at(t, "lib", "depth").State != "ready" || d.at(t, "lib", "system").State != "failed" {
				t.Error("nixConfig was applied though nobody accepted it")
			}
			// It sets max-call-depth to 50.
			if d := show(t, "--accept-flake-config", dir); d.at(t, "lib", "depth").State != "failed" || d.at(t, "lib", "depth").Error.Cause != "stackOverflow" {
				t.Error("nixConfig was not applied though --accept-flake-config was given")
			}
		})
		t.Run("option", func(t *testing.T) {
			t.Parallel()
			dir := nixtest.Unpack(t, "nixconfig")
			if v := show(t, "--option", "max-call-depth", "100", dir+"#lib").at(t, "lib", "depth"); v.State != "failed" {
				t.Errorf("max-call-depth does not count: %+v", v)
			}
		})
		t.Run("override", func(t *testing.T) {
			t.Parallel()
			dir, other := nixtest.Unpack(t, "relative"), nixtest.TempDir(t)
			nixtest.Write(t, other+"/flake.nix", `{ outputs = _: { lib = { word = "another word"; nested = "n"; }; }; }`)
			same := unchanged(t, dir)
			if v := show(t, "--override-input", "sub", "path:"+other, dir).at(t, "lib", "from-sub"); v.Value != "another word" {
				t.Errorf("the override does not count: %+v %+v", v, v.Error)
			}
			same()
		})
	})
}

// TestNothingOutlivesUs proves that a hanging nix is killed with us, politely
// asked or not, and that its grandchildren are too.
func TestNothingOutlivesUs(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	for name, sick := range map[string]nixtest.Nix{
		"hangs":   nixtest.Hangs(t, n, "flake metadata"),
		"ignores": nixtest.IgnoresSignals(t, n, "flake metadata"),
		"repl":    nixtest.IgnoresSignals(t, n, "repl"),
		"child":   nixtest.Grandchild(t, nixtest.IgnoresSignals(t, n, "repl"), "flake metadata"),
	} {
		for signal, code := range exits() {
			t.Run(name+"/"+signal.String(), func(t *testing.T) {
				t.Parallel()
				m := newMarker()
				cmd := programCommand(t, sick.With(m), "show", "-v", nixtest.Unpack(t, "outputs-empty"))
				p := startPiped(t, cmd)
				p.waitFor("flakewalk: ") // nix is at work
				if err := cmd.Process.Signal(signal); err != nil {
					t.Fatal(err)
				}
				if got := p.exit(); got != code {
					t.Errorf("exit code %d, want %d\n%s", got, code, p.text())
				}
				if left := nixtest.WaitGone(m, 20*time.Second); len(left) > 0 {
					t.Errorf("left running: %v", left)
				}
			})
		}
	}
}
