package nixcli

import "flakewalk/model"

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
	if short := s.short(v, p); short != "" {
		inst = short
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
		name, ok := appendName([]byte(s.ref+"#"), p.Last().Name)
		if !ok {
			return nil
		}
		return []string{"nix", "flake", "init", "-t", string(name)}
	case model.VerbSwitch:
		return switchArgv(n, s.ref)
	case model.VerbCheck:
		return join([]string{"nix", "flake", "check"}, flags, []string{s.ref})
	}
	return nil
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
