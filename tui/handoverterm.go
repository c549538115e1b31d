package tui

import (
	"syscall"

	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

// keepTerminal notes the state of the terminal. What it returns brings that state
// back, and makes us the foreground of the terminal again: a shell that was killed
// leaves it to a process group that is gone. What was typed for the child and not
// read by it is forgotten: here it would mean something else.
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
		takeForeground(fd)
		_ = term.Restore(tty.Fd(), state)
		discardInput(fd)
	}
}

// ForgetTyped forgets what was typed on a terminal and not read: it was typed before
// the question that is about to be asked, and is no answer to it.
func ForgetTyped(tty term.File) {
	discardInput(int(tty.Fd())) //nolint:gosec // a file descriptor is small
}

// takeForeground makes our process group the one that the terminal listens to.
func takeForeground(fd int) {
	if now, err := unix.IoctlGetInt(fd, unix.TIOCGPGRP); err == nil && now == syscall.Getpgrp() {
		return
	}
	sparedTTOU(func() { _ = unix.IoctlSetPointerInt(fd, unix.TIOCSPGRP, syscall.Getpgrp()) })
}
