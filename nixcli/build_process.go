package nixcli

import (
	"context"
	"io"
	"os/exec"
	"syscall"
	"time"

	"flakewalk/model"
)

// How a build is ended. SIGINT is what people send: nix stops its builders, ends
// them if they will not, and unlocks the store. It ignores that while it
// evaluates. Together the graces leave time for all to be gone in two seconds.
const (
	interruptGrace = 1000 * time.Millisecond
	terminateGrace = 300 * time.Millisecond
	// pipeGrace is how long the pipes may be quiet after nix has ended.
	pipeGrace = 100 * time.Millisecond
)

// maxEvent is how much of one line of the event stream is read, in bytes.
const maxEvent = 32 << 20

// runBuild runs a command for a user who watches it: its stderr goes line by line
// to the given function, its stdout is returned. It has a session of its own and
// no input. When ctx ends, it is ended and the error is the context's.
func (c *Client) runBuild(ctx context.Context, a model.Action, line func(string)) ([]byte, error) {
	argv := a.Argv
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	bin, err := c.binary(argv)
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, c.failure(ctx, argv[1:], nil, "")
	}
	out := &boundedBuffer{max: maxOutput, full: func() { end(errTooMuch) }}
	said := &lines{most: maxEvent, line: func(l string) bool { line(l); return false }}
	cmd := &exec.Cmd{Path: bin, Args: argv, Dir: a.Dir, Env: c.acting, SysProcAttr: buildProcAttr()}
	ended := c.began(argv[1:])
	outlets, err := startWith(cmd, out, said)
	if err != nil {
		err = startError(argv[1:], err)
		ended(err)
		return nil, err
	}
	err = superviseBuild(ctx, cmd)
	for _, o := range outlets {
		o.settle()
	}
	said.flush()
	if err != nil || ctx.Err() != nil {
		err = c.failure(ctx, argv[1:], err, "")
	}
	ended(err)
	return out.bytes(), err
}

// startWith starts a command whose stdout and stderr go to these writers.
func startWith(cmd *exec.Cmd, out, said io.Writer) ([]*outlet, error) {
	stdout, w1, err := newOutlet(out, pipeGrace)
	if err != nil {
		return nil, err
	}
	defer w1.Close() //nolint:errcheck // the process has it
	stderr, w2, err := newOutlet(said, pipeGrace)
	if err != nil {
		_ = stdout.from.Close()
		return nil, err
	}
	defer w2.Close() //nolint:errcheck // the process has it
	cmd.Stdout, cmd.Stderr = w1, w2
	outlets := []*outlet{stdout, stderr}
	if err := cmd.Start(); err != nil {
		_, _ = stdout.from.Close(), stderr.from.Close()
		return nil, err
	}
	for _, o := range outlets {
		go o.flow()
	}
	return outlets, nil
}

// binary is the program of a command: our own nix where that is meant, else what
// PATH has, for a command that the user has edited.
func (c *Client) binary(argv []string) (string, error) {
	if len(argv) == 0 {
		return "", &Error{Cause: model.CauseUsage, Message: "there is no command"}
	}
	if argv[0] == c.name {
		return c.bin, nil
	}
	bin, err := exec.LookPath(argv[0])
	if err != nil {
		return "", startError(argv[1:], err)
	}
	return bin, nil
}

// superviseBuild waits for a build to end. When ctx ends first it interrupts nix,
// and goes on to harder means when that is not enough; the hardest ends also the
// builders, which nix then can not do.
func superviseBuild(ctx context.Context, cmd *exec.Cmd) error {
	done := make(chan error, 1)
	go func() { done <- waitGroup(cmd) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return endBuild(cmd, done)
	}
}

func endBuild(cmd *exec.Cmd, done <-chan error) error {
	for _, step := range []struct {
		signal syscall.Signal
		grace  time.Duration
	}{{syscall.SIGINT, interruptGrace}, {syscall.SIGTERM, terminateGrace}} {
		signalGroup(cmd, step.signal)
		timer := time.NewTimer(step.grace)
		select {
		case err := <-done:
			timer.Stop()
			return err
		case <-timer.C:
		}
	}
	builders := descendants(cmd.Process.Pid)
	signalGroup(cmd, syscall.SIGKILL)
	for _, pid := range builders {
		_ = syscall.Kill(pid, syscall.SIGKILL) // gone already is fine
	}
	return <-done
}
