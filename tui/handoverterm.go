package tui

import (
	"os/signal"
	"syscall"

	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

// keepTerminal notes the state of the terminal. What it returns brings that state
// back, and makes us the foreground of the terminal again: a shell that was killed
// leaves it to a process group that is gone.
func keepTerminal(tty term.File) (restore func()) {
	if tty == nil {
		return func() {}
	}
	fd := int(tty.Fd()) //nolint:gosec // a file descriptor is small
	state, err := term.GetState(tty.Fd())
	if err != nil {
		return func() {}
	}
	return func() {
		signal.Ignore(syscall.SIGTTOU) // which stops who does this from the background
		defer signal.Reset(syscall.SIGTTOU)
		_ = unix.IoctlSetPointerInt(fd, unix.TIOCSPGRP, syscall.Getpgrp())
		_ = term.Restore(tty.Fd(), state)
	}
}
