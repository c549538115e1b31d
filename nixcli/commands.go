package nixcli

import (
	"slices"
	"strings"
	"unicode/utf8"

	"flakewalk/model"
)

// Commands are the ready command lines for a node, on the user's own reference,
// the most likely first. There may be several for one verb.
func (s *Session) Commands(n model.Node) []model.Command {
	var all []model.Command
	for _, v := range model.Verbs(n) {
		for _, argv := range s.argvs(v, n) {
			if argv != nil {
				all = append(all, model.Command{Verb: v, Argv: argv})
			}
		}
	}
	return all
}

// argvs are the commands for a verb; one that there is no way to write is nil.
func (s *Session) argvs(v model.Verb, n model.Node) [][]string {
	flags := actionArgs(s.client.flags)
	switch v {
	case model.VerbBuild:
		return [][]string{s.onInstallable(v, "build", toplevel(n)), s.rebuild(n, "build")}
	case model.VerbRun:
		return [][]string{s.onInstallable(v, "run", n.Path)}
	case model.VerbDevelop:
		return [][]string{s.onInstallable(v, "develop", n.Path)}
	case model.VerbShell:
		return [][]string{s.onInstallable(v, "shell", n.Path)}
	case model.VerbEval:
		return [][]string{s.eval(valuePath(n))}
	case model.VerbFormat:
		return [][]string{join([]string{"nix", "fmt"}, flags)}
	case model.VerbInit:
		if name, ok := appendName([]byte(s.ref+"#"), n.Path.Last().Name); ok {
			return [][]string{{"nix", "flake", "init", "-t", string(name)}, {"nix", "flake", "new", "-t", string(name), "./my-project"}}
		}
	case model.VerbSwitch:
		return [][]string{s.rebuild(n, "switch")}
	case model.VerbCheck:
		return [][]string{join([]string{"nix", "flake", "check"}, flags, []string{s.ref})}
	}
	return nil
}

// eval prints the value at a path: as an installable, or where none leads to it by a
// function of all outputs.
func (s *Session) eval(p model.AttrPath) []string {
	if argv := s.onInstallable(model.VerbEval, "eval", p); argv != nil {
		return argv
	}
	if expr, ok := plainSelection(p); ok {
		return join([]string{"nix", "eval"}, actionArgs(s.client.flags), []string{s.ref + "#.", "--apply", "r: " + expr})
	}
	return nil
}

// valuePath is where the value is that people mean by a node: that of an option
// stands in the configuration.
func valuePath(n model.Node) model.AttrPath {
	p := n.Path
	if n.Kind != model.KindOption {
		return p
	}
	if len(p) > 3 && p[2] == model.Attr("options") {
		switch model.ExpectedKind(p[:2]) { //nolint:exhaustive // the others have no configuration
		case model.KindNixOS, model.KindHome, model.KindDarwin:
			p = slices.Clone(p)
			p[2] = model.Attr("config")
			return p
		}
	}
	return p.Child(model.Attr("value"))
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

// rebuild is a command of the tool by which people put a configuration to use, or
// nil where the tool would not find it.
func (s *Session) rebuild(n model.Node, command string) []string {
	tool, ok := s.rebuildTool(n)
	if !ok {
		return nil
	}
	return []string{tool, command, "--flake", s.ref + "#" + n.Path.Last().Name}
}

// rebuildTool is the tool for a configuration; ok is false where the tool does not
// look, or for a name that it would not find: the tools put names into expressions of
// their own, nixos-rebuild and home-manager in quotes.
func (s *Session) rebuildTool(n model.Node) (tool string, ok bool) {
	p, name := n.Path, n.Path.Last()
	const quotable = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.@+"
	plain := !name.Elem && name.Name != "" && strings.Trim(name.Name, quotable) == ""
	switch n.Kind { //nolint:exhaustive // only configurations can be switched to
	case model.KindNixOS:
		return "nixos-rebuild", plain && childOf(p, "nixosConfigurations")
	case model.KindDarwin:
		return "darwin-rebuild", name.String() == name.Name && childOf(p, "darwinConfigurations")
	case model.KindHome:
		system := s.Flake().System
		return "home-manager", plain && (childOf(p, "homeConfigurations") ||
			childOf(p, "packages", system, "homeConfigurations") || childOf(p, "legacyPackages", system, "homeConfigurations"))
	}
	return "", false
}

// childOf tells whether a path is one step below a set of those names.
func childOf(p model.AttrPath, names ...string) bool { return p.Parent().Equal(model.Path(names...)) }
