package main

import (
	"bytes"
	"crypto/rand"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long a test waits for what must come: the machine may be busy.
const patience = 60 * time.Second

// newMarker is an environment variable that finds the processes of one run.
func newMarker() string { return "FLAKEWALK_TEST_CASE=" + rand.Text() }

// exits are the signals that end the program, with their exit codes.
func exits() map[syscall.Signal]int {
	return map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129}
}

// piped is a running program whose stdout and stderr are read while it runs.
type piped struct {
	t    *testing.T
	cmd  *exec.Cmd
	done chan struct{}

	mu  sync.Mutex
	buf bytes.Buffer
}

// startPiped starts a program.
func startPiped(t *testing.T, cmd *exec.Cmd) *piped {
	t.Helper()
	p := &piped{t: t, cmd: cmd, done: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = p, p
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { _ = cmd.Wait(); close(p.done) }()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-p.done
	})
	return p
}

// Write takes what the program prints.
func (p *piped) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.buf.Write(b)
}

func (p *piped) text() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.buf.String()
}

// waitFor waits until one of the texts was printed.
func (p *piped) waitFor(texts ...string) {
	p.t.Helper()
	eventually(p.t, func() bool {
		return slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(p.text(), s) })
	}, func() string { return "none of " + strings.Join(texts, ", ") + " in\n" + p.text() })
}

// exit waits for the program's end.
func (p *piped) exit() int {
	p.t.Helper()
	select {
	case <-p.done:
	case <-time.After(patience):
		p.t.Fatalf("it does not end\n%s", p.text())
	}
	return p.cmd.ProcessState.ExitCode()
}

// eventually looks every few milliseconds whether something has come true, and
// ends the test with a word on it when it does not.
func eventually(t testing.TB, is func() bool, otherwise func() string) {
	t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !is() {
		select {
		case <-deadline.C:
			t.Fatal(otherwise())
		case <-tick.C:
		}
	}
}
