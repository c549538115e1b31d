package nixcli

import (
	"errors"
	"io"
	"os"
	"time"

	"flakewalk/crash"
)

// outlet hands on what a process prints. In contrast to the pipes of os/exec it
// tells a pipe that somebody else still holds from one that has much to read: what
// nix wrote is never lost, however slowly we take it in.
type outlet struct {
	from  *os.File
	to    io.Writer
	grace time.Duration // how long the pipe may be quiet after the process has ended
	done  chan struct{}
}

// newOutlet makes a pipe into to. The process writes to w, which is to be closed
// once it has started.
func newOutlet(to io.Writer, grace time.Duration) (o *outlet, w *os.File, err error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	return &outlet{from: r, to: to, grace: grace, done: make(chan struct{})}, w, nil
}

// flow reads until the end, or until nothing comes any more after settle was called.
func (o *outlet) flow() {
	defer crash.Guard()
	defer close(o.done)
	buf := make([]byte, 64<<10)
	for quiet := false; ; {
		n, err := o.from.Read(buf)
		_, _ = o.to.Write(buf[:n]) // ours never fail
		switch {
		case err == nil:
			quiet = false
		case !errors.Is(err, os.ErrDeadlineExceeded) || quiet:
			return
		default: // the time may have passed while we took something in: look once more
			quiet = true
			_ = o.from.SetReadDeadline(time.Now().Add(o.grace))
		}
	}
}

// settle waits, once the process has ended, until all is read.
func (o *outlet) settle() {
	_ = o.from.SetReadDeadline(time.Now().Add(o.grace))
	<-o.done
	_ = o.from.Close()
}
