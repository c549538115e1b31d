package nixcli

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// buildProcAttr gives a build a session of its own, and asks it to end when we
// die in a way that leaves us no time to do so: killed, it would leave its
// builders behind.
func buildProcAttr() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGTERM}
}

// descendants are the processes that a process has started, and those that they
// have started: builders have sessions of their own, so no group holds them all.
func descendants(pid int) []int {
	children := make(map[int][]int)
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range files {
		stat, err := os.ReadFile(file)                  //nolint:gosec // a file of /proc
		_, rest, found := bytes.Cut(stat, []byte(") ")) // the name may hold anything
		fields := strings.Fields(string(rest))
		if err != nil || !found || len(fields) < 2 {
			continue // it has ended
		}
		child, err1 := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		parent, err2 := strconv.Atoi(fields[1])
		if err1 == nil && err2 == nil {
			children[parent] = append(children[parent], child)
		}
	}
	var all []int
	for next := children[pid]; len(next) > 0; {
		one := next[0]
		all = append(all, one)
		next = append(next[1:], children[one]...)
	}
	return all
}
