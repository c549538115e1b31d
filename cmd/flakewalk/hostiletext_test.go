package main

import (
	"os"
	"strings"
	"testing"

	"flakewalk/nixcli/nixtest"
)

// talking is a flake whose value, derivation, build and errors write to the clipboard,
// set the title, leave the screen and mirror what follows.
const talking = `{ description = "talks"; outputs = _: let
	char = n: builtins.fromJSON "\"\\u${n}\"";
	esc = char "001b";
	evil = "${esc}]52;c;RVZJTA==${esc}\\${esc}]0;EVIL${char "0007"}${esc}[?1049l${esc}[31m${char "009b"}35m${char "202e"}end";
	bad = derivation { name = "fails-1.0"; system = "SYSTEM"; builder = "/bin/sh"; inherit evil; args = [ "-c" "printf '%s\\n' \"$evil\"; exit 3" ]; };
	good = derivation { name = "talks-1.0"; system = "SYSTEM"; builder = "/bin/sh"; inherit evil; args = [ "-c" "printf '%s\\n' \"$evil\"; echo > $out" ]; };
in { packages.SYSTEM = { inherit good bad; }; lib = { text = evil; throws = throw evil; traces = builtins.trace evil 1; }; devShells.SYSTEM.default = throw evil; }; }`

// TestTextOfAFlakeNeverActsOnTheTerminal proves that what nix prints of a flake, whichever
// key asks for it, is seen and does nothing: values, derivations, logs and traces.
func TestTextOfAFlakeNeverActsOnTheTerminal(t *testing.T) {
	t.Parallel()
	const harmless = `\e]52;c;RVZJTA==`
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir, system := nixtest.TempDir(t), nixtest.System(t, n)
		nixtest.Write(t, dir+"/flake.nix", strings.ReplaceAll(talking, "SYSTEM", system))
		packages := "packages." + system
		tm := explorer(t, n.With("PAGER=cat", "NIX_PAGER=cat"), 200, 40, "path:"+dir+"#"+packages)
		tm.wait("■ good", "■ bad")
		shows := func(key, title string, texts ...string) {
			t.Helper()
			tm.press(key)
			tm.wait(append([]string{"╭─ " + title}, texts...)...)
			tm.press(keyEsc)
			tm.waitGone("╭─")
		}
		tm.goTo(packages + ".good")
		shows("V", "show the derivation", "]52;c;RVZJTA==")
		tm.press("b")
		tm.wait("built: " + packages + ".good")
		shows("L", "show the build log", harmless)
		tm.goTo(packages + ".bad")
		tm.press("b")
		tm.wait("failed: " + packages + ".bad")
		shows("L", "show the build log", `35m\u{202e}end`, "nix was not asked")
		tm.press("3")
		tm.wait("✗ failed", `35m\u{202e}end`)
		tm.press("S")
		tm.wait("╭─ Save the log to a new file")
		tm.press("\x15", dir+"-saved", keyEnter)
		t.Cleanup(func() { _ = os.Remove(dir + "-saved") })
		tm.wait("saved 1 line to "+dir+"-saved", "control characters")
		tm.press("1")
		tm.wait("▸ lib")
		tm.goTo("lib")
		tm.press("l")
		tm.wait("▾ lib", "text", "throws")
		tm.goTo("lib.text")
		shows("v", "show the value", harmless)
		tm.goTo("lib.traces")
		shows("v", "show the value", harmless)
		tm.goTo("lib.throws")
		tm.press(keyEnter)
		tm.wait("╭─ lib.throws", harmless)
		tm.press("q") // closes it
		tm.waitGone("╭─")
		tm.press("q")
		tm.exits(exitOK)
		checkStream(t, tm.stream(), "OSC 9", "CSI  q") // the progress bar of builds, the cursor of the prompt
		if tm.wasHandedOver() && strings.Count(tm.stream(), "\x1b[?1049l") > 1 {
			t.Error("the terminal was handed over")
		}
	})
}

// TestTextOfAFlakeOnTheCommandLine proves the same of the commands that print text, and
// of their errors.
func TestTextOfAFlakeOnTheCommandLine(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		dir, system := nixtest.TempDir(t), nixtest.System(t, n)
		nixtest.Write(t, dir+"/flake.nix", strings.ReplaceAll(talking, "SYSTEM", system))
		nixtest.Write(t, dir+"/flake.lock", `{"nodes":{"x":{"locked":{"type":"path","path":"/\u001b]0;EVIL\u0007"},"original":{"type":"path","path":"/\u001b]52;c;eA==\u0007\u202e"}},"root":{"inputs":{"x\u001b[31m":"x"}}},"root":"root","version":7}`)
		for _, args := range [][]string{
			{"show", "path:" + dir}, {"show", "path:" + dir + "#lib.throws"}, {"show", "path:" + dir + "#lib.text"}, {"develop", "path:" + dir}, {"develop", "path:" + dir + "#nope\x1b[31m"},
			{"inputs", dir + "/flake.lock"}, {"inputs", "--format", "dot", dir + "/flake.lock"}, {"inputs", "--format", "mermaid", dir + "/flake.lock"}, {"inputs", "--format", "list", dir + "/flake.lock"},
			{"inputs", "--why", "x\x1b[31m", dir + "/flake.lock"}, {"inputs", "--duplicates", dir + "/flake.lock"}, {"__complete", "show", "path:" + dir + "#lib."},
			{"show", "path:/nowhere\x1b]0;EVIL\x07"}, {"pick", "path:" + dir}, {"show", "--nope\x1b[31m"}, {"nope\x1b[31m", "x", "y"},
		} {
			r := flakewalk(t, n, args...)
			if bad := controls(strings.ReplaceAll(r.out+r.errs, "\t", "")); bad != "" {
				t.Errorf("%q: %q in %q %q", args, bad, r.out, r.errs)
			}
		}
	})
}
