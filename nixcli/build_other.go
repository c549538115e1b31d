//go:build !linux

package nixcli

import "syscall"

// buildProcAttr gives a build a session of its own.
func buildProcAttr() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: true}
}

// descendants are not known here: builds are the daemon's, which ends them when
// its client is gone.
func descendants(int) []int { return nil }
