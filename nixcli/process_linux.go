package nixcli

import "syscall"

// sysProcAttr gives a background process a session of its own, and ends it when
// we die in a way that leaves us no time to end it ourselves.
func sysProcAttr() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL}
}
