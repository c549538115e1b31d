package nixcli

import (
	"context"
	"errors"
	"os/exec"
	"strings"
	"time"

	"flakewalk/model"
)

// git runs git in a folder and returns what it printed. It only reads: no lock is
// taken, and nothing runs that the repository may name (hooks, a monitor of files,
// filters), so only commands that apply no filters may be asked.
func (c *Client) git(ctx context.Context, dir string, args ...string) (string, error) {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	cmd := exec.Command("git", gitArgs(dir, args)...) //nolint:noctx,gosec // supervise ends it; the arguments are ours
	cmd.Env = gitEnv(c.env)
	cmd.SysProcAttr = sysProcAttr()
	cmd.WaitDelay = 2 * time.Second
	out := &boundedBuffer{max: maxOutput, full: func() { end(errTooMuch) }}
	said := &clippedBuffer{max: maxStderr}
	cmd.Stdout, cmd.Stderr = out, said
	if err := cmd.Start(); err != nil {
		cause := model.SystemCause(err)
		if errors.Is(err, exec.ErrNotFound) {
			cause = model.CauseGitMissing
		}
		return "", &Error{Cause: cause, Message: "git cannot be started: " + err.Error(), Err: err}
	}
	if err := supervise(ctx, cmd, c.grace); err != nil || ctx.Err() != nil {
		if ctx.Err() != nil {
			e := &Error{}
			e.end(context.Cause(ctx), ctx.Err())
			return "", e
		}
		return "", &Error{Cause: model.CauseGitRepository, Message: "git " + strings.Join(args, " ") + ": " + model.FirstLine(string(said.kept())), Err: err}
	}
	return string(out.bytes()), nil
}

// gitArgs are the arguments for git in a folder.
func gitArgs(dir string, args []string) []string {
	return append([]string{
		"-C", dir, "--no-pager", "--literal-pathspecs", "--no-optional-locks",
		"-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.untrackedCache=false",
	}, args...)
}

// gitEnv is the environment for git: of the variables by which it can be sent to
// another repository only those that name configurations stay. No transport is
// allowed: of a partial clone git would fetch what is missing, by a program that the
// repository names; older versions do not know GIT_NO_LAZY_FETCH.
func gitEnv(env []string) []string {
	var kept []string
	for _, kv := range env {
		if !strings.HasPrefix(kv, "GIT_") || strings.HasPrefix(kv, "GIT_CONFIG_GLOBAL=") || strings.HasPrefix(kv, "GIT_CONFIG_SYSTEM=") || strings.HasPrefix(kv, "GIT_CONFIG_NOSYSTEM=") {
			kept = append(kept, kv)
		}
	}
	return append(kept, "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0", "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none", "LC_ALL=C")
}

// tracked is one entry of git's index.
type tracked struct {
	name      string
	submodule bool
	absent    bool // not in the work tree on purpose (sparse checkout)
}

// trackedFiles lists the index of a repository.
func (c *Client) trackedFiles(ctx context.Context, dir string) ([]tracked, error) {
	out, err := c.git(ctx, dir, "ls-files", "-z", "-t", "--stage")
	if err != nil {
		return nil, err
	}
	var all []tracked
	for entry := range strings.SplitSeq(strings.TrimSuffix(out, "\x00"), "\x00") {
		facts, name, ok := strings.Cut(entry, "\t")
		f := strings.Fields(facts) // tag, mode, object, stage
		if ok && len(f) == 4 {
			all = append(all, tracked{name: name, submodule: f[1] == "160000", absent: f[0] == "S"})
		}
	}
	return all, nil
}
