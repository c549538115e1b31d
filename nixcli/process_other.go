//go:build !linux

package nixcli

import "syscall"

// sysProcAttr gives a background process a session of its own.
func sysProcAttr() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: true}
}
