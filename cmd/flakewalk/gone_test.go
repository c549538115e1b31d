package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"flakewalk/model"
	"flakewalk/nixcli/nixtest"
)

// parents are those under which people start programs, as a shell command around one.
// When the terminal goes, it is they that are told, and they wait for the program.
func parents() map[string]string {
	return map[string]string{
		"none":              "exec PROGRAM",
		"make":              "exec make -s -f MAKEFILE run",
		"shell":             "PROGRAM; exit", // as ssh starts a command
		"ignores SIGHUP":    `trap "" HUP; PROGRAM; exit`,
		"make, ignores it":  `trap "" HUP; make -s -f MAKEFILE run`,
		"nohup":             "nohup sh -c 'exec PROGRAM </dev/tty >/dev/tty 2>&1'; exit",
		"of another group":  "exec bash -ic 'PROGRAM; exit'",
		"timeout, and make": "exec timeout --foreground 1000 make -s -f MAKEFILE run",
	}
}

// underParent starts the program of programCommand on a terminal under a parent.
func underParent(t *testing.T, parent string, program *exec.Cmd) *terminal {
	t.Helper()
	dir := nixtest.TempDir(t)
	line := model.ShellQuote(program.Args)
	nixtest.Write(t, dir+"/Makefile", "run:\n\t"+strings.ReplaceAll(line, "$", "$$")+"\n")
	nixtest.Write(t, dir+"/program", "#!/bin/sh\nexec "+line+"\n")
	if err := os.Chmod(dir+"/program", 0o755); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
	script := strings.NewReplacer("PROGRAM", dir+"/program", "MAKEFILE", dir+"/Makefile").Replace(parent)
	cmd := exec.CommandContext(t.Context(), "sh", "-c", script)
	cmd.Dir, cmd.Env = program.Dir, append(program.Env, "HISTFILE=", "INPUTRC=/dev/null")
	return onTerminal(t, cmd, 120, 30)
}

// vanishes fails unless all processes of the case end.
func (tm *terminal) vanishes() {
	tm.t.Helper()
	if left := nixtest.WaitGone(tm.marker, patience); len(left) > 0 {
		tm.t.Errorf("left running: %v", left)
	}
}

// TestTerminalGone proves that the explorer ends, with all that it started, when its
// terminal does: whoever is told of that by a signal, and whatever they do about it.
func TestTerminalGone(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	for name, parent := range parents() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tmp := nixtest.TempDir(t)
			tm := underParent(t, parent, programCommand(t, n.With("TMPDIR="+tmp), "demo"))
			tm.wait("hello-garden", "▾ packages", "1.2.0  A red flower")
			tm.hangUp()
			tm.vanishes()
			noneLeft(t, tmp)
		})
	}
}

// noneLeft fails when the folder for temporary files has any.
func noneLeft(t *testing.T, tmp string) {
	t.Helper()
	if left, err := filepath.Glob(tmp + "/*"); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// TestTerminalGoneMeanwhile is TestTerminalGone while something else than the explorer
// has the terminal, or something else of ours reads from it.
func TestTerminalGoneMeanwhile(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	dir, system := workbench(t, n)
	asked := strangersShell(t, n)
	for name, c := range map[string]struct {
		args []string
		wait []string
		then func(tm *terminal)
	}{
		"a program runs": {
			[]string{"path:" + dir + "#packages." + system + ".wait"}, []string{"■ wait", "enter more"},
			func(tm *terminal) { tm.press("r"); tm.wait(waits) },
		},
		"its output is read": {
			[]string{"path:" + dir + "#packages." + system + ".greet"}, []string{"■ greet", "enter more"},
			func(tm *terminal) { tm.press("r"); tm.wait(keysLeadBack) },
		},
		"a shell runs": {
			[]string{"path:" + dir + "#devShells." + system + ".default"}, []string{"enter more", " devShells." + system + ".default"},
			func(tm *terminal) { tm.press("d"); tm.wait("the hook ran\n") },
		},
		"pick":           {[]string{"pick", "path:" + dir}, []string{"packages"}, nil},
		"develop asks":   {[]string{"develop", asked}, []string{"Run it? y runs it"}, nil},
		"a prompt is on": {[]string{"path:" + dir}, []string{"packages"}, func(tm *terminal) { tm.press("/"); tm.press("x"); tm.wait("/x") }},
	} {
		for _, parent := range []string{"make", "make, ignores it"} {
			t.Run(name+", "+parent, func(t *testing.T) {
				t.Parallel()
				tm := underParent(t, parents()[parent], programCommand(t, n, c.args...))
				tm.wait(c.wait...)
				if c.then != nil {
					c.then(tm)
				}
				tm.hangUp()
				tm.vanishes()
			})
		}
	}
}

// strangersShell is a flake reference that is not the user's own, with one dev shell.
func strangersShell(t *testing.T, n nixtest.Nix) string {
	t.Helper()
	dir, _ := shellBench(t, n, "", "default")
	return packed(t, dir)
}

// packed is the flake of a folder as one that is not the user's own.
func packed(t *testing.T, dir string) string {
	t.Helper()
	tarball := filepath.Join(nixtest.TempDir(t), "flake.tar.gz")
	if out, err := exec.CommandContext(t.Context(), "tar", "-C", filepath.Dir(dir), "-czf", tarball, filepath.Base(dir)).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return "file://" + tarball
}

// TestMultiplexerGone proves that the explorer ends when the server of tmux does.
func TestMultiplexerGone(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	marker := newMarker()
	program := programCommand(t, n.With(marker), sampleDir(t))
	socket := nixtest.TempDir(t) + "/socket"
	tmux := func(args ...string) string {
		cmd := exec.CommandContext(t.Context(), "tmux", append([]string{"-S", socket, "-f", "/dev/null"}, args...)...)
		cmd.Dir, cmd.Env = program.Dir, program.Env
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Logf("tmux %v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	t.Cleanup(func() { tmux("kill-server") })
	tmux("new-session", "-d", "-x", "120", "-y", "30", "trap '' HUP; "+model.ShellQuote(program.Args)+"; sleep 1000")
	screen := func() string { return tmux("capture-pane", "-p") }
	eventually(t, func() bool { return strings.Contains(screen(), "▾ packages") }, screen)
	pids := nixtest.Leftovers(marker)
	tmux("kill-server")
	eventually(t, func() bool {
		return len(explorers(marker)) == 0
	}, func() string { return fmt.Sprintf("left running: %v of %v", explorers(marker), pids) })
	for _, pid := range nixtest.Leftovers(marker) { // the shell that ignores SIGHUP, and sleeps
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
}

// explorers are the processes of a case that are flakewalk or nix.
func explorers(marker string) []int {
	var all []int
	for _, pid := range nixtest.Leftovers(marker) {
		line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
		if name := filepath.Base(strings.Split(string(line), "\x00")[0]); err == nil && (name == "nix" || name == filepath.Base(os.Args[0])) {
			all = append(all, pid)
		}
	}
	return all
}

// TestReaderGone proves that show ends when nobody reads what it prints any more,
// however long nix would still need.
func TestReaderGone(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	for _, command := range []string{"show", "inputs", "doctor"} {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			m := newMarker()
			args := []string{command, nixtest.Unpack(t, "outputs-empty")}
			sick := nixtest.Hangs(t, n, "flake metadata")
			if command == "doctor" {
				args, sick = args[:1], nixtest.Hangs(t, n, "config show")
			}
			cmd := programCommand(t, sick.With(m), args...)
			read, write, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			cmd.Stdout = write
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			_ = write.Close()
			eventually(t, func() bool { return len(nixtest.Leftovers(m)) > 1 }, func() string { return "nix was not started" })
			_ = read.Close()
			done := make(chan struct{})
			go func() { _ = cmd.Wait(); close(done) }()
			select {
			case <-done:
			case <-time.After(patience):
				_ = cmd.Process.Kill()
				t.Fatal("it goes on")
			}
			if code := cmd.ProcessState.ExitCode(); code != 128+int(syscall.SIGPIPE) {
				t.Errorf("exit code %d", code)
			}
			if left := nixtest.WaitGone(m, patience); len(left) > 0 {
				t.Errorf("left running: %v", left)
			}
		})
	}
}
