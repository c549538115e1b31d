package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"flakewalk/nixcli/nixtest"
)

// copiersIn puts programs of those names into a folder, which becomes PATH. Each does
// what the script says; without one it keeps what it reads in a file beside it.
func copiersIn(t *testing.T, scripts map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, script := range scripts {
		if script == "" {
			script = `cat >"$0.got"; echo "$*" >"$0.args"`
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir+":/usr/bin:/bin")
	return dir
}

// TestCopiers proves that only programs that copy to where the user sits are used: none
// of this machine's over ssh, except by a display that ssh forwards.
func TestCopiers(t *testing.T) {
	all := map[string]string{}
	for _, p := range copiers {
		all[p.argv[0]] = ""
	}
	copiersIn(t, all)
	ssh := "SSH_CONNECTION=10.0.0.1 1 10.0.0.2 22"
	for _, c := range []struct {
		system string
		env    []string
		want   string
	}{
		{"linux", nil, ""},
		{"linux", []string{"WAYLAND_DISPLAY=wayland-0"}, "wl-copy"},
		{"linux", []string{"WAYLAND_DISPLAY=wayland-0", "DISPLAY=:0"}, "wl-copy xclip xsel"},
		{"linux", []string{"DISPLAY=:0"}, "xclip xsel"},
		{"linux", []string{"DISPLAY=unix:0"}, "xclip xsel"},
		{"linux", []string{"DISPLAY="}, ""},
		{"linux", []string{"DISPLAY=nonsense"}, ""},
		{"linux", []string{"WSL_DISTRO_NAME=Debian", "DISPLAY=:0"}, "clip.exe xclip xsel"},
		{"darwin", nil, "pbcopy"},
		{"linux", []string{ssh, "WAYLAND_DISPLAY=wayland-0", "DISPLAY=:0"}, ""},
		{"linux", []string{"SSH_TTY=/dev/pts/1", "DISPLAY=:0"}, ""},
		{"linux", []string{ssh, "DISPLAY=unix:0"}, ""},
		{"linux", []string{ssh, "DISPLAY=/private/tmp/launch:0"}, ""},
		{"linux", []string{ssh, "DISPLAY=localhost:10.0"}, "xclip xsel"},
		{"linux", []string{ssh, "DISPLAY=10.0.0.1:0"}, "xclip xsel"},
		{"linux", []string{ssh, "WSL_DISTRO_NAME=Debian"}, ""},
		{"darwin", []string{ssh}, ""},
	} {
		clip := &clipboard{system: c.system, environ: c.env}
		var names []string
		for _, p := range clip.programs(c.env) {
			names = append(names, p.argv[0])
		}
		if got := strings.Join(names, " "); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.system, c.env, got, c.want)
		}
		if (clip.copier() == nil) != (c.want == "") {
			t.Errorf("%s %q: what can copy, and whether anything can, differ", c.system, c.env)
		}
	}
	t.Setenv("PATH", t.TempDir())
	if got := (&clipboard{system: "linux"}).programs([]string{"DISPLAY=:0"}); len(got) > 0 {
		t.Errorf("not installed, and found: %v", got)
	}
}

// TestCopiersGetTheText proves that the first program that takes the text gets it, whole
// and on its standard input, and that those that fail are named.
func TestCopiersGetTheText(t *testing.T) {
	dir := copiersIn(t, map[string]string{"wl-copy": "exit 1", "xclip": "", "xsel": ""})
	text := strings.Repeat("❄ $(touch pwned) '\n", 20_000)
	c := &clipboard{system: "linux", environ: append(os.Environ(), "WAYLAND_DISPLAY=wayland-0", "DISPLAY=:0", "SSH_CONNECTION=", "SSH_TTY=", "TMUX=")}
	done := c.copy(text)
	if !slices.Equal(done.With, []string{"xclip"}) || !slices.Equal(done.Failed, []string{"wl-copy"}) || done.Terminal {
		t.Errorf("got %+v", done)
	}
	if got, _ := os.ReadFile(dir + "/xclip.got"); string(got) != text {
		t.Errorf("xclip got %d bytes of %d", len(got), len(text))
	}
	if args, _ := os.ReadFile(dir + "/xclip.args"); string(args) != "-selection clipboard -in\n" {
		t.Errorf("xclip was started with %q", args)
	}
	if _, err := os.Stat(dir + "/xsel.got"); err == nil {
		t.Error("the text was copied twice")
	}
}

// TestCopierServes proves that a program may leave a process that holds the text, as
// xclip does, with our pipes open: nobody waits for it, and it is not ended.
func TestCopierServes(t *testing.T) {
	dir := copiersIn(t, map[string]string{"xclip": `cat >"$0.got"; sleep 600 & echo $! >"$0.pid"`})
	c := &clipboard{system: "linux", environ: append(os.Environ(), "DISPLAY=:0", "SSH_CONNECTION=", "SSH_TTY=", "TMUX=", "WAYLAND_DISPLAY=")}
	if done := c.copy("text"); !slices.Equal(done.With, []string{"xclip"}) {
		t.Errorf("got %+v", done)
	}
	pid := numberIn(t, dir+"/xclip.pid")
	if err := syscall.Kill(pid, 0); err != nil {
		t.Errorf("what serves the clipboard was ended: %v", err)
	}
	_ = syscall.Kill(pid, syscall.SIGKILL)
}

// TestCopierHangs proves that a program that does not end is ended, with all it started.
func TestCopierHangs(t *testing.T) {
	dir := copiersIn(t, map[string]string{"xclip": `trap '' TERM HUP; sleep 600 & echo $! >"$0.pid.new"; mv "$0.pid.new" "$0.pid"; wait`})
	ctx, stop := context.WithCancel(t.Context())
	failed := make(chan error)
	go func() {
		failed <- copier{argv: []string{"xclip"}}.feed(ctx, os.Environ(), "text")
	}()
	eventually(t, func() bool { _, err := os.Stat(dir + "/xclip.pid"); return err == nil }, func() string { return "xclip was not started" })
	stop()
	if err := <-failed; err == nil {
		t.Error("what was ended has copied")
	}
	pid := numberIn(t, dir+"/xclip.pid")
	eventually(t, func() bool { return syscall.Kill(pid, 0) != nil || isZombie(pid) }, func() string { return "what it started still runs" })
}

func numberIn(t *testing.T, file string) int {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// isZombie tells whether a process has ended and nobody has asked how.
func isZombie(pid int) bool {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err == nil && strings.Contains(string(stat), ") Z ")
}

func TestWindowsText(t *testing.T) {
	t.Parallel()
	if got := windowsText("nix build"); string(got) != "nix build" {
		t.Errorf("%q", got)
	}
	if got := windowsText("ü😀"); !bytes.Equal(got, []byte{0xfc, 0, 0x3d, 0xd8, 0, 0xde}) {
		t.Errorf("% x", got)
	}
}

// tmux is a tmux of its own with the program in its first window.
type tmux struct {
	*terminal
	path, socket string
}

// inTmux starts a tmux with these lines of configuration, none of which is its default.
func inTmux(t *testing.T, n nixtest.Nix, conf string, args ...string) *tmux {
	t.Helper()
	dir := nixtest.TempDir(t) // short: the name of a socket is
	nixtest.Write(t, dir+"/conf", conf)
	tm := &tmux{path: unpackedProgram(t, "tmux"), socket: dir + "/s"}
	cmd := programCommand(t, n, args...)
	program := append([]string{cmd.Path}, cmd.Args[1:]...)
	cmd.Path, cmd.Args = tm.path, append([]string{"tmux", "-S", tm.socket, "-f", dir + "/conf", "new-session"}, program...)
	cmd.Env = append(cmd.Env, "PATH="+filepath.Dir(tm.path)+":"+variable(cmd.Env, "PATH"))
	tm.terminal = onTerminal(t, cmd, 120, 36)
	return tm
}

// says is what tmux answers to a command.
func (tm *tmux) says(words ...string) string {
	tm.t.Helper()
	out, err := exec.CommandContext(tm.t.Context(), tm.path, append([]string{"-S", tm.socket}, words...)...).Output()
	if err != nil {
		tm.t.Fatalf("tmux %v: %v", words, err)
	}
	return string(out)
}

// TestCopyInTmux proves that what is copied is in tmux's buffer and on its way to the
// terminal, each once, whatever tmux lets programs do: by its default nothing.
func TestCopyInTmux(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	dir := nixtest.Unpack(t, "names")
	for name, conf := range map[string]string{"default": "", "on": "set -s set-clipboard on\n", "off": "set -s set-clipboard off\n"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tm := inTmux(t, n, conf, dir+"#with")
			tm.wait(`/65  "with"`)
			tm.press("y")
			tm.wait(`copied into tmux and sent to the terminal: "with"`)
			if got := tm.says("show-buffer"); got != `"with"` {
				t.Errorf("tmux's buffer is %q", got)
			}
			if got := strings.Count(tm.says("list-buffers"), "\n"); got != 1 {
				t.Errorf("%d buffers", got)
			}
			tm.until(func(string) bool { return len(clipboard52(t, tm.stream())) > 0 }, "nothing was sent to the terminal")
			if got := clipboard52(t, tm.stream()); !slices.Equal(got, []string{`"with"`}) {
				t.Errorf("the terminal got %q", got)
			}
			tm.press("q")
			tm.ends(exitOK)
		})
	}
}

// TestCopyFollowsTheUser proves that programs copy to where the user has attached to tmux,
// not to where its window was opened, and that a tmux that is gone is said to have failed.
func TestCopyFollowsTheUser(t *testing.T) {
	t.Parallel()
	n := nixtest.All(t)[0]
	tm := inTmux(t, n, "", nixtest.Unpack(t, "names"))
	tm.wait("▸ packages", "? help")
	session := strings.TrimSpace(tm.says("display-message", "-p", "#{socket_path},#{pid},0"))
	c := &clipboard{system: "linux", environ: append(os.Environ(), "TMUX="+session, "DISPLAY=:7", "SSH_TTY=/dev/pts/9", "SSH_CONNECTION=a b c d",
		"PATH="+filepath.Dir(tm.path)+":"+os.Getenv("PATH"))}
	here := func() desk {
		environ := c.attached(t.Context())
		return desk{"linux", func(name string) string { return variable(environ, name) }}
	}
	if d := here(); d.remote() || d.x11() {
		t.Error("the user is taken to sit where the window was opened")
	}
	tm.says("set-environment", "DISPLAY", ":0")
	if d := here(); d.remote() || !d.x11() {
		t.Error("the display of this machine is not the user's")
	}
	tm.says("set-environment", "SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
	if d := here(); !d.remote() || d.x11() {
		t.Error("the display of this machine is taken for that of a user of another")
	}
	tm.press("q")
	tm.ends(exitOK)
	ctx, stop := context.WithTimeout(t.Context(), patience+time.Minute)
	defer stop()
	if got := c.attached(ctx); !slices.Equal(got, c.environ) {
		t.Error("a tmux that is gone has told something")
	}
	if done := c.copy("text"); !slices.Equal(done.Failed, []string{"tmux"}) || len(done.With) > 0 || done.Terminal {
		t.Errorf("got %+v", done)
	}
}
