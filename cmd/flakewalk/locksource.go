package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"flakewalk/model"
	"flakewalk/model/lock"
	"flakewalk/nixcli"
)

// lockSource is a lock file and what is known of the flake around it.
type lockSource struct {
	ref     string
	graph   *lock.Graph
	file    string // the lock file on this machine, or ""
	subdir  string // of the flake within its source
	outputs *lock.OutputArgs
	shallow bool       // nix cannot override what lies deep
	dead    [][]string // overrides of inputs that are not there
}

// toldError is an error in our own words, with what to do about it.
type toldError struct{ message, remedy string }

// Error says what happened.
func (e toldError) Error() string { return e.message }

// lockOf gets the lock file that an argument means: a file, or that of a flake,
// for which nix is asked. Where there is no nix at all, or nix refuses the flake, the
// lock file in a folder is read as it stands, and the user is told why.
func (a *app) lockOf(ctx context.Context, arg string) (lockSource, error) {
	if info, err := os.Stat(arg); err == nil && !info.IsDir() {
		return lockFile(arg)
	} else if err != nil && strings.HasSuffix(arg, ".lock") {
		return lockSource{}, toldError{"there is no file " + arg, "Name a lock file, a folder, or a flake reference."}
	}
	ref, fragment := splitRef(arg)
	if fragment != "" {
		return lockSource{}, usageError{fmt.Errorf("inputs are those of a whole flake: leave out #%s", fragment)}
	}
	s, err := a.lockOfFlake(ctx, ref)
	if err == nil || ctx.Err() != nil {
		return s, err
	}
	cause := model.ProblemOf(err).Cause
	file := nixcli.StandingLock(ref)
	if file == "" || cause == model.CauseCancelled || cause == model.CauseNixMissing && a.flags.nix != "" {
		return s, err
	}
	standing, unread := lockFile(file)
	if unread != nil {
		return s, err
	}
	if cause == model.CauseNixMissing {
		say(a.errOut, "flakewalk: no nix found; this is %s as it stands\n", model.Printable(file))
	} else {
		a.explain(err)
		say(a.errOut, "  This is %s as it stands.\n", model.Printable(file))
	}
	standing.ref = ref
	return standing, nil
}

// lockOfFlake asks nix.
func (a *app) lockOfFlake(ctx context.Context, ref string) (lockSource, error) {
	s, err := a.session(ref, nixcli.Options{NoWarm: true}, a.commandLog())
	if err != nil {
		return lockSource{}, err
	}
	defer s.Close()
	done := a.report(s)
	defer done()
	flake, err := s.Identify(ctx)
	if err != nil {
		return lockSource{}, err
	}
	graph, err := nixcli.DecodeLocks(flake.Locks)
	if err != nil {
		return lockSource{}, err
	}
	src := lockSource{ref: ref, graph: graph, subdir: nixcli.Subdir(flake), outputs: nixcli.OutputArgs(flake), shallow: flake.ShallowFollows, dead: flake.DeadOverrides}
	if flake.Dir != "" {
		src.file = filepath.Join(flake.Dir, "flake.lock")
	}
	return src, nil
}

// lockFile reads a lock file.
func lockFile(file string) (lockSource, error) {
	graph, err := readLock(file)
	if err != nil {
		return lockSource{}, err
	}
	src := lockSource{ref: file, graph: graph, file: file}
	if filepath.Base(file) == "flake.lock" {
		src.outputs = nixcli.OutputArgs(model.Flake{Dir: filepath.Dir(file)})
	}
	return src, nil
}

func readLock(file string) (*lock.Graph, error) {
	text, err := readBounded(file, 65<<20) // one more than is taken, so that too much is noticed
	if err != nil {
		return nil, toldError{err.Error(), "Name a lock file that can be read."}
	}
	return decodeLock(text, file)
}

// readLockIn reads the lock file in a folder, where what nobody has named waits for
// nobody.
func readLockIn(dir string) (*lock.Graph, error) {
	file := filepath.Join(dir, "flake.lock")
	if info, err := os.Stat(file); err == nil && !info.Mode().IsRegular() {
		return nil, toldError{"this is not a plain file: " + file, "Name a lock file that can be read."}
	}
	return readLock(file)
}

// decodeLock reads the text of a lock file that nix did not read for us.
func decodeLock(text []byte, where string) (*lock.Graph, error) {
	graph, err := nixcli.DecodeLocks(text)
	if err != nil {
		return nil, toldError{where + ": " + err.Error(), model.CauseLock.Advice().Remedy}
	}
	return graph, nil
}

func readBounded(file string, most int64) ([]byte, error) {
	f, err := os.Open(file) //nolint:gosec // the user names it
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read
	return io.ReadAll(io.LimitReader(f, most))
}

// other is the lock file to compare with: a file, that of a folder, or that of
// the flake at a revision of git.
func (s lockSource) other(ctx context.Context, what string) (*lock.Graph, error) {
	if info, err := os.Stat(what); err == nil {
		if !info.IsDir() {
			return readLock(what) // a pipe too, since the user names it
		}
		return readLockIn(what)
	}
	if s.file == "" {
		return nil, toldError{"--diff " + what + ": there is no such file, and the flake is not on this machine", "Name a lock file to compare with."}
	}
	text, err := nixcli.LockAt(ctx, s.file, what)
	if err != nil {
		if errors.Is(err, context.Canceled) || ctx.Err() != nil {
			return nil, err
		}
		return nil, toldError{"--diff " + what + ": " + err.Error(), "Name a commit, branch or tag that has the lock file, or a lock file."}
	}
	return decodeLock(text, filepath.Base(s.file)+" at "+what)
}
