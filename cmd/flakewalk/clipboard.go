package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
	"unicode/utf16"

	"flakewalk/tui"
)

const (
	limitCopy  = 2 * time.Second        // for all programs together
	limitEaten = 200 * time.Millisecond // for what a program left behind holds of our pipes
)

// copier is a program that puts what it reads on the clipboard of a display or a system.
type copier struct {
	argv []string
	here func(desk) bool
	form func(string) []byte // the text as the program reads it; nil is UTF-8
	vars []string            // of its environment
}

// copiers are tried in this order; the first that takes the text is enough.
var copiers = []copier{
	{argv: []string{"pbcopy"}, here: desk.mac, vars: []string{"LC_ALL=en_US.UTF-8"}},
	{argv: []string{"clip.exe"}, here: desk.windows, form: windowsText},
	{argv: []string{"wl-copy", "--type", "text/plain"}, here: desk.wayland},
	{argv: []string{"xclip", "-selection", "clipboard", "-in"}, here: desk.x11},
	{argv: []string{"xsel", "--clipboard", "--input"}, here: desk.x11},
}

// desk is where the user sits, as the environment tells.
type desk struct {
	system string // as runtime.GOOS
	env    func(string) string
}

// remote tells whether the user's screen is another machine's.
func (d desk) remote() bool { return d.env("SSH_CONNECTION") != "" || d.env("SSH_TTY") != "" }

func (d desk) mac() bool { return d.system == "darwin" && !d.remote() }

func (d desk) windows() bool { return d.env("WSL_DISTRO_NAME") != "" && !d.remote() }

func (d desk) wayland() bool { return d.env("WAYLAND_DISPLAY") != "" && !d.remote() }

// x11 tells whether there is an X display of the user's. Over ssh that is one of another
// machine, which ssh forwards: a display of this one is somebody else's screen.
func (d desk) x11() bool {
	host, _, ok := strings.Cut(d.env("DISPLAY"), ":")
	local := host == "" || host == "unix" || strings.HasPrefix(host, "/")
	return ok && (!local || !d.remote())
}

// clipboard copies by programs of this machine. It is safe for concurrent use; one text
// is copied after the other.
type clipboard struct {
	system  string
	environ []string // as os.Environ gives it
	mu      sync.Mutex
}

func newClipboard() *clipboard { return &clipboard{system: runtime.GOOS, environ: os.Environ()} }

// copier copies a text, or is nil where nothing but the terminal can.
func (c *clipboard) copier() func(string) tui.Copied {
	if !c.inTmux() && len(c.programs(c.environ)) == 0 {
		return nil
	}
	return c.copy
}

// copy copies a text. It takes no longer than limitCopy, also when flakewalk is to end:
// what was copied last is what the user goes on with.
func (c *clipboard) copy(text string) tui.Copied {
	c.mu.Lock()
	defer c.mu.Unlock()
	ctx, stop := context.WithTimeout(context.Background(), limitCopy)
	defer stop()
	var done tui.Copied
	if c.inTmux() {
		c.intoTmux(ctx, text, &done)
	}
	environ := c.attached(ctx)
	for _, p := range c.programs(environ) {
		if p.feed(ctx, environ, text) == nil {
			done.With = append(done.With, p.argv[0])
			break
		}
		done.Failed = append(done.Failed, p.argv[0])
	}
	return done
}

func (c *clipboard) inTmux() bool { return variable(c.environ, "TMUX") != "" }

// intoTmux makes the text tmux's newest buffer, which tmux sends to the terminal too,
// whatever its set-clipboard says. Before tmux 3.2 there is only the buffer.
func (c *clipboard) intoTmux(ctx context.Context, text string, done *tui.Copied) {
	load := copier{argv: []string{"tmux", "load-buffer", "-w", "-"}}
	old := copier{argv: []string{"tmux", "load-buffer", "-"}}
	switch {
	case load.feed(ctx, c.environ, text) == nil:
		done.With, done.Terminal = append(done.With, "tmux"), true
	case old.feed(ctx, c.environ, text) == nil:
		done.With = append(done.With, "tmux")
	default:
		done.Failed = append(done.Failed, "tmux")
	}
}

// attached is the environment, in tmux with what that knows of where the user attached to
// it last: ours is that of whoever opened the window, perhaps from another machine.
func (c *clipboard) attached(ctx context.Context) []string {
	if !c.inTmux() {
		return c.environ
	}
	out := c.told(ctx, "tmux", "show-environment")
	if out == "" {
		return c.environ
	}
	environ := slices.Concat(c.environ, []string{"SSH_TTY="}) // tmux does not keep it
	for line := range strings.Lines(out) {
		line = strings.TrimRight(line, "\n")
		if name, removed := strings.CutPrefix(line, "-"); removed {
			line = name + "="
		}
		switch name, _, _ := strings.Cut(line, "="); name {
		case "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "SSH_CONNECTION":
			environ = append(environ, line)
		}
	}
	return environ
}

func (c *clipboard) desk(environ []string) desk {
	return desk{c.system, func(name string) string { return variable(environ, name) }}
}

// programs are those that are installed and copy to where the user sits.
func (c *clipboard) programs(environ []string) []copier {
	d := c.desk(environ)
	var found []copier
	for _, p := range copiers {
		if !p.here(d) {
			continue
		}
		if _, err := exec.LookPath(p.argv[0]); err == nil {
			found = append(found, p)
		}
	}
	return found
}

// feed runs the program with a text to read. One that serves the clipboard leaves a
// process of its own for that, which is the user's.
func (p copier) feed(ctx context.Context, environ []string, text string) error {
	form := p.form
	if form == nil {
		form = func(s string) []byte { return []byte(s) }
	}
	cmd := program(ctx, slices.Concat(environ, p.vars), p.argv...)
	cmd.Stdin = bytes.NewReader(form(text))
	return cmd.Run()
}

// told is what a program prints; "" if it fails.
func (c *clipboard) told(ctx context.Context, argv ...string) string {
	out, err := program(ctx, c.environ, argv...).Output()
	if err != nil {
		return ""
	}
	return string(out)
}

// program is a command in a session of its own, so that it neither asks on our terminal
// nor ends with it. All of it is ended with ctx.
func program(ctx context.Context, environ []string, argv ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Env = environ
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = limitEaten
	return cmd
}

// windowsText is a text as clip.exe understands it beyond ASCII: UTF-16.
func windowsText(s string) []byte {
	units := utf16.Encode([]rune(s))
	if len(units) == len(s) {
		return []byte(s)
	}
	var b []byte
	for _, u := range units {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

// variable is the value of a variable in an environment, of which the last counts.
func variable(environ []string, name string) (value string) {
	for _, v := range environ {
		if v, ok := strings.CutPrefix(v, name+"="); ok {
			value = v
		}
	}
	return value
}
