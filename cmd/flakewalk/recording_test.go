package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"flakewalk/nixcli/nixtest"
)

// explorerAlone runs the explorer on a terminal where there is no nix.
func explorerAlone(t *testing.T, n nixtest.Nix, w, h int, args ...string) *terminal {
	t.Helper()
	cmd := programCommand(t, n.With("PATH="+nixtest.TempDir(t)), args...)
	cmd.Args = append(cmd.Args[:1], args...) // without --nix
	return onTerminal(t, cmd, w, h)
}

// said fails unless the program, which has ended, has said something.
func (tm *terminal) said(text string) {
	tm.t.Helper()
	if !strings.Contains(tm.stream(), text) {
		tm.t.Errorf("it does not say %q: %s", text, tm.tail())
	}
}

// TestDemoWithoutNix proves that the tour can be taken where there is no nix, and
// that what would run is shown and does not run.
func TestDemoWithoutNix(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	tmp := nixtest.TempDir(t)
	tm := explorerAlone(t, n.With("TMPDIR="+tmp), 120, 36, "demo")
	tm.wait("path:/tmp/hello-garden", "a recording of 2026-11-21", "▾ packages", "✗ orchid", "❯ default", "◉ greenhouse")
	tm.goTo("packages.x86_64-linux.rose")
	tm.wait("A red flower that greets whoever runs it", "nix build 'path:/tmp/hello-garden#rose'")
	tm.press("r")
	tm.wait("This is a recording, so nothing runs. With nix this would run:", "nix run")
	tm.press("x")
	tm.wait("x86_64-linux.rose", "■ rose")
	tm.press("2")
	tm.wait("seeds", "pond", "tools", "→ seeds", "duplicate")
	tm.goTo("tools")
	tm.press("f")
	tm.wait("› path:./tools", "with follows", "a recording of", "\"fresh\"")
	tm.press(keyBackspace)
	tm.wait("→ seeds")
	tm.press("q")
	tm.exits(exitOK)
	if left, err := filepath.Glob(tmp + "/*"); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestDemoOnLix proves that the tour can be taken with a Lix that does not open the
// sample flake, that it says why, and that a flake of the user's which is refused for
// the same reason says so.
func TestDemoOnLix(t *testing.T) {
	t.Parallel()
	n := nixtest.TakesNoRelativeInput(t, nixtest.All(t)[0])
	tmp := nixtest.TempDir(t)
	tm := explorer(t, n.With("TMPDIR="+tmp), 160, 36, "demo")
	tm.wait("path:/tmp/hello-garden", "a recording of 2026-11-21 (Lix refuses ./ inputs)", "▾ packages", "✗ orchid")
	tm.press("q")
	tm.exits(exitOK)
	tm.said("Lix takes no input that is a folder inside the flake")
	if left, err := filepath.Glob(tmp + "/*"); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	flakewalk(t, n.With("TMPDIR="+tmp), "demo").fails(t, 1, "lock file contains mutable lock", "a folder inside the flake", "Lix does not")
}

// TestDemoWithoutNixOfEveryRow proves that the first thing a newcomer does harms nothing:
// menu, plan, help and error of each row open and close, whatever a recording lacks.
func TestDemoWithoutNixOfEveryRow(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	tm := explorerAlone(t, n.With("TMPDIR="+nixtest.TempDir(t)), 120, 60, "demo")
	tm.wait("a recording of", "◉ greenhouse")
	tm.press("G")
	tm.until(func(string) bool { row, rows, _ := tm.status(); return row == rows }, "the cursor is not in the last row")
	_, rows, _ := tm.status()
	tm.press("g")
	for row := 1; row <= rows; row++ {
		tm.until(func(string) bool { now, _, _ := tm.status(); return now == row }, fmt.Sprint("the cursor is not in row ", row))
		const esc = "\x1b[27u" // whatever key follows it at once
		tm.press("a", "P", esc, "?")
		tm.wait("╭─ Help")
		tm.press(esc)
		tm.waitGone("╭─ Help")
		tm.press("j")
	}
	tm.goTo("packages.x86_64-linux.rose")
	for _, opens := range []string{"a", "\r"} {
		tm.press(opens)
		tm.wait("╭─ packages.x86_64-linux.rose", "nix build 'path:/tmp/hello-garden#rose'")
		tm.press("P")
		tm.wait("this is a recording: nix is not asked")
		tm.press(keyEsc)
		tm.waitGone("╭─")
	}
	tm.press("q")
	tm.exits(exitOK)
}

// TestRecordAndReplay proves that what was looked at with nix can be looked at again
// without it, that what was not says so, and that a recording is never overwritten.
func TestRecordAndReplay(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		file := filepath.Join(nixtest.TempDir(t), "my recording")
		dir := nixtest.Unpack(t, "errors")
		tm := explorer(t, n, 120, 36, "--record", file, "path:"+dir+"#packages")
		tm.wait("packages", "enter ")
		tm.press("l")
		tm.wait("▾ packages", "✗ abort")
		tm.press("q")
		tm.exits(exitOK)
		tm.said("the recording is in " + file)

		again := explorerAlone(t, n, 120, 36, "--replay", file)
		again.wait("path:"+dir, "a recording of ", "▾ packages", "✗ abort")
		again.press(":lib\r")
		again.wait("not in this recording")
		again.press("q")
		again.exits(exitOK)

		over := explorer(t, n, 80, 24, "--record", file, "path:"+dir)
		over.exits(exitError)
		over.said("exists")
		if got := nixtest.Read(t, file); !strings.HasPrefix(got, `{"flakewalk":1`) {
			t.Errorf("the recording is now %.100q", got)
		}
	})
}

// TestRecordingUsage proves what is said of flags that make no sense.
func TestRecordingUsage(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	for _, args := range [][]string{{"--record", "x"}, {"--replay", "x"}, {"demo", "--record", "x"}} {
		flakewalk(t, n, args...).fails(t, exitUsage, "run flakewalk on a terminal")
	}
	flakewalk(t, n, "--record", "x", "--replay", "y").fails(t, exitUsage, "do not go together")
	for file, want := range map[string]string{"/dev/null": "no recording of flakewalk", "/nowhere": "no such file"} {
		tm := explorerAlone(t, n, 80, 24, "--replay", file)
		tm.exits(exitError)
		tm.said(want)
		tm.said("Name a file that was made with --record")
	}
}

// TestSecretsOfOptions proves which words of the command line are kept out.
func TestSecretsOfOptions(t *testing.T) {
	t.Parallel()
	f := flags{}
	f.nixFlags.Options = [][2]string{{"access-tokens", "github.com=abc  x.org=def ghi"}, {"cores", "4"}}
	if got, want := f.secrets(), []string{"abc", "def", "ghi"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
