package nixcli

import (
	"unicode/utf8"

	"flakewalk/model"
)

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
	flags := actionArgs(s.client.flags)
	switch v {
	case model.VerbBuild:
		return s.onInstallable(v, "build", toplevel(n))
	case model.VerbRun:
		return s.onInstallable(v, "run", n.Path)
	case model.VerbDevelop:
		return s.onInstallable(v, "develop", n.Path)
	case model.VerbShell:
		return s.onInstallable(v, "shell", n.Path)
	case model.VerbEval:
		if argv := s.onInstallable(v, "eval", n.Path); argv != nil {
			return argv
		}
		if expr, ok := plainSelection(n.Path); ok {
			return join([]string{"nix", "eval"}, flags, []string{s.ref + "#.", "--apply", "r: " + expr})
		}
	case model.VerbFormat:
		return join([]string{"nix", "fmt"}, flags)
	case model.VerbInit:
		if name, ok := appendName([]byte(s.ref+"#"), n.Path.Last().Name); ok {
			return []string{"nix", "flake", "init", "-t", string(name)}
		}
	case model.VerbSwitch:
		return switchArgv(n, s.ref)
	case model.VerbCheck:
		return join([]string{"nix", "flake", "check"}, flags, []string{s.ref})
	}
	return nil
}

// onInstallable is a nix command on the value at a path, or nil where no
// installable leads to it.
func (s *Session) onInstallable(v model.Verb, command string, p model.AttrPath) []string {
	inst, ok := Installable(s.ref, p)
	if !ok {
		return nil
	}
	if short := s.short(v, p); short != "" {
		inst = short
	}
	return join([]string{"nix", command}, actionArgs(s.client.flags), []string{inst})
}

// plainSelection is the value at a path of r in plain Nix; ok is false for a name
// that is not UTF-8, which an expression cannot hold.
func plainSelection(p model.AttrPath) (expr string, ok bool) {
	expr = "r"
	for _, step := range p {
		switch {
		case step.Elem:
			expr = "(builtins.elemAt " + expr + " " + step.String() + ")"
		case !utf8.ValidString(step.Name):
			return "", false
		default:
			expr += "." + step.String()
		}
	}
	return expr, true
}

// short is the installable as people type it, where nix finds the same by its
// own search: `REF#hello` for packages.SYSTEM.hello, and `REF` for a default (Nix
// manual, "Installables"). It is "" where the search may find something else.
func (s *Session) short(v model.Verb, p model.AttrPath) string {
	var output string
	switch v { //nolint:exhaustive // the others search nowhere
	case model.VerbBuild, model.VerbShell:
		output = "packages"
	case model.VerbRun:
		output = "apps"
	case model.VerbDevelop:
		output = "devShells"
	}
	if output == "" || len(p) != 3 || !p.HasPrefix(model.Path(output, s.Flake().System)) {
		return ""
	}
	name := p.Last()
	if name.Name == "default" {
		return s.ref
	}
	if name.String() != name.Name { // needs quotes
		return ""
	}
	return s.ref + "#" + name.Name
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
	name := n.Path.Last()
	if name.String() != name.Name { // these tools put the name into expressions of their own
		return nil
	}
	at := ref + "#" + name.Name
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
