package tui

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// discardInput forgets what was typed and not read.
func discardInput(fd int) { _ = unix.IoctlSetInt(fd, unix.TCFLSH, unix.TCIFLUSH) }

// sparedTTOU does something for which who does it from the background is stopped
// by SIGTTOU. The signal is blocked for the thread and not ignored: Go cannot take
// that back (it has no way to the default of a signal), and our children would
// ignore it too.
func sparedTTOU(f func()) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var old unix.Sigset_t
	ttou := unix.Sigset_t{}
	ttou.Val[0] = 1 << (unix.SIGTTOU - 1)
	if unix.PthreadSigmask(unix.SIG_BLOCK, &ttou, &old) != nil {
		return
	}
	f()
	_ = unix.PthreadSigmask(unix.SIG_SETMASK, &old, nil)
}
