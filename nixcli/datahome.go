package nixcli

import (
	"os"
	"path/filepath"
	"sync"
	"syscall"
)

// noDataHome is a folder that can neither be there nor be made.
const noDataHome = "/dev/null/flakewalk"

// dataHomePrefix begins the names of our data homes in the temporary folder.
const dataHomePrefix = "flakewalk-repl-"

// dataHome is an empty folder in which a repl may write the history of what it is
// asked: Lix ends where it cannot. It is locked as long as we live, so that who
// comes after one of us that was killed can tell that nobody uses it any more.
type dataHome struct {
	path string // noDataHome where no folder could be made
	lock *os.File
}

// newDataHome makes one, and removes those that were left behind.
func newDataHome() dataHome {
	sweepOnce()
	for range 3 { // another of us may take it for left behind before it is locked
		path, err := os.MkdirTemp("", dataHomePrefix)
		if err != nil {
			break
		}
		if lock := lockFolder(path); lock != nil {
			return dataHome{path, lock}
		}
		_ = os.Remove(path)
	}
	return dataHome{path: noDataHome}
}

// environment are the variables that lead a nix to the folder.
func (d dataHome) environment() []string {
	return []string{"NIX_DATA_HOME=" + d.path, "XDG_DATA_HOME=" + d.path}
}

// remove removes the folder and all that was written there.
func (d dataHome) remove() {
	if d.lock != nil {
		_ = os.RemoveAll(d.path)
		_ = d.lock.Close()
	}
}

// lockFolder takes the lock of a folder that is there; nil where another has it.
func lockFolder(path string) *os.File {
	f, err := os.Open(path) //nolint:gosec // one of our own folders
	if err != nil {
		return nil
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err == nil {
		opened, err1 := f.Stat()
		named, err2 := os.Lstat(path)
		if err1 == nil && err2 == nil && os.SameFile(opened, named) {
			return f
		}
	}
	_ = f.Close()
	return nil
}

// sweepOnce sweeps once in the life of the process.
//
//nolint:gochecknoglobals // the temporary folder is the machine's, not a client's
var sweepOnce = sync.OnceFunc(sweepDataHomes)

// sweepDataHomes removes the user's folders that nobody has locked.
func sweepDataHomes() {
	left, _ := filepath.Glob(filepath.Join(os.TempDir(), dataHomePrefix+"*"))
	for _, path := range left {
		info, err := os.Lstat(path)
		if err != nil || !info.IsDir() || !ownedByUs(info) {
			continue
		}
		if lock := lockFolder(path); lock != nil {
			dataHome{path, lock}.remove()
		}
	}
}

func ownedByUs(info os.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Getuid()
}
