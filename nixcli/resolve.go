package nixcli

import (
	"context"
	"slices"
	"strings"

	"flakewalk/model"
)

// Resolve turns the fragment of a flake reference into a path. What exists from
// the outputs on wins; else nix's own search is done, as for `nix build
// REF#hello`: packages, legacyPackages and the other per-system outputs. A
// leading dot switches the search off. A fragment that leads nowhere is an
// *Error with model.CauseAttributeMissing.
func (s *Session) Resolve(ctx context.Context, fragment string) (model.AttrPath, error) {
	literal := strings.HasPrefix(fragment, ".")
	p, err := model.ParsePath(strings.TrimPrefix(fragment, "."))
	if err != nil {
		return nil, &Error{Cause: model.CauseBadRef, Message: err.Error(), Err: err}
	}
	candidates := []model.AttrPath{p}
	if !literal && len(p) > 0 {
		system := s.Flake().System
		for _, output := range []string{"packages", "devShells", "apps", "checks", "legacyPackages"} {
			candidates = append(candidates, append(model.Path(output, system), p...))
		}
	}
	var firstErr error
	for _, c := range candidates {
		found, err := s.exists(ctx, c)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil && firstErr == nil:
			firstErr = err
		case err == nil && found != nil:
			return found, nil
		}
	}
	if firstErr != nil {
		return nil, firstErr
	}
	return nil, &Error{Cause: model.CauseAttributeMissing, Message: "the flake has no attribute '" + p.String() + "'"}
}

// exists tells whether a path leads to a value, forcing only what is above it.
// It returns the path with numbers turned into names where a set has them.
func (s *Session) exists(ctx context.Context, p model.AttrPath) (model.AttrPath, error) {
	at := model.AttrPath{}
	for _, step := range p {
		c, err := s.Children(ctx, at)
		if err != nil {
			return nil, err
		}
		switch {
		case c.List && step.Elem && step.Index < c.Len:
		case !c.List && step.Elem && slices.Contains(c.Names, step.String()):
			step = model.Attr(step.String())
		case !c.List && !step.Elem && slices.Contains(c.Names, step.Name):
		default:
			return nil, nil
		}
		at = at.Child(step)
	}
	return at, nil
}

// Commands are the ready command lines for a node, on the user's own reference,
// the most likely first.
func (s *Session) Commands(n model.Node) []model.Command {
	var all []model.Command
	for _, v := range model.Verbs(n) {
		if argv := s.argv(v, n); argv != nil {
			all = append(all, model.Command{Verb: v, Argv: argv})
		}
	}
	return all
}

func (s *Session) argv(v model.Verb, n model.Node) []string {
	p := n.Path
	if v == model.VerbBuild && !n.Kind.Derivation() {
		p = toplevel(n)
	}
	inst, ok := Installable(s.ref, p)
	if !ok {
		if v != model.VerbEval {
			return nil
		}
		inst = s.ref + "#."
	}
	flags := actionArgs(s.client.flags)
	with := func(cmd ...string) []string { return join([]string{"nix"}, cmd, flags, []string{inst}) }
	switch v {
	case model.VerbBuild:
		return with("build")
	case model.VerbRun:
		return with("run")
	case model.VerbDevelop:
		return with("develop")
	case model.VerbShell:
		return with("shell")
	case model.VerbEval:
		if !ok {
			return join([]string{"nix"}, []string{"eval"}, flags, []string{inst, "--apply", "r: " + selection("r", p)})
		}
		return with("eval")
	case model.VerbFormat:
		return join([]string{"nix", "fmt"}, flags)
	case model.VerbInit:
		return []string{"nix", "flake", "init", "-t", s.ref + "#" + p.Last().String()}
	case model.VerbSwitch:
		return switchArgv(n, s.ref)
	case model.VerbCheck:
		return join([]string{"nix", "flake", "check"}, flags, []string{s.ref})
	}
	return nil
}

// toplevel is the derivation inside a configuration that building it means.
func toplevel(n model.Node) model.AttrPath {
	switch n.Kind { //nolint:exhaustive // only configurations have one
	case model.KindNixOS:
		return append(n.Path[:len(n.Path):len(n.Path)], model.Path("config", "system", "build", "toplevel")...)
	case model.KindHome:
		return n.Path.Child(model.Attr("activationPackage"))
	case model.KindDarwin:
		return n.Path.Child(model.Attr("system"))
	}
	return n.Path
}

// switchArgv is the command by which people put a configuration to use.
func switchArgv(n model.Node, ref string) []string {
	at := ref + "#" + n.Path.Last().Name
	switch n.Kind { //nolint:exhaustive // only configurations can be switched to
	case model.KindNixOS:
		return []string{"nixos-rebuild", "switch", "--flake", at}
	case model.KindHome:
		return []string{"home-manager", "switch", "--flake", at}
	case model.KindDarwin:
		return []string{"darwin-rebuild", "switch", "--flake", at}
	}
	return nil
}
