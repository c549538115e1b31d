package tty

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// maxAncestors bounds the way up to the shell.
const maxAncestors = 100

// JobControl tells whether somebody can bring us back after we were stopped: whether,
// on the way up, a process that is not of our process group is of our session. Without
// one a process group is orphaned (POSIX), and Ctrl+Z does nothing to it.
func JobControl() bool {
	session, err := unix.Getsid(0)
	if err != nil {
		return false
	}
	pid := os.Getppid()
	for range maxAncestors {
		if its, err := unix.Getsid(pid); err != nil || its != session {
			return false
		}
		if group, err := syscall.Getpgid(pid); err != nil || group != syscall.Getpgrp() {
			return err == nil
		}
		parent, ok := parentOf(pid)
		if !ok {
			return false
		}
		pid = parent
	}
	return false
}
