package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// Keys as a keyboard sends them.
const (
	keyEnter = "\r"
	keyEsc   = "\x1b"
	keyTab   = "\t"
	keyDown  = "\x1b[B"
	keyRight = "\x1b[C"
	keyCtrlC = "\x03"
	keyCtrlZ = "\x1a"
)

// TestFirstWalk is what somebody does who sees a flake for the first time.
func TestFirstWalk(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		tmp := nixtest.TempDir(t)
		tm := explorer(t, n.With("TMPDIR="+tmp), 120, 36, "demo")
		tm.wait("flakewalk  path:"+tmp+"/hello-garden", "3 inputs", "nix "+n.Version, "pure",
			"hello-garden: a small garden of everything a flake can hold", "▾ packages", "1.2.0  A red flower", "▾ devShells")
		tm.press("-") // all that was opened unasked
		tm.wait("▸ apps", "▸ templates", "1/11")
		system := nixtest.System(t, n)

		tm.goTo("devShells")
		tm.press("l") // opens this system too
		tm.wait("▾ devShells", system, "garden-shell", "Everything a g")
		tm.goTo("devShells." + system + ".quiet")
		tm.wait("quiet-shell", "The same, without a greeting", "d  nix develop", "'path:"+tmp+"/hello-garden#quiet'", "shells.nix:")

		tm.goTo("packages")
		tm.press(keyRight)
		tm.wait("orchids need a greenhouse", "1.2.0  A red flower")
		tm.goTo("packages." + system + ".rose")
		tm.wait("rose-1.2.0", "MIT", "Rosa Gardener", "https://example.invalid/hello-garden", "nix build", "nix run")
		tm.goTo("packages." + system + ".orchid")
		tm.wait("✗ orchid", "■ package", "failed", "The attribute throws an error on purpose.", "enter whole error")
		tm.press(keyEnter)
		tm.wait("╭─ packages."+system+".orchid", "Read the message: its author wrote it for you.", "▸ the trace", "orchid = throw", "r retry")
		tm.press("r")
		tm.waitGone("╭─")
		tm.wait("✗ orchid", "■ package", "failed")
		tm.press(keyEnter)
		tm.wait("╭─ packages." + system + ".orchid")
		tm.press(keyEsc)
		tm.waitGone("╭─")

		tm.press("?")
		tm.wait("╭─ Help", "A package is", "Moving")
		tm.press(keyEsc)
		tm.waitGone("╭─")

		tm.goTo("lib")
		tm.press("l", keyDown)
		tm.wait("mkPlant", "{ greeting?, name, system }", "spring", "temperature")
		tm.press(keyTab)
		tm.wait("tab tree")
		tm.press(keyTab)
		tm.press("q")
		tm.exits(exitOK)
		if left, err := os.ReadDir(tmp); err != nil || slices.ContainsFunc(left, func(e os.DirEntry) bool { return strings.Contains(e.Name(), "garden") }) {
			t.Errorf("left behind: %v %v", left, err)
		}
	})
}

// TestRealScreens proves that the screen survives every size, with the tree, a dialog
// and a text on it, and comes back as it was.
func TestRealScreens(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		system := nixtest.System(t, n)
		dir := nixtest.Unpack(t, "errors")
		same := unchanged(t, dir)
		tm := explorer(t, n, 120, 36, dir+"#packages."+system+".throw")
		tm.wait("✗ throw", "this one throws", "packages."+system+".throw", "The attribute throws")
		tm.resize(80, 24)
		tm.wait("✗ throw", "The attribute throws", "enter whole error")
		tm.resize(40, 12)
		tm.wait("✗ throw", "? help")
		tm.resize(20, 5)
		tm.wait("✗ throw")
		tm.press(keyEnter)
		tm.wait("╭─ packages")
		tm.resize(1, 1)
		tm.resize(3, 2)
		tm.resize(40, 12)
		tm.wait("╭─ packages."+system+".throw", "✗ this one throws")
		tm.press(keyEsc)
		tm.waitGone("╭─")
		tm.resize(20, 5)
		tm.press("?")
		tm.wait("╭─ Help")
		tm.press(keyEsc)
		tm.resize(120, 36)
		tm.wait("✗ throw", "The attribute throws", "a-good", "good-1.0")
		tm.waitGone("╭─")
		tm.press(keyCtrlC)
		tm.exits(exitOK)
		same()
	})
}

// TestCopy proves that the attribute path and the command reach the clipboard by
// OSC 52, exactly, and only when asked for.
func TestCopy(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	system := nixtest.System(t, n)
	dir := nixtest.Unpack(t, "names")
	tm := explorer(t, n, 120, 36, dir)
	tm.wait("▸ packages", "? help")
	if got := clipboard52(t, tm.stream()); len(got) > 0 {
		t.Fatalf("copied unasked: %q", got)
	}
	tm.goTo(`""`)
	tm.press("y")
	tm.wait(`which may not take it: ""`)
	tm.goTo(`"with"`)
	tm.press("y")
	tm.wait(`which may not take it: "with"`)
	tm.goTo("packages")
	tm.press("l")
	tm.wait(`■ "\e[31mred\e[0m"`)
	tm.goTo(`packages.` + system + `."\e[31mred\e[0m"`)
	tm.press("y")
	tm.wait(`which may not take it: "$(printf 'packages.`)
	tm.goTo("packages." + system + `."$(touch pwned)"`)
	tm.wait("nix build")
	tm.press("Y")
	want := []string{
		`""`, `"with"`, model.ShellQuote([]string{"packages." + system + ".\"\x1b[31mred\x1b[0m\""}),
		`nix build '` + dir + `#.packages.` + system + `.%24%28touch%20pwned%29'`,
	}
	tm.until(func(string) bool { return len(clipboard52(t, tm.stream())) >= len(want) }, "less was copied")
	tm.wait("which may not take it: nix build")
	if got := clipboard52(t, tm.stream()); !slices.Equal(got, want) {
		t.Errorf("copied %q, want %q", got, want)
	}
	tm.press("q")
	tm.exits(exitOK)
}

// TestReload proves that R shows what has changed and keeps the cursor and what
// was open.
func TestReload(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir := nixtest.Unpack(t, "relative")
		tm := explorer(t, n, 80, 24, dir)
		tm.wait("▸ lib")
		tm.press("l")
		tm.wait("▾ lib", `"from nested"`) // the names alone may be those of the detail pane
		tm.press("j", "j", "j")
		tm.wait("4/4  lib.good")
		file := filepath.Join(dir, "flake.nix")
		nixtest.Write(t, file, strings.Replace(nixtest.Read(t, file), "good = 1;", "good = 2; a-new-one = 3;", 1))
		tm.press("R")
		tm.wait("a-new-one", "good", "5/5  lib.good")
		nixtest.Write(t, file, "{ broken")
		tm.press("R")
		tm.wait("This flake cannot be opened", "syntax error", "R try again")
		nixtest.Write(t, file, `{ outputs = _: { lib.good = 4; }; }`)
		tm.press("R")
		tm.wait("2/2  lib.good", "▾ lib")
		if _, err := os.Stat(filepath.Join(dir, "flake.lock")); err == nil {
			t.Error("a lock file was written")
		}
		tm.press("q")
		tm.exits(exitOK)
	})
}

// TestCancel proves that x ends an evaluation that never ends, that the row says
// so, and that the tree lives on.
func TestCancel(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir := nixtest.Unpack(t, "loop")
		tm := explorer(t, n, 120, 36, dir+"#lib.forever")
		tm.wait("4/5  lib.forever", "x cancel", "kinds in lib")
		tm.press("x")
		tm.wait("⊘ forever", "This was cancelled.")
		tm.goTo("lib.good") // nix may have been asked for both at once
		if tm.until(func(s string) bool { return strings.Contains(s, "# good") || strings.Contains(s, "⊘ good") }, "no good"); !strings.Contains(tm.screen(), "# good") {
			tm.press(keyEnter)
			tm.wait("╭─ lib.good")
			tm.press("r")
		}
		tm.wait("# good      1")
		tm.goTo("packages")
		tm.press("l")
		tm.wait("a-good", "z-good", "loop")
		tm.press("q")
		tm.exits(exitOK)
	})
}

// TestResizeWhileLoading proves that the screen follows every size while nix opens
// the flake and while an evaluation never ends, and that keys work all the time.
func TestResizeWhileLoading(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	for name, c := range map[string]struct {
		nix   nixtest.Nix
		flake string
		want  string
	}{
		"opening": {nixtest.IgnoresSignals(t, n, "flake metadata"), "outputs-empty", "opening"},
		"loop":    {n, "loop#lib.forever", "forever"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tm := explorerOf(t, c.nix, c.flake)
			tm.wait(c.want, "x cancel")
			for _, size := range [][2]int{{120, 36}, {40, 12}, {1, 1}, {20, 5}, {80, 24}, {300, 90}, {100, 30}} {
				tm.resize(size[0], size[1])
				if size[0] >= 80 {
					tm.wait(c.want, "x cancel", "? help")
				}
			}
			tm.press("?")
			tm.wait("╭─ Help")
			tm.press(keyEsc)
			tm.waitGone("╭─")
			tm.press("x")
			tm.wait("ancelled")
			tm.press("q")
			tm.exits(exitOK)
		})
	}
}

// TestCannotOpen proves that the page in place of the tree says what is wrong and
// what to do, and that R tries again.
func TestCannotOpen(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	for name, c := range map[string]struct {
		nix  nixtest.Nix
		want string
	}{
		"old":      {nixtest.TooOld(t, n, "2.18.1"), "Nix 2.24 or newer"},
		"features": {nixtest.FeaturesOff(t, n), "experimental-features in nix.conf"},
		"daemon":   {nixtest.DaemonDown(t, n), "systemctl start nix-daemon"},
		"empty":    {n, "There is no flake.nix here."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := nixtest.TempDir(t)
			tm := explorer(t, c.nix, 120, 24, dir)
			tm.wait("This flake cannot be opened", c.want, "R try again")
			if name == "empty" {
				nixtest.Write(t, dir+"/flake.nix", `{ outputs = _: { lib.good = 4; }; }`)
				tm.press("R")
				tm.wait("▸ lib")
			}
			tm.press("q")
			tm.exits(exitOK)
		})
	}
}

// TestQuitWhileLoading proves that q and Ctrl+C end the program at once whatever
// nix does, and nix with it.
func TestQuitWhileLoading(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	for name, c := range map[string]struct {
		nix   nixtest.Nix
		flake string
		want  string
		key   string
	}{
		"metadata":         {nixtest.Hangs(t, n, "flake metadata"), "outputs-empty", "opening", "q"},
		"metadata, stuck":  {nixtest.IgnoresSignals(t, n, "flake metadata"), "outputs-empty", "opening", keyCtrlC},
		"evaluator, stuck": {nixtest.IgnoresSignals(t, n, "repl"), "errors", "this system only", "q"},
		"hint, stuck":      {nixtest.IgnoresSignals(t, n, "flake show"), "errors", "▸ packages", "q"},
		"loop":             {n, "loop", "x cancel", "q"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ref := nixtest.Unpack(t, c.flake)
			if c.flake == "loop" {
				ref += "#lib.forever"
			}
			tm := explorer(t, c.nix, 80, 24, ref)
			tm.wait(c.want)
			tm.press(c.key)
			tm.exits(exitOK)
		})
	}
}

// TestSignals proves that SIGTERM, SIGHUP and a terminal that goes away end the
// program, also while an evaluation loops, and leave the terminal restored and
// nothing running.
func TestSignals(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP} {
			for flake, want := range map[string]string{"loop#lib.forever": "x cancel", "errors": "▸ packages"} {
				t.Run(signal.String()+"/"+flake, func(t *testing.T) {
					t.Parallel()
					tm := explorerOf(t, n, flake)
					tm.wait(want)
					if err := tm.cmd.Process.Signal(signal); err != nil {
						t.Fatal(err)
					}
					tm.exits(exits()[signal])
				})
			}
		}
		t.Run("killed", func(t *testing.T) { // by the one signal that nobody can do anything about
			t.Parallel()
			tm := explorerOf(t, n, "loop#lib.forever")
			tm.wait("x cancel")
			if err := tm.cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			tm.ends(-1)
		})
		t.Run("window closed", func(t *testing.T) {
			t.Parallel()
			tm := explorerOf(t, n, "loop#lib.forever")
			tm.wait("x cancel")
			tm.hangUp()
			tm.ends(exits()[syscall.SIGHUP])
		})
		t.Run("sample", func(t *testing.T) { // its folder goes too
			t.Parallel()
			tmp := nixtest.TempDir(t)
			tm := explorer(t, n.With("TMPDIR="+tmp), 80, 24, "demo")
			tm.wait("apps", "nixosConfigurations")
			if err := tm.cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			tm.exits(exits()[syscall.SIGTERM])
			if _, err := os.Stat(tmp + "/hello-garden"); err == nil {
				t.Error("the sample flake is still there")
			}
		})
	})
}

// explorerOf opens a corpus flake, with an attribute after #.
func explorerOf(t *testing.T, n nixtest.Nix, flake string) *terminal {
	t.Helper()
	name, path, _ := strings.Cut(flake, "#")
	return explorer(t, n, 80, 24, nixtest.Unpack(t, name)+"#"+path)
}

// TestNoHiddenPrompt proves that git and ssh, which would ask on the terminal
// itself, find none.
func TestNoHiddenPrompt(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	for _, command := range []string{"flake metadata", "repl", "eval", "flake show"} {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			tm := explorer(t, nixtest.AsksTerminal(t, n, command), 80, 24, nixtest.Unpack(t, "errors"))
			tm.wait("▸ packages", "1/2")
			tm.press("l")
			tm.wait("good-1.0")
			tm.press("q")
			tm.exits(exitOK)
			if strings.Contains(tm.stream(), "Password") {
				t.Errorf("it asked: %q", tm.stream())
			}
		})
	}
}

// TestProgress proves that `show` says on a terminal what takes long, only there,
// takes it away again, and ends with Ctrl+C.
func TestProgress(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	out := nixtest.TempDir(t) + "/out"
	cmd := programCommand(t, nixtest.Hangs(t, n, "flake metadata"))
	shell := `exec "$0" "$@" >` + out
	cmd.Args = append([]string{"sh", "-c", shell, cmd.Path}, append(cmd.Args[1:], "show", nixtest.Unpack(t, "outputs-empty"))...)
	cmd.Path = "/bin/sh"
	tm := onTerminal(t, cmd, 80, 24)
	tm.wait("reading ")
	tm.press(keyCtrlC)
	tm.exits(exits()[syscall.SIGINT])
	if got := nixtest.Read(t, out); got != "" {
		t.Errorf("stdout has %q", got)
	}
	tm.waitGone("reading ")
}

// TestASCII proves that --ascii and a locale without UTF-8 draw with ASCII only.
func TestASCII(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	for name, c := range map[string]struct {
		nix  nixtest.Nix
		args []string
	}{
		"flag":   {n, []string{"--ascii", "demo"}},
		"locale": {n.With("LC_ALL=C"), []string{"demo"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tm := explorer(t, c.nix.With("TMPDIR="+nixtest.TempDir(t)), 80, 40, c.args...) // all of the first screen
			tm.wait("nixosConfigurations", "templates")
			tm.press("-")
			tm.wait("1/11")
			tm.press("g", "l")
			tm.wait("orchid", "rose")
			tm.press("?")
			tm.wait("Moving")
			_, text := sequences(tm.stream())
			for _, r := range text {
				if r > '~' {
					t.Fatalf("%q is no ASCII\n%s", r, tm.screen())
				}
			}
			tm.press(keyCtrlC)
			tm.exits(exitOK)
		})
	}
}
