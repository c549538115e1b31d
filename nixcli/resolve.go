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
	return ResolveBy(ctx, s.Children, s.Flake().System, fragment)
}

// Lister lists the names below a path, as Session.Children does.
type Lister func(context.Context, model.AttrPath) (model.Children, error)

// ResolveBy is Resolve for a flake whose names that function lists, on a system.
func ResolveBy(ctx context.Context, list Lister, system, fragment string) (model.AttrPath, error) {
	literal := strings.HasPrefix(fragment, ".")
	p, err := model.ParsePath(strings.TrimPrefix(fragment, "."))
	if err != nil {
		return nil, &Error{Cause: model.CauseBadRef, Message: err.Error(), Err: err}
	}
	candidates := []model.AttrPath{p}
	if !literal && len(p) > 0 {
		for _, output := range []string{"packages", "devShells", "apps", "checks", "legacyPackages"} {
			candidates = append(candidates, append(model.Path(output, system), p...))
		}
	}
	var firstErr error
	for _, c := range candidates {
		found, err := list.exists(ctx, c)
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
func (list Lister) exists(ctx context.Context, p model.AttrPath) (model.AttrPath, error) {
	at := model.AttrPath{}
	for _, step := range p {
		c, err := list(ctx, at)
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
