//go:build !linux

package nixcli

import (
	"os/exec"
	"syscall"
)

// sysProcAttr gives a background process a session of its own.
func sysProcAttr() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: true}
}

// waitGroup waits for a process that leads a group to end, and kills what is left of the
// group: its number is not given to another while somebody is in it.
func waitGroup(cmd *exec.Cmd) error {
	err := cmd.Wait()
	signalGroup(cmd, syscall.SIGKILL)
	return err
}
