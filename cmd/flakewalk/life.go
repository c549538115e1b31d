package main

import (
	"context"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"

	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"

	"flakewalk/crash"
	"flakewalk/tui"
	"flakewalk/tui/tty"
)

// life is how long a run goes on: until it has done its work, a signal comes, or nobody
// is at the other end any more.
type life struct {
	ctx    context.Context //nolint:containedctx // what it is about
	cancel context.CancelCauseFunc
	came   chan os.Signal
	// explorer has the keys, so that Ctrl+C is one of them; nil where none has begun.
	explorer atomic.Pointer[tui.Model]
}

// endedBy is the signal that ended a run.
type endedBy struct{ syscall.Signal }

// Error names the signal.
func (e endedBy) Error() string { return e.String() }

// newLife begins a run. Call end when it is over.
func newLife() *life {
	l := &life{came: make(chan os.Signal, 4)}
	l.ctx, l.cancel = context.WithCancelCause(context.Background())
	signal.Notify(l.came, ending()...)
	go func() {
		defer crash.Guard()
		for s := range l.came {
			n, _ := s.(syscall.Signal)
			l.signal(n)
		}
	}()
	return l
}

// ending are the signals that end every command. They stay ignored where somebody wants
// that (nohup).
func ending() []os.Signal {
	var all []os.Signal
	for _, s := range []os.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT} {
		if !signal.Ignored(s) {
			all = append(all, s)
		}
	}
	return all
}

// signal ends the run. While it ends, one more SIGINT or SIGQUIT ends it at once,
// whatever it is busy with; of SIGINT the explorer needs none, as it is quick to end,
// and somebody may have typed Ctrl+C twice.
func (l *life) signal(s syscall.Signal) {
	m := l.explorer.Load()
	keys := s == syscall.SIGINT || s == syscall.SIGQUIT
	switch {
	case keys && m != nil && m.Away(): // it is for whoever has the terminal
	case l.ctx.Err() == nil:
		l.cancel(endedBy{s})
	case s == syscall.SIGQUIT, s == syscall.SIGINT && m == nil:
		crash.End(128 + int(s))
	}
}

// end ends what belongs to the run.
func (l *life) end() {
	signal.Stop(l.came)
	close(l.came)
	l.cancel(nil)
}

// hangsOn ends the run once a terminal or who reads a pipe is gone: nobody could see what
// it does. A parent may be the one that is told so by a signal, and the run of one that waits for
// it (make, sudo) would go on for ever. What it returns ends that.
func (l *life) hangsOn(file *os.File) (stop func()) {
	if term.IsTerminal(file.Fd()) {
		return tty.WatchGone(l.hungUp, file)
	}
	return tty.WatchGone(func() { l.cancel(endedBy{unix.SIGPIPE}) }, file)
}

// hungUp ends the run as the closing of its terminal does.
func (l *life) hungUp() { l.cancel(endedBy{unix.SIGHUP}) }
