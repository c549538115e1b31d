package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"flakewalk/nixcli/nixtest"
)

// yard writes a flake of builds of every sort. What is gated waits for the file "go"
// in its folder.
func yard(t testing.TB, n nixtest.Nix) (dir, system string) {
	t.Helper()
	dir, system = nixtest.TempDir(t), nixtest.System(t, n)
	nixtest.Write(t, dir+"/flake.nix", strings.NewReplacer("SYSTEM", system, "SALT", filepath.Base(dir), "DIR", dir).Replace(`{
  outputs = _: let
    sh = name: script: derivation {
      inherit name; system = "SYSTEM"; salt = "SALT"; builder = "/bin/bash"; outputs = [ "out" ]; PATH = "/usr/bin:/bin"; FOO = "foo";
      args = [ "-c" (script + "\nexit 0") ];
    };
    gate = "while ! test -e DIR/go; do sleep 0.05; done";
  in {
    packages.SYSTEM = {
      broken = sh "broken-1.0" "echo ${sh "at-fault-1.0" "seq -f 'line %.0f' 1 200; echo the very last; exit 3"} > $out";
      first = sh "first-1.0" "echo first waits; ${gate}; echo > $out";
      hostile = sh "hostile-1.0" "echo $$ > DIR/pid; printf '\\033]0;owned\\a\\033[2J\\033[31mred\\033[0m\\033[?1049l\\n'; echo after; ${gate}; echo > $out";
      late = sh "late-1.0" "echo late waits; ${gate}; exit 3";
      second = sh "second-1.0" "echo second waits; ${gate}; echo > $out";
      tool = sh "tool-1.0" "echo making; mkdir -p $out/bin; printf '#!/bin/sh\\necho tool runs \"$@\"\\n' > $out/bin/tool; chmod +x $out/bin/tool";
    };
  };
}
`))
	return dir, system
}

// onYard opens the explorer on one package of such a flake.
func onYard(t *testing.T, n nixtest.Nix, name string) (tm *terminal, dir, pkgs string) {
	t.Helper()
	dir, system := yard(t, n)
	pkgs = "packages." + system + "."
	tm = explorer(t, n, 160, 40, "path:"+dir+"#"+pkgs+name)
	tm.wait("■ "+name, "enter more")
	return tm, dir, pkgs
}

// build starts the build of another package of the same flake.
func (tm *terminal) build(path string) {
	tm.t.Helper()
	tm.press("1")
	tm.goTo(path)
	tm.press("b")
	tm.wait("started: build " + path)
}

// TestJobsTabBuilt proves what a build that succeeds tells and offers.
func TestJobsTabBuilt(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		tm, _, pkgs := onYard(t, n, "tool")
		tm.press("b")
		tm.wait("built: "+pkgs+"tool", "3 Jobs")
		tm.press("3")
		tm.wait("packages.tool", "✓ built", "out  /", "-tool-1.0", "with all it needs", "r  run", "s  shell", "f  files", "R  again")
		tm.press("f")
		tm.wait("Files of packages.tool", "bin/", "tool")
		tm.press(keyEsc)
		tm.waitGone("Files of")
		tm.press("r")
		tm.wait("$ ", "tool runs", "[exit code 0; "+keysLeadBack)
		tm.press(" ")
		tm.wait("run: exit code 0", "✓ built")
		tm.press("s")
		tm.wait("exit or Ctrl+D")
		tm.press("tool in the shell; exit\r")
		tm.wait("open a shell with it: exit code 0", "✓ built")
		tm.press("R")
		tm.wait("1/2", "built: "+pkgs+"tool")
		tm.press("@") // builds and what had the terminal are in the log of commands, too
		tm.wait("─ Commands ─", "nix eval ...", "nix build ...", "nix shell ... tool")
		tm.press(keyEsc)
		tm.waitGone("─ Commands ─")
		tm.press("q")
		tm.exits(exitOK)
	})
}

// deafCache is a binary cache that has nothing, and which logs it was asked for.
func deafCache(t *testing.T, store string) (url string, asked func() []string) {
	t.Helper()
	var mu sync.Mutex
	var logs []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/nix-cache-info":
			_, _ = io.WriteString(w, "StoreDir: "+store+"\n")
			return
		case strings.HasPrefix(r.URL.Path, "/log/"):
			mu.Lock()
			defer mu.Unlock()
			logs = append(logs, r.URL.Path)
		}
		w.WriteHeader(http.StatusNotFound)
	}))
	t.Cleanup(server.Close)
	return server.URL, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(logs)
	}
}

// TestJobsTabFailed proves that a build that fails leads to the last lines of the
// derivation at fault, and that its log, a shell to debug it and a file are had.
func TestJobsTabFailed(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		cache, asked := deafCache(t, variableOf(t, n, "NIX_STORE_DIR"))
		n = n.Settings("experimental-features = nix-command flakes", "substitute = true", "substituters = "+cache)
		tm, dir, pkgs := onYard(t, n, "broken")
		tm.press("b")
		tm.wait("failed: " + pkgs + "broken (at-fault-1.0)")
		tm.press("3")
		tm.wait("at-fault-1.0", "builder failed with exit code 3", "the very last", "201 lines", "L  whole log", "d  debug shell", "R  again")
		tm.press("/", "line 77", keyEnter)
		tm.wait("in 1 line", "line 77", " of 201")
		tm.press("S")
		tm.wait("╭─ Save the log to a new file")
		tm.press("\x15", dir+"/saved", keyEnter)
		tm.wait("saved 201 lines to " + dir + "/saved")
		if text, err := os.ReadFile(dir + "/saved"); err != nil || strings.Count(string(text), "\n") != 201 || !strings.HasSuffix(string(text), "line 200\nthe very last\n") {
			t.Errorf("saved %d bytes, %v", len(text), err)
		}
		tm.press("S")
		tm.wait("╭─ Save the log to a new file")
		tm.press("\x15", dir+"/saved", keyEnter)
		tm.wait("there is such a file already")
		tm.press(keyEsc)
		tm.waitGone("╭─ Save")
		for _, tab := range []string{"1", "3"} {
			tm.press(tab)
			tm.wait(map[string]string{"1": "■ broken", "3": "L  whole log"}[tab])
			tm.press("L")
			tm.wait("╭─ show the build log", "what the build of at-fault-1.0 printed; nix was not asked.")
			tm.wait("│ the very last")
			tm.press(keyEsc)
			tm.waitGone("╭─")
		}
		if logs := asked(); len(logs) > 0 {
			t.Errorf("a binary cache was asked for a log that we have: %v", logs)
		}
		tm.press("d")
		tm.wait("Ctrl+D leads back")
		tm.press("echo $FOO-$name; exit 4\r")
		tm.wait("enter the dev shell: exit code 4", "✗ failed")
		tm.press("q")
		tm.exits(exitOK)
	})
}

// TestJobsTabHostileLog proves that what a builder writes does nothing to the terminal,
// and that a job that is cancelled leaves nothing behind.
func TestJobsTabHostileLog(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		tm, dir, pkgs := onYard(t, n, "hostile")
		tm.press("b", "3")
		tm.wait("hostile-1.0", "after", "building", "x cancel")
		tm.press("j")
		tm.wait("follows", "red", "after")
		tm.press("x")
		tm.wait("cancelled: "+pkgs+"hostile", "⊘ cancelled")
		tm.waitGone("building")
		builderIsGone(t, dir)
		tm.press("q")
		tm.exits(exitOK)
		if s := tm.stream(); strings.Contains(s, "owned\a") || strings.Contains(s, "\x1b[2J\x1b[31mred") {
			t.Error("the log reached the terminal as it was")
		}
		barIsOff(t, tm)
	})
}

// builderIsGone waits until the builder that has written its number to a file ends.
func builderIsGone(t *testing.T, dir string) {
	t.Helper()
	text, err := os.ReadFile(dir + "/pid")
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, func() bool { return syscall.Kill(pid, 0) != nil }, func() string { return "the builder still runs" })
}

// barIsOff fails unless the terminal's progress bar was shown and is off.
func barIsOff(t *testing.T, tm *terminal) {
	t.Helper()
	seqs, _ := sequences(tm.stream())
	last := ""
	shown := false
	for _, s := range seqs {
		if strings.HasPrefix(s.text, "\x1b]9;4;") {
			last = s.text
			shown = shown || !strings.HasPrefix(last, "\x1b]9;4;0")
		}
	}
	if !shown || !strings.HasPrefix(last, "\x1b]9;4;0") {
		t.Errorf("the progress bar: shown %t, at last %q", shown, last)
	}
}

// TestJobsTabSeveral proves that several jobs run at once, that one is cancelled alone,
// and that quitting waits for the other.
func TestJobsTabSeveral(t *testing.T) {
	t.Parallel()
	nixtest.Each(t, func(t *testing.T, n nixtest.Nix) {
		tm, dir, pkgs := onYard(t, n, "first")
		tm.press("b")
		tm.wait("started: build " + pkgs + "first")
		tm.build(pkgs + "second")
		tm.wait("3 Jobs (2 running)", "2 jobs 0/2")
		tm.press("3")
		tm.wait("second waits", "first-1.0")
		tm.press("x")
		tm.wait("cancelled: "+pkgs+"second", "3 Jobs (1 running)")
		tm.press("q")
		tm.wait("1 job still runs", "wait: quit when")
		tm.answer("w", "wait")
		tm.wait("quits after")
		tm.press("q")
		tm.wait("1 job still runs")
		tm.press("n")
		tm.waitGone("quits after")
		tm.press("q")
		tm.answer("w", "wait")
		tm.wait("quits after")
		nixtest.Write(t, dir+"/go", "")
		tm.exits(exitOK)
		barIsOff(t, tm)
	})
}

// TestJobsTabQuitFailed proves that what fails while the user waits for it to quit is
// told of afterwards.
func TestJobsTabQuitFailed(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	tm, dir, pkgs := onYard(t, n, "late")
	tm.press("b", "3")
	tm.wait("3 Jobs (1 running)", "late waits", "x cancel")
	tm.press("q")
	tm.answer("w", "wait")
	tm.wait("quits after")
	nixtest.Write(t, dir+"/go", "")
	tm.exits(exitOK)
	tm.wait("failed: " + pkgs + "late (late-1.0)")
}

// TestJobsTabQuit proves that quitting can cancel what runs, and that a user who wants
// no colours gets no progress bar.
func TestJobsTabQuit(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	tm, _, _ := onYard(t, n.With("NO_COLOR=1"), "first")
	tm.press("b", "3")
	tm.wait("3 Jobs (1 running)", "first waits", "x cancel")
	tm.press("q")
	tm.wait("1 job still runs")
	tm.answer("y", "cancel it")
	tm.exits(exitOK)
	if strings.Contains(tm.stream(), "\x1b]9;") {
		t.Error("there is a progress bar")
	}
}
