package nixtest

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

// The watchdog's environment: the marker of the run, and its folder.
const (
	watchdogVariable = "FLAKEWALK_TEST_WATCHDOG"
	folderVariable   = "FLAKEWALK_TEST_FOLDER"
)

// startWatchdog starts the test binary once more, in a session of its own: as soon as
// what it returns is closed, or we are gone in whatever way, it ends what has that marker.
func startWatchdog(marker string) (io.Closer, error) {
	dir, err := root()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(os.Args[0]) //nolint:gosec,noctx // ourselves; it outlives us
	cmd.Env = append(os.Environ(), watchdogVariable+"="+marker, folderVariable+"="+dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	alive, err := cmd.StdinPipe() // our children do not inherit it
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return nil, fmt.Errorf("start the watchdog: %w", err)
	}
	return alive, nil
}

// watch is the watchdog.
func watch(marker string) {
	_, _ = io.Copy(io.Discard, os.Stdin)
	for left := Leftovers(marker); len(left) > 0; left = WaitGone(marker, grace/10) {
		for _, pid := range left {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	}
	if dir := os.Getenv(folderVariable); dir != "" {
		removeAll(dir)
	}
}

// heedSignals makes the programs of tests heed the signals that somebody made this run
// ignore (nohup): who is started inherits that, unless we listen to them.
func heedSignals() {
	for _, s := range []os.Signal{syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT} {
		if signal.Ignored(s) {
			signal.Notify(make(chan os.Signal, 1), s)
		}
	}
}
