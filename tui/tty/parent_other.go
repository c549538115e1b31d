//go:build !linux

package tty

import "golang.org/x/sys/unix"

// parentOf is the parent of a process.
func parentOf(pid int) (parent int, ok bool) {
	info, err := unix.SysctlKinfoProc("kern.proc.pid", pid)
	if err != nil {
		return 0, false
	}
	return int(info.Eproc.Ppid), true
}
