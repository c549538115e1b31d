package nixcli

import (
	"io/fs"
	"syscall"
	"time"
)

// changeTime is when a file was last changed in any way, put in its place included.
func changeTime(info fs.FileInfo) time.Time {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return time.Unix(stat.Ctim.Unix())
	}
	return info.ModTime()
}
