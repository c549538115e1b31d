package nixcli

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"time"

	"flakewalk/model"
	"flakewalk/model/lock"
)

// lockUpdate is an update of the lock file that is under way.
type lockUpdate struct {
	since time.Time
	end   context.CancelCauseFunc
}

// UpdateArgv is the command that would update an input of the flake by its name, or
// with "" all of them. Inputs that the user has overridden are not: the lock file
// would keep what was meant for once. Errors are *Error, with model.CauseUsage where
// there is no such command, or the context's.
func (s *Session) UpdateArgv(ctx context.Context, input string) ([]string, error) {
	f := s.Flake()
	switch {
	case !f.Updatable():
		return nil, &Error{Cause: model.CauseUsage, Message: "only a flake on this machine has a lock file that can be updated"}
	case strings.HasPrefix(input, "-") || strings.Contains(input, "/"):
		return nil, &Error{Cause: model.CauseUsage, Message: "nix has no way to name this input in a command"}
	}
	set, err := s.client.settings(ctx)
	if err != nil {
		return nil, err
	}
	var options []string
	if !set.flakes {
		options = features()
	}
	options = append(options, s.client.flags.global()...)
	if s.client.flags.AcceptFlakeConfig {
		options = append(options, "--accept-flake-config")
	}
	argv := lock.UpdateCommand(f, input)
	return join([]string{s.client.word()}, argv[1:3], options, argv[3:]), nil
}

// Update runs a command of UpdateArgv and says what it changed in the lock file.
// It is the only command that may write it. Cancel ends it; the lock file is then
// what nix has left. Errors are *Error.
func (s *Session) Update(ctx context.Context, argv []string) ([]lock.Diff, error) {
	ctx, done := s.during(ctx)
	defer done()
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	if !s.beginUpdate(&lockUpdate{time.Now(), end}) {
		return nil, &Error{Cause: model.CauseUsage, Message: "the lock file is being updated already"}
	}
	defer s.endUpdate()
	dir := s.Flake().Dir
	before, err := lockIn(dir)
	if err != nil {
		return nil, err
	}
	limit := s.opts.OpenLimit
	if _, err := s.client.run(ctx, argv[1:], runOptions{limit: limit}); err != nil {
		return nil, err
	}
	after, err := lockIn(dir)
	if err != nil {
		return nil, err
	}
	return lock.Compare(before, after), nil
}

// beginUpdate makes known that the lock file is being updated; ok is false where
// it is already.
func (s *Session) beginUpdate(u *lockUpdate) (ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.updating != nil {
		return false
	}
	s.updating = u
	return true
}

func (s *Session) endUpdate() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.updating = nil
}

// lockIn reads the lock file in a folder. A flake without one has no inputs yet.
func lockIn(dir string) (*lock.Graph, error) {
	text, err := readUpTo(dir, "flake.lock", maxLockBytes+1)
	if errors.Is(err, fs.ErrNotExist) {
		return lock.NewGraph(7, "root", []lock.Node{{Key: "root", Flake: true}})
	}
	if err != nil {
		return nil, err
	}
	return DecodeLocks([]byte(text))
}
