package nixcli

import (
	"bufio"
	"errors"
	"io"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"flakewalk/model"
)

// looked is the error of an evaluation with the cause that we can see ourselves: a
// file that nix misses may lie in a submodule, which nix leaves out, or in the work
// tree and not be tracked. Other errors stay as they are.
func (s *Session) looked(err error) error {
	var e *Error
	if !errors.As(err, &e) || e.Cause != model.CauseFileMissing && e.Cause != model.CauseNotTracked {
		return err
	}
	f := s.Flake()
	file, ok := missingFile(e.Message, f)
	if !ok {
		return err
	}
	seen := *e
	top := repositoryOf(f.Dir)
	switch {
	case strings.Contains(f.URL+s.ref, "submodules=1"):
		return err
	case inSubmodule(f.Path, file), top != "" && inSubmodule(top, file):
		seen.Cause = model.CauseSubmodule
	case top != "" && !strings.HasPrefix(f.URL, "path:") && isThere(top, file):
		seen.Cause = model.CauseNotTracked
	}
	return &seen
}

// pathNotInGit is what nix says of a file that git does not know.
var pathNotInGit = regexp.MustCompile(`\APath '([^']+)' (?:in the repository|does not exist in Git repository) "`)

// pathNotThere is what nix says of a file that is not there.
var pathNotThere = regexp.MustCompile(`\A(?:path|opening file|getting status of|reading directory|cannot read directory)? ?['"]?(«[^»]+»|/)([^'"]+)['"]?(?: does not exist|: No such file or directory)`)

// missingFile is the file that a message says is not there, relative to the flake's
// source; ok is false where it belongs to another, such as that of an input.
func missingFile(message string, f model.Flake) (file string, ok bool) {
	first := model.FirstLine(message)
	if m := pathNotInGit.FindStringSubmatch(first); m != nil {
		return m[1], true
	}
	m := pathNotThere.FindStringSubmatch(first)
	switch {
	case m == nil:
		return "", false
	case m[1] != "/":
		named := strings.Trim(m[1], "«»")
		return strings.TrimPrefix(m[2], "/"), sameSource(named, f.URL) || sameSource(named, f.Pin)
	}
	file, ok = strings.CutPrefix("/"+m[2], f.Path+"/")
	return file, ok && f.Path != ""
}

// sameSource tells whether two references name one revision of one source: nix adds the
// branch to the one in its messages.
func sameSource(a, b string) bool {
	at, how, _ := strings.Cut(a, "?")
	other, otherHow, _ := strings.Cut(b, "?")
	if a == b || at != other {
		return a == b
	}
	x, _ := url.ParseQuery(how)
	y, _ := url.ParseQuery(otherHow)
	return x.Get("rev") != "" && x.Get("rev") == y.Get("rev")
}

// inSubmodule tells whether a file of a source lies in one of its submodules, or is one.
func inSubmodule(source, file string) bool {
	root, err := os.OpenRoot(source)
	if err != nil {
		return false
	}
	defer func() { _ = root.Close() }()
	modules, err := root.Open(".gitmodules")
	if err != nil {
		return false
	}
	defer func() { _ = modules.Close() }()
	for lines := bufio.NewScanner(io.LimitReader(modules, 1<<20)); lines.Scan(); {
		key, value, found := strings.Cut(lines.Text(), "=")
		if !found || strings.TrimSpace(key) != "path" {
			continue
		}
		module := path.Clean(strings.Trim(strings.TrimSpace(value), `"`))
		if file == module || strings.HasPrefix(file, module+"/") {
			return true
		}
	}
	return false
}

// isThere tells whether a file is in a folder, without following links out of it.
func isThere(dir, file string) bool {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return false
	}
	defer func() { _ = root.Close() }()
	_, err = root.Lstat(file)
	return err == nil
}

// repositoryOf is the work tree of git that a folder belongs to, "" for none.
func repositoryOf(dir string) string {
	for dir != "" {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
	return ""
}

// untrackedFlake tells whether a reference leads to a folder with a flake.nix in a
// repository of this machine: where nix finds none there, git does not track it.
func untrackedFlake(ref string) bool {
	dir, query, _ := strings.Cut(ref, "?")
	dir, isGit := strings.CutPrefix(dir, "git+file://")
	if !isGit && schemed(dir) || strings.Contains(query, "rev=") || strings.Contains(query, "ref=") {
		return false
	}
	for param := range strings.SplitSeq(query, "&") {
		if sub, ok := strings.CutPrefix(param, "dir="); ok {
			dir = filepath.Join(dir, sub)
		}
	}
	dir, err := filepath.Abs(dir)
	return err == nil && repositoryOf(dir) != "" && isThere(dir, "flake.nix")
}

// linkAway says what to do where the folder that a reference leads to, or its flake.nix, is
// a symbolic link, which nix does not follow; "" where none is.
func linkAway(ref string) string {
	p, ok := readFolderRef(ref)
	if !ok {
		return ""
	}
	for _, file := range []string{p.base, filepath.Join(p.dir, "flake.nix")} {
		info, err := os.Lstat(file)
		if err != nil || info.Mode()&os.ModeSymlink == 0 {
			continue
		}
		to, err := filepath.EvalSymlinks(file)
		switch {
		case err != nil:
			return filepath.Base(file) + " is a symbolic link that leads nowhere."
		case file == p.base:
			return "This is a symbolic link, which nix does not follow here: name the folder itself, " + to + "."
		}
		return "flake.nix is a symbolic link, and nix copies nothing but the folder: put the file itself there, or open the folder of " + to + "."
	}
	return ""
}
