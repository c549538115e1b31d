// Package tty is the terminal beneath Bubble Tea: what comes from it, what goes to
// it, who else has it, and whether it is still there.
package tty

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/muesli/cancelreader"
	"golang.org/x/sys/unix"
)

// Keys is what a terminal sends, for Bubble Tea to read. It is a file of the terminal,
// so that Bubble Tea makes that raw. It has no name, and so is none that Bubble Tea waits
// for by an epoll instance: it would make one whenever it takes the terminal, and close
// none (2.0.9, 2.1.1). Who hands the terminal over pauses the keys before.
type Keys struct {
	file  *os.File
	gone  func()
	input input
	woken *os.File // has a byte to read while paused
	wakes *os.File

	mu     sync.Mutex
	pauses int

	reading sync.Mutex // while somebody reads
	closed  bool
}

// NewKeys returns the keys of a terminal. Once that is gone they end, and gone is
// called, which may be more than once. Close them before the terminal.
func NewKeys(terminal *os.File, gone func()) (*Keys, error) {
	woken, wakes, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("make a pipe: %w", err)
	}
	return &Keys{file: terminal, gone: gone, woken: woken, wakes: wakes}, nil
}

// File is the terminal itself.
func (k *Keys) File() *os.File { return k.file }

// Fd is the terminal's file descriptor.
func (k *Keys) Fd() uintptr { return k.file.Fd() }

// Read waits for what the terminal sends. While the keys are paused it returns
// cancelreader.ErrCanceled and reads nothing, so that what is typed is left for others.
func (k *Keys) Read(p []byte) (int, error) {
	if len(p) <= longest {
		return 0, io.ErrShortBuffer
	}
	k.reading.Lock()
	defer k.reading.Unlock()
	if k.closed {
		return 0, cancelreader.ErrCanceled
	}
	read := make([]byte, len(p)-longest)
	for {
		began := time.Now()
		paused, err := k.wait()
		if err != nil {
			return 0, err
		}
		if paused {
			return 0, cancelreader.ErrCanceled
		}
		k.input.paused(time.Since(began))
		n, err := k.file.Read(read)
		switch {
		case errors.Is(err, unix.EAGAIN):
			continue
		case err != nil || n == 0:
			k.gone()
			return 0, io.EOF
		}
		if passed := k.input.pass(p[:0], read[:n]); len(passed) > 0 {
			return len(passed), nil
		}
	}
}

// wait waits until there is something to read, or the keys are paused.
func (k *Keys) wait() (paused bool, err error) {
	terminal, woken := int(k.file.Fd()), int(k.woken.Fd()) //nolint:gosec // file descriptors are small
	for {
		var ready unix.FdSet
		ready.Set(terminal)
		ready.Set(woken)
		if _, err := unix.Select(max(terminal, woken)+1, &ready, nil, nil, nil); err == nil {
			return ready.IsSet(woken), nil
		} else if !errors.Is(err, unix.EINTR) {
			return false, fmt.Errorf("wait for the terminal: %w", err)
		}
	}
}

// Pause leaves what is typed to others until Resume, which belongs to each.
func (k *Keys) Pause() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.pauses++; k.pauses == 1 {
		_, _ = k.wakes.Write([]byte{0})
	}
}

// Resume undoes Pause.
func (k *Keys) Resume() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.pauses--; k.pauses == 0 {
		_, _ = k.woken.Read(make([]byte, 1))
	}
}

// Write writes to the terminal.
func (k *Keys) Write(p []byte) (int, error) { return k.file.Write(p) }

// Close ends the keys, and leaves the terminal open; what is typed from now on is for
// others. Bubble Tea may still be reading: it waits half a second for that to end.
func (k *Keys) Close() error {
	k.Pause()
	k.reading.Lock()
	defer k.reading.Unlock()
	k.closed = true
	return errors.Join(k.wakes.Close(), k.woken.Close())
}
