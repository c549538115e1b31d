package nixcli

import (
	"os/exec"
	"syscall"
)

// sysProcAttr gives a background process a session of its own, and ends it when
// we die in a way that leaves us no time to end it ourselves.
func sysProcAttr() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL}
}

// waitGroup waits for a process that leads a group to end, and kills what is left of the
// group. It does so before the exit status is taken: until then the number of the
// process, and so of the group, is nobody else's.
func waitGroup(cmd *exec.Cmd) error {
	const byPID, exited, leave = 1, 0x4, 0x1000000 // P_PID, WEXITED, WNOWAIT (waitid(2))
	for {
		_, _, errno := syscall.Syscall6(syscall.SYS_WAITID, byPID, uintptr(cmd.Process.Pid), 0, exited|leave, 0, 0) //nolint:gosec // a process number is positive
		if errno != syscall.EINTR {
			break
		}
	}
	signalGroup(cmd, syscall.SIGKILL)
	return cmd.Wait()
}
