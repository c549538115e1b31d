package nixcli

import (
	"context"
	"regexp"

	"flakewalk/model"
)

// fetchedInput is the line by which nix says what it was fetching when it failed.
var fetchedInput = regexp.MustCompile(`while fetching the input '([^'\n]+)'`)

// FetchArgv is the command that fetches once what could not be fetched for a problem: the
// flake, or an input that nix names. Run on a terminal, git and ssh can ask there for what
// they need; nothing of the flake is evaluated. Errors are *Error or the context's.
func (s *Session) FetchArgv(ctx context.Context, p model.Problem) ([]string, error) {
	set, err := s.client.settings(ctx)
	if err != nil {
		return nil, err
	}
	var options []string
	if !set.flakes {
		options = features()
	}
	ref := s.ref
	if all := fetchedInput.FindAllStringSubmatch(p.Trace, -1); len(all) > 0 {
		ref = all[len(all)-1][1]
		options = append(options, "--option", "flake-registry", "") // no name is left to look up, and nix would get it
	}
	options = append(options, s.client.flags.acting()...)
	return join([]string{s.client.word(), "flake", "prefetch"}, options, s.client.flags.global(), []string{"--", ref}), nil
}
