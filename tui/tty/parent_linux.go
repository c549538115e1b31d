package tty

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
)

// parentOf is the parent of a process (proc_pid_stat(5)).
func parentOf(pid int) (parent int, ok bool) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, false
	}
	_, afterName, _ := bytes.Cut(stat[max(0, bytes.LastIndexByte(stat, ')')):], []byte(" "))
	fields := bytes.Fields(afterName)
	if len(fields) < 2 {
		return 0, false
	}
	parent, err = strconv.Atoi(string(fields[1])) // after the state
	return parent, err == nil
}
