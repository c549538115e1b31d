package nixcli

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"flakewalk/model"
	"flakewalk/model/lock"
)

// folderRef is where on this machine a reference leads to, as far as its text tells.
type folderRef struct {
	dir    string // absolute; of the flake, not of its source
	base   string // absolute; without ?dir=
	search bool   // nix looks for the flake in the folders above, too
	other  bool   // a revision or branch is named, which need not be the one in the folder
}

// readFolderRef reads a reference; ok is false where it leads to no folder of this machine.
func readFolderRef(ref string) (p folderRef, ok bool) {
	ref, query, _ := strings.Cut(ref, "?")
	dir := ref
	isURL := false
	for _, prefix := range []string{"git+file://", "git+file:", "path://", "path:"} {
		if rest, found := strings.CutPrefix(ref, prefix); found {
			dir, isURL = rest, true
			break
		}
	}
	if !isURL && !strings.HasPrefix(dir, ".") && !strings.HasPrefix(dir, "/") {
		return folderRef{}, false
	}
	if plain, err := url.PathUnescape(dir); isURL && err == nil {
		dir = plain
	}
	values, _ := url.ParseQuery(query) // what can be read of it
	p.search = !isURL && !values.Has("dir")
	p.other = values.Has("rev") || values.Has("ref")
	var err error
	if p.base, err = filepath.Abs(dir); err != nil {
		return folderRef{}, false
	}
	p.dir = filepath.Join(p.base, values.Get("dir"))
	return p, true
}

// flakeDir is the folder with the flake.nix that nix finds for a reference, or its own.
func (p folderRef) flakeDir() string {
	if !p.search {
		return p.dir
	}
	for dir := p.dir; ; dir = filepath.Dir(dir) {
		if isThere(dir, "flake.nix") {
			return dir
		}
		if isThere(dir, ".git") || filepath.Dir(dir) == dir {
			return p.dir
		}
	}
}

// StandingLock is the lock file of the flake that a reference leads to on this machine,
// as it stands there; "" where there is none. Nothing is asked of nix.
func StandingLock(ref string) string {
	p, ok := readFolderRef(ref)
	if !ok || p.other {
		return ""
	}
	file := filepath.Join(p.flakeDir(), "flake.lock")
	if info, err := os.Stat(file); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	return file
}

// standingInputs are the inputs of a flake that nix does not open, by its lock file as it
// stands; ok is false where there is none that can be read.
func standingInputs(ref string, now time.Time) (in lock.Inputs, ok bool) {
	file := StandingLock(ref)
	if file == "" {
		return lock.Inputs{}, false
	}
	dir := filepath.Dir(file)
	text, err := readUpTo(dir, filepath.Base(file), maxLockBytes+1)
	if err != nil {
		return lock.Inputs{}, false
	}
	f := model.Flake{Ref: ref, Dir: dir, Locks: []byte(text)}
	in, err = InputsOf(f, OutputArgs(f), now)
	return in, err == nil
}
