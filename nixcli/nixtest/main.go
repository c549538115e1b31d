package nixtest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// runVariable marks every process that a test run starts, in whatever way.
const runVariable = "FLAKEWALK_TEST_RUN"

// grace is how long a process may outlive the tests before it counts as left behind.
const grace = 3 * time.Second

// Main is the body of a TestMain: it runs the tests, says which processes they
// left behind (any is a failure), removes the private stores and exits. Where the run
// itself is killed, a watchdog ends what it has started.
func Main(m *testing.M) { mainOf(m.Run) }

func mainOf(tests func() int) {
	if marker := os.Getenv(watchdogVariable); marker != "" {
		watch(marker)
		return
	}
	heedSignals()
	run := fmt.Sprintf("%d-%d", os.Getpid(), time.Now().UnixNano())
	alive, err := startWatchdog(runVariable + "=" + run)
	if err = errors.Join(err, os.Setenv(runVariable, run)); err != nil {
		fmt.Fprintln(os.Stderr, "nixtest:", err)
		os.Exit(1)
	}
	if dir, err := root(); err == nil { // what the tests make us remember is not the user's
		_ = os.Setenv("XDG_STATE_HOME", filepath.Join(dir, "state"))
	}
	code := tests()
	if left := WaitGone(runVariable+"="+run, grace); len(left) > 0 {
		for _, pid := range left {
			fmt.Fprintln(os.Stderr, "nixtest: LEFT RUNNING:", describe(pid))
		}
		code = max(code, 1)
	}
	if dir, err := root(); err == nil {
		removeAll(dir)
	}
	_ = alive.Close()
	os.Exit(code)
}

// Leftovers returns the processes, but this one, whose environment holds that
// entry: NAME=VALUE, or NAME= for any value.
func Leftovers(marker string) []int {
	files, _ := filepath.Glob("/proc/[0-9]*/environ")
	var pids []int
	for _, file := range files {
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if err != nil || pid == os.Getpid() {
			continue
		}
		env, err := os.ReadFile(file) //nolint:gosec // a file of /proc
		if err == nil && holds(env, marker) {
			pids = append(pids, pid)
		}
	}
	return pids
}

// holds tells whether an environment, NUL-separated, has that entry.
func holds(env []byte, marker string) bool {
	for entry := range bytes.SplitSeq(env, []byte{0}) {
		if string(entry) == marker || strings.HasSuffix(marker, "=") && strings.HasPrefix(string(entry), marker) {
			return true
		}
	}
	return false
}

// WaitGone waits until no process has that marker, at most so long, and returns
// those that still do.
func WaitGone(marker string, limit time.Duration) []int {
	deadline := time.Now().Add(limit)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		left := Leftovers(marker)
		if len(left) == 0 || time.Now().After(deadline) {
			return left
		}
		<-tick.C
	}
}

// describe is a process's number, parent and command line.
func describe(pid int) string {
	line, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	return fmt.Sprintf("%d %s", pid, bytes.ReplaceAll(line, []byte{0}, []byte{' '}))
}
