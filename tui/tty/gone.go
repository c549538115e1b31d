package tty

import (
	"errors"
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

// WatchGone calls gone once nobody is at the other end of one of the files any more: a
// terminal's window is closed, or nobody reads a pipe. It reads and writes nothing, and
// so works whoever has the terminal and whatever the signals. What it returns ends that.
func WatchGone(gone func(), files ...*os.File) (stop func()) {
	woken, wakes, err := os.Pipe()
	if err != nil {
		return func() {} // reading and writing tell, too
	}
	watched := []unix.PollFd{{Fd: int32(woken.Fd()), Events: unix.POLLIN}} //nolint:gosec // file descriptors are small
	for _, f := range files {
		watched = append(watched, unix.PollFd{Fd: int32(f.Fd())}) //nolint:gosec // likewise
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if someGone(watched) {
			gone()
		}
	}()
	return sync.OnceFunc(func() {
		_ = wakes.Close() // an end of file can be read, too
		<-ended
		_ = woken.Close()
	})
}

// someGone waits until one of the watched is gone; the first of them ends that.
func someGone(watched []unix.PollFd) bool {
	for {
		if _, err := unix.Poll(watched, -1); err != nil && !errors.Is(err, unix.EINTR) {
			return false
		}
		for i := range watched {
			w := &watched[i]
			switch {
			case i == 0 && w.Revents != 0:
				return false
			case w.Revents&(unix.POLLHUP|unix.POLLERR) != 0:
				return true
			case w.Revents != 0:
				w.Fd = -1 // it cannot be watched
			}
		}
	}
}
