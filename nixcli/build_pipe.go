package nixcli

import (
	"io"
	"os"
	"sync/atomic"
	"time"
)

// outlet hands on what a process prints. In contrast to the pipes of os/exec it
// can tell a pipe that somebody else still holds from one that has much to read:
// what nix wrote is never lost, however slowly we take it in.
type outlet struct {
	from *os.File
	to   io.Writer
	// steps is odd while something read is taken in.
	steps atomic.Int64
	done  chan struct{}
}

// newOutlet makes a pipe into to. The process writes to w, which is to be closed
// once it has started.
func newOutlet(to io.Writer) (o *outlet, w *os.File, err error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	return &outlet{from: r, to: to, done: make(chan struct{})}, w, nil
}

// flow reads until the end, or until the pipe is closed.
func (o *outlet) flow() {
	defer close(o.done)
	buf := make([]byte, 64<<10)
	for {
		n, err := o.from.Read(buf)
		o.steps.Add(1)
		_, _ = o.to.Write(buf[:n]) // ours never fail
		o.steps.Add(1)
		if err != nil {
			return
		}
	}
}

// settle waits, once the process has ended, until all is read. A pipe on which
// nothing comes for the grace is held by somebody who will not let go, and is closed.
func (o *outlet) settle(grace time.Duration) {
	tick := time.NewTicker(grace)
	defer tick.Stop()
	for last := int64(-1); ; {
		select {
		case <-o.done:
			_ = o.from.Close()
			return
		case <-tick.C:
		}
		now := o.steps.Load()
		if now%2 == 0 && now == last {
			_ = o.from.Close()
			<-o.done
			return
		}
		last = now
	}
}
