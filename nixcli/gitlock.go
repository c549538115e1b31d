package nixcli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"flakewalk/model"
)

// limitLockAt bounds reading a lock file from a repository.
const limitLockAt = 20 * time.Second

// LockAt reads a lock file as git has it at a revision: a commit, branch or tag. Nothing is written, no hook, filter or
// pager runs, nothing is fetched and nobody is asked; a repository that git does not come to an end with is given up.
func LockAt(ctx context.Context, file, rev string) ([]byte, error) {
	return lockAt(ctx, file, rev, limitLockAt)
}

func lockAt(ctx context.Context, file, rev string, limit time.Duration) ([]byte, error) {
	if rev == "" || strings.HasPrefix(rev, "-") {
		return nil, fmt.Errorf("%q is no revision", rev)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, limit, errTimeout)
	defer cancel()
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	out := &boundedBuffer{max: maxLockBytes, full: func() { end(errLockTooBig) }}
	said := &lines{max: maxStderr, line: func(string) bool { return true }}
	cmd := exec.Command("git", gitLockArgs(file, rev)...) //nolint:noctx // supervise ends it with all it started
	cmd.Env = gitEnv(os.Environ())
	cmd.SysProcAttr = sysProcAttr()
	cmd.Stdout, cmd.Stderr = out, said
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("git cannot be started: %w", err)
	}
	err := supervise(ctx, cmd, DefaultGrace)
	said.flush()
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, errTimeout):
		return nil, fmt.Errorf("git has not read %s at %s: it %w", file, rev, cause)
	case cause != nil:
		return nil, cause
	case err != nil:
		return nil, gitError(file, rev, said.text(), err)
	}
	return out.bytes(), nil
}

// gitLockArgs ask for the content of the file alone: `git show` would run what
// the repository's attributes name.
func gitLockArgs(file, rev string) []string {
	return gitArgs(filepath.Dir(file), []string{"cat-file", "blob", rev + ":./" + filepath.Base(file)})
}

// gitError is git's own message on one line.
func gitError(file, rev, said string, err error) error {
	var exit *exec.ExitError
	message := strings.TrimPrefix(model.FirstLine(said), "fatal: ")
	if !errors.As(err, &exit) || message == "" {
		return fmt.Errorf("git has no %s at %s: %w", file, rev, err)
	}
	return fmt.Errorf("git has no %s at %s: %s", file, rev, message)
}
