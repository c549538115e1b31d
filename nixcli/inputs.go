package nixcli

import (
	"context"
	"io"
	"net/url"
	"path"
	"regexp"
	"strings"
	"time"

	"flakewalk/model"
	"flakewalk/model/lock"
)

// Inputs reads what the lock file of the flake says, and finds what is worth
// knowing about it. Where nix refuses the flake, it is the file as it stands. It starts no nix. An *Error with model.CauseLock names the
// place in a lock file that cannot be read.
func (s *Session) Inputs(ctx context.Context) (lock.Inputs, error) {
	if err := ctx.Err(); err != nil {
		return lock.Inputs{}, err
	}
	s.mu.Lock()
	f, refused := s.flake, s.refused
	s.mu.Unlock()
	if refused && s.opts.Via == nil {
		if in, ok := standingInputs(s.ref, time.Now()); ok {
			return in, nil
		}
	}
	return InputsOf(f, OutputArgs(f), time.Now())
}

// InputsOf is what the lock file of a flake says at that time, whose outputs
// function has these arguments, if they are known. It reads no file. An *Error with
// model.CauseLock names the place in a lock file that cannot be read.
func InputsOf(f model.Flake, args *lock.OutputArgs, now time.Time) (lock.Inputs, error) {
	graph, err := DecodeLocks(f.Locks)
	if err != nil {
		return lock.Inputs{}, err
	}
	if f.Via != nil {
		under, ok := graph.Under(f.Via.Path)
		if !ok {
			return lock.Inputs{}, &Error{Cause: model.CauseLock, Message: "the lock file has no input " + lock.PathText(f.Via.Path)}
		}
		graph = under
	}
	return lock.Inputs{
		Graph:      graph,
		Duplicates: graph.Duplicates(lock.DuplicateOptions{Shallow: f.ShallowFollows}),
		Findings: graph.Findings(lock.FindingOptions{
			Now: now, OlderThan: lock.DefaultOlderThan, Outputs: args, Dir: Subdir(f), DeadOverrides: deadOverridesOf(f),
		}),
	}, nil
}

// deadOverridesOf are those of a flake by itself: an input's own are not known.
func deadOverridesOf(f model.Flake) [][]string {
	if f.Via != nil {
		return nil
	}
	return f.DeadOverrides
}

// deadOverrides are the input paths of which nix warns that they are overridden and are
// not there, in the order of its warnings.
func deadOverrides(said string) [][]string {
	var all [][]string
	for _, m := range deadOverride.FindAllStringSubmatch(stripANSI(said), -1) {
		path, err := lock.ParsePath(m[1])
		if err == nil && len(all) < maxDeadOverrides {
			all = append(all, append(path, m[2]))
		}
	}
	return all
}

// deadOverride is nix's warning (computeLocks in flake.cc).
var deadOverride = regexp.MustCompile(`(?m)^warning: input '(.+)' has an override for a non-existent input '(.*)'$`)

// maxDeadOverrides is how many of them are told.
const maxDeadOverrides = 1_000

// Subdir is the folder of a flake within its source.
func Subdir(f model.Flake) string {
	_, query, _ := strings.Cut(f.URL, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return ""
	}
	return values.Get("dir")
}

// maxFlakeNix bounds the flake.nix that is read for the arguments of its outputs.
const maxFlakeNix = 4 << 20

// OutputArgs are the arguments of the outputs function of a flake, nil where the
// text of its flake.nix does not show them.
func OutputArgs(f model.Flake) *lock.OutputArgs {
	dir, file := f.Dir, "flake.nix"
	if dir == "" {
		dir, file = f.Path, path.Join(Subdir(f), "flake.nix")
	}
	text, err := readUpTo(dir, file, maxFlakeNix)
	if err != nil {
		return nil
	}
	if args, ok := lock.FindOutputArgs(text); ok {
		return &args
	}
	return nil
}

// readUpTo reads the beginning of a plain file below a folder.
func readUpTo(dir, file string, most int64) (string, error) {
	f, err := openRegular(dir, file)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	text, err := io.ReadAll(io.LimitReader(f, most))
	return string(text), err
}
