//go:build !linux

package nixcli

import (
	"io/fs"
	"time"
)

// changeTime is when a file's content was last changed.
func changeTime(info fs.FileInfo) time.Time { return info.ModTime() }
