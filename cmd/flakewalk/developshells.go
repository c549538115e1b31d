package main

import (
	"context"
	"slices"
	"strings"

	"flakewalk/model"
	"flakewalk/model/words"
	"flakewalk/nixcli"
)

// findShells are the dev shells that are meant, at least one: that with the name, or
// what nix would find by the fragment, or without either all for this system.
func findShells(ctx context.Context, s *nixcli.Session, name, fragment string) ([]model.AttrPath, error) {
	all, err := shellsOf(ctx, s)
	if err != nil && name == "" && fragment == "" {
		return nil, err
	}
	if i := slices.IndexFunc(all, func(p model.AttrPath) bool { return p.Last() == model.Attr(name) }); name != "" && i >= 0 {
		return all[i : i+1], nil
	}
	if name+fragment != "" {
		found, err := resolveShell(ctx, s, name+fragment, all)
		return []model.AttrPath{found}, err
	}
	if len(all) == 0 {
		return nil, noShells(ctx, s)
	}
	return all, nil
}

// shellsOf are the dev shells for this system. Where nix finds none in the place for
// them it looks in the one of old (Nix manual, "nix develop").
func shellsOf(ctx context.Context, s *nixcli.Session) ([]model.AttrPath, error) {
	set := model.Path("devShells", s.Flake().System)
	names, err := namesAt(ctx, s, set)
	if err != nil {
		return nil, err
	}
	all := make([]model.AttrPath, len(names))
	for i, name := range names {
		all[i] = set.Child(model.Attr(name))
	}
	if len(all) > 0 {
		return all, nil
	}
	names, err = namesAt(ctx, s, model.Path("devShell"))
	if slices.Contains(names, s.Flake().System) {
		all = append(all, model.Path("devShell", s.Flake().System))
	}
	return all, err
}

// namesAt are the names of the set at a path; none where there is no such set.
func namesAt(ctx context.Context, s *nixcli.Session, p model.AttrPath) ([]string, error) {
	c, err := s.Children(ctx, nil)
	for i := 0; i < len(p) && err == nil; i++ {
		if !slices.Contains(c.Names, p[i].Name) {
			return nil, nil
		}
		c, err = s.Children(ctx, p[:i+1])
	}
	return c.Names, err
}

// resolveShell finds what `nix develop REF#FRAGMENT` finds: a dev shell, else a
// package, else the attribute itself; with a leading dot only that.
func resolveShell(ctx context.Context, s *nixcli.Session, fragment string, all []model.AttrPath) (model.AttrPath, error) {
	candidates := []string{fragment}
	if !strings.HasPrefix(fragment, ".") {
		system := s.Flake().System
		candidates = []string{".devShells." + system + "." + fragment, ".packages." + system + "." + fragment, ".legacyPackages." + system + "." + fragment, "." + fragment}
	}
	var first error
	for _, c := range candidates {
		found, err := s.Resolve(ctx, c)
		switch {
		case err == nil:
			return found, nil
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case model.ProblemOf(err).Cause != model.CauseAttributeMissing && first == nil:
			first = err
		}
	}
	if first != nil {
		return nil, first
	}
	return nil, toldError{"there is no dev shell or package " + fragment, "Name one of the dev shells: " + listing(lastNames(all)) + "."}
}

// noShells says that there is nothing to enter, and what there is.
func noShells(ctx context.Context, s *nixcli.Session) error {
	system := s.Flake().System
	told := toldError{message: "this flake has no dev shell for " + system}
	if told.remedy = shellsElsewhere(ctx, s); told.remedy != "" {
		return told
	}
	packages, err := namesAt(ctx, s, model.Path("packages", system))
	if err == nil && len(packages) > 0 {
		told.remedy = "Name a package, to enter the environment that it is built in: " + listing(packages) + "."
		return told
	}
	outputs, err := namesAt(ctx, s, nil)
	if err != nil {
		return err
	}
	told.remedy = "See what else there is with flakewalk; its outputs: " + listing(outputs) + "."
	return told
}

// shellsElsewhere says which dev shells there are all the same: for other systems, or in
// the place of one, where nix finds none. It is "" where there are none.
func shellsElsewhere(ctx context.Context, s *nixcli.Session) string {
	const set = "devShells"
	names, err := namesAt(ctx, s, model.Path(set))
	if err != nil {
		return ""
	}
	var systems, misplaced []string
	for _, name := range names {
		switch {
		case name == s.Flake().System:
		case !model.IsSystem(name):
			misplaced = append(misplaced, name)
		default:
			if shells, err := namesAt(ctx, s, model.Path(set, name)); err != nil || len(shells) > 0 {
				systems = append(systems, name)
			}
		}
	}
	var told []string
	if len(systems) > 0 {
		told = append(told, "It has some for "+listing(systems)+", which need such a machine.")
	}
	if len(misplaced) > 0 {
		p := model.Path(set, misplaced[0])
		told = append(told, model.Printable(p.String())+" lacks the system; nix looks for "+model.Printable(model.Path(set, s.Flake().System, misplaced[0]).String())+".")
	}
	return strings.Join(told, " ")
}

func lastNames(all []model.AttrPath) []string {
	names := make([]string, len(all))
	for i, p := range all {
		names[i] = p.Last().Name
	}
	return names
}

// listing are names as harmless text, those that a line has room for.
func listing(names []string) string {
	const most = 12
	if len(names) == 0 {
		return "there are none"
	}
	return words.ListOf(names, most, func(s string) string { return model.Printable(model.Attr(s).String()) })
}

// shellAction is the action that leaves for a shell, with the user's word on the
// nixConfig. The error says why there is none.
func shellAction(ctx context.Context, s *nixcli.Session, p model.AttrPath, c model.Consent) (model.Action, error) {
	nodes, err := s.Heads(ctx, []model.AttrPath{p})
	if err != nil {
		return model.Action{}, err
	}
	n := nodes[0]
	if n.State.Bad() && n.Problem != nil {
		return model.Action{}, failedNode{*n.Problem}
	}
	all, err := s.Actions(ctx, n, model.Here{}, c)
	if err != nil {
		return model.Action{}, err
	}
	action := all[slices.IndexFunc(all, func(a model.Action) bool { return a.Verb == model.VerbBecome })]
	if !action.Possible() {
		return action, toldError{p.String() + " cannot be entered: " + action.Reason, "See what it is with flakewalk."}
	}
	return action, nil
}

// failedNode is why an attribute has no value.
type failedNode struct{ problem model.Problem }

// Error is nix's message.
func (e failedNode) Error() string { return e.problem.Message }

// Problem tells model.ProblemOf what is wrong.
func (e failedNode) Problem() model.Problem { return e.problem }
