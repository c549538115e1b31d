package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"
	"github.com/muesli/cancelreader"

	"flakewalk/model"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
	"flakewalk/tui/tty"
)

// handingOver runs the command of an action on the terminal, and takes the terminal
// back when it has ended.
type handingOver struct{ action model.Action }

func (r handingOver) meet(m *Model) tea.Cmd {
	m.note = note{}
	return m.exec(&handover{ctx: m.env.ctx, away: &m.away, log: m.env.opt.Commands, action: r.action}, func(err error) tea.Msg { return handedOverMsg{r.action, err} })
}

// handover is a command that has the terminal. It implements tea.ExecCommand.
// Bubble Tea has left the screen when it runs.
type handover struct {
	ctx    context.Context //nolint:containedctx // the program's life, which Run of the interface is not given
	away   *atomic.Bool
	log    Commands
	action model.Action
	in     io.Reader
	out    io.Writer
}

// SetStdin implements tea.ExecCommand.
func (h *handover) SetStdin(r io.Reader) {
	if k, ok := r.(*tty.Keys); ok {
		r = k.File()
	}
	h.in = r
}

// SetStdout implements tea.ExecCommand. A child gets the terminal itself: for
// anything else that can be written to, os/exec would give it a pipe.
func (h *handover) SetStdout(w io.Writer) {
	if s, ok := w.(*tty.Screen); ok {
		w = s.File()
	}
	h.out = w
}

// SetStderr implements tea.ExecCommand. Errors go to the terminal like all else:
// shells write their prompts there.
func (h *handover) SetStderr(io.Writer) {}

// Run implements tea.ExecCommand. The child is in our own process group, so that
// the terminal's signals reach it as they would without us: Ctrl+C ends it and not
// us, Ctrl+Z stops both of us, and `fg` brings both back.
func (h *handover) Run() error {
	h.away.Store(true)
	defer h.away.Store(false)
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, syscall.SIGINT, syscall.SIGQUIT) // ignored ones the child would ignore too
	defer signal.Stop(interrupts)
	tty, _ := h.in.(term.File)
	restore := keepTerminal(tty)
	_, _ = fmt.Fprintln(h.out, h.intro())
	ended := h.log.Began(h.action.Argv)
	err := h.child()
	ended(err)
	restore()
	if h.stays(err) {
		h.waitForKey(tty, err)
	}
	return err
}

// intro is what runs, how one comes back, and what to mind.
func (h *handover) intro() string {
	back := "flakewalk is back when it ends"
	switch h.action.Verb { //nolint:exhaustive // the others end by themselves
	case model.VerbDevelop, model.VerbShell:
		back = "exit or Ctrl+D leads back to flakewalk"
	case model.VerbRepl:
		back = ":q or Ctrl+D leads back to flakewalk"
	}
	intro := "$ " + model.Printable(h.action.String()) + "   (" + back + ")"
	if h.action.Warning != "" {
		intro += "\nMind: " + model.Printable(h.action.Warning)
	}
	return intro
}

// child runs the command to its end.
func (h *handover) child() error {
	argv := h.action.Argv
	cmd := exec.Command(argv[0], argv[1:]...) //nolint:gosec,noctx // the user's own command; it ends as the user ends it
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = h.action.Dir, h.in, h.out, h.out
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	defer close(ended)
	stop := context.AfterFunc(h.ctx, func() { hangUp(cmd.Process, ended) })
	defer stop()
	return cmd.Wait()
}

// hangUpGrace is how long a child has to end after the terminal was hung up: to
// save what is not saved, and to end its own children.
const hangUpGrace = 2 * time.Second

// hangUp ends a child as the closing of its terminal does, and by force after a
// grace. Its own children in our process group are told too, where that is ours
// alone: where we are its leader. A shell tells its jobs itself.
func hangUp(child *os.Process, ended <-chan struct{}) {
	targets := []int{child.Pid}
	if syscall.Getpgrp() == syscall.Getpid() {
		targets = append(targets, 0) // our group, us included
		ours := make(chan os.Signal, 1)
		signal.Notify(ours, syscall.SIGHUP)
		defer signal.Stop(ours)
	}
	for _, pid := range targets {
		_ = syscall.Kill(pid, syscall.SIGHUP)
		_ = syscall.Kill(pid, syscall.SIGCONT) // or who is stopped would not hear of it
	}
	select {
	case <-ended:
	case <-time.After(hangUpGrace):
		_ = child.Kill()
	}
}

// stays tells whether what was printed is to be read before the explorer covers
// it: the output of what is no session, and what nix says when it fails.
func (h *handover) stays(err error) bool {
	if h.ctx.Err() != nil {
		return false
	}
	code, exited := exitCode(err)
	var exit *exec.ExitError
	unknown := !exited && !errors.As(err, &exit)    // such as one that did not start
	const failed, failedToBuild, last = 1, 100, 104 // nix's own exit codes
	return h.action.Verb.Way() == model.WayPause || unknown || code == failed || code >= failedToBuild && code <= last
}

// waitForKey says how the command ended and waits for any key.
func (h *handover) waitForKey(tty term.File, err error) {
	_, _ = fmt.Fprintf(h.out, "\n[%s; any key leads back to flakewalk]", ending(err))
	if tty != nil {
		if state, err := term.MakeRaw(tty.Fd()); err == nil {
			defer func() { _ = term.Restore(tty.Fd(), state) }()
		}
	}
	keys, err := cancelreader.NewReader(h.in)
	if err != nil {
		return
	}
	stop := context.AfterFunc(h.ctx, func() { keys.Cancel() })
	defer stop()
	_, _ = keys.Read(make([]byte, 64)) // a key may be several bytes
	_ = keys.Close()
	_, _ = fmt.Fprint(h.out, "\r\n")
}

// exitCode is the code that a command ended with; ok is false where it did not.
func exitCode(err error) (code int, ok bool) {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0, true
	case errors.As(err, &exit) && exit.Exited():
		return exit.ExitCode(), true
	}
	return 0, false
}

// ending says in words how a command ended.
func ending(err error) string {
	code, exited := exitCode(err)
	var exit *exec.ExitError
	switch {
	case exited:
		return fmt.Sprintf("exit code %d", code)
	case errors.As(err, &exit):
		return exit.String() // such as "signal: interrupt"
	}
	return model.Printable(err.Error())
}

// handedOverMsg says how a command ended that had the terminal.
type handedOverMsg struct {
	action model.Action
	err    error
}

func (a handedOverMsg) handle(m *Model) tea.Cmd {
	tone := theme.Good
	var exit *exec.ExitError
	switch {
	case a.err != nil && !errors.As(a.err, &exit):
		tone = theme.Bad
	case a.action.Verb == model.VerbDevelop || a.action.Verb == model.VerbShell:
		tone = theme.Dim // a shell ends with the code of its last command
	case a.err != nil:
		tone = theme.Warn
	}
	m.say(tone, text.Path(a.action.Path)+": "+a.action.Verb.String()+": "+ending(a.err))
	storeChanged{}.meet(m)
	return tea.Batch(m.visit.askChanged(), tea.RequestWindowSize) // it may have changed, too
}
