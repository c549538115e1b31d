//go:build !linux

package tui

import (
	"os/signal"

	"golang.org/x/sys/unix"
)

// discardInput forgets what was typed and not read.
func discardInput(fd int) { _ = unix.IoctlSetPointerInt(fd, unix.TIOCFLUSH, unix.TCIFLUSH) }

// sparedTTOU does something for which who does it from the background is stopped
// by SIGTTOU. From then on the signal is ignored: Go cannot block it for a thread
// here.
func sparedTTOU(f func()) {
	signal.Ignore(unix.SIGTTOU)
	f()
}
