package nixcli

import (
	"slices"
	"strings"
	"unicode/utf8"

	"flakewalk/model"
)

// Commands are the ready command lines for a node as people type them, on the
// user's own reference, the most likely first. There may be several for one verb.
func (s *Session) Commands(n model.Node) []model.Command {
	l := s.typedLine(n)
	var all []model.Command
	for _, v := range model.Verbs(n) {
		for _, argv := range s.typed(v, n, l) {
			if argv != nil {
				all = append(all, model.Command{Verb: v, Argv: argv})
			}
		}
	}
	return all
}

// typedLine is what the commands for a node that people type have in common.
func (s *Session) typedLine(n model.Node) commandLine {
	s.mu.Lock()
	version := s.version
	s.mu.Unlock()
	return commandLine{nix: "nix", flags: s.flagsFor(n.Path), flake: s.lockArgs(), version: version, typed: true}
}

// lockArgs are the options without which nix refuses a command on the flake, since it
// cannot write its lock file: "cannot write modified lock file of flake".
func (s *Session) lockArgs() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.unlockable || s.opts.Via != nil {
		return nil
	}
	return []string{"--no-write-lock-file"}
}

// Unlockable tells whether every nix command on the flake needs --no-write-lock-file.
func (s *Session) Unlockable() bool { return len(s.lockArgs()) > 0 }

// typed are the commands that people type for a verb; one that there is no way to
// write is nil.
func (s *Session) typed(v model.Verb, n model.Node, l commandLine) [][]string {
	switch v { //nolint:exhaustive // the others have one command
	case model.VerbBuild:
		return [][]string{s.argv(v, n, l), s.rebuild(n, "build")}
	case model.VerbInit:
		ref := s.ownRef(s.Flake())
		if name, ok := appendName([]byte(ref+"#"), ref, n.Path.Last().Name); ok {
			return [][]string{{"nix", "flake", "init", "-t", string(name)}, {"nix", "flake", "new", "-t", string(name), "./my-project"}}
		}
		return nil
	}
	return [][]string{s.argv(v, n, l)}
}

// commandLine is what a command for a verb is made of besides the verb and the node.
type commandLine struct {
	nix     string   // the program
	flags   Flags    // the user's
	flake   []string // our own options, for commands that take a flake
	any     []string // our own options, for every command
	version Version  // of nix
	refused bool     // the user refused what the flake's nixConfig asks for
	typed   bool     // it is as short as people type it

	switching []string // our own options, for the tools that switch to a configuration
}

// on is a nix command with all options, and then these words.
func (l commandLine) on(words []string, last ...string) []string {
	return join([]string{l.nix}, words, l.any, l.flake, actionArgs(l.flags), last)
}

// argv is the command for a verb on a node, or nil where there is none.
func (s *Session) argv(v model.Verb, n model.Node, l commandLine) []string {
	if s.opts.Via != nil {
		return s.inputArgv(v, n, l)
	}
	switch v { //nolint:exhaustive // the others are nix's own words and an installable
	case model.VerbFormat:
		return l.on([]string{"fmt"})
	case model.VerbInit:
		return templateArgv(s.ref, n, l)
	case model.VerbSwitch:
		return s.rebuild(n, "switch", l.switching...)
	case model.VerbCheck:
		return l.on([]string{"flake", "check"}, s.ref)
	case model.VerbRepl:
		return s.onInstallable(v, l, loadable(n))
	case model.VerbEval:
		return s.evalArgv(valuePath(n), l)
	case model.VerbDevelop, model.VerbBecome:
		return l.develop(s.onInstallable(v, l, n.Path))
	case model.VerbCopy:
		l.flake = join(l.flake, []string{"--to", string(model.AskStore)})
	case model.VerbEdit:
		return nil
	}
	return s.onInstallable(v, l, toplevel(n))
}

// nixWords are nix's own for a verb.
func nixWords(v model.Verb, version Version) []string {
	switch v { //nolint:exhaustive // the others are no nix commands on an installable
	case model.VerbBuild, model.VerbBuildLink:
		return []string{"build"}
	case model.VerbRun:
		return []string{"run"}
	case model.VerbDevelop, model.VerbBecome:
		return []string{"develop"}
	case model.VerbShell:
		return []string{"shell"}
	case model.VerbLog:
		return []string{"log"}
	case model.VerbRepl:
		return []string{"repl"}
	case model.VerbEval:
		return []string{"eval"}
	case model.VerbDerivation:
		return []string{"derivation", "show"}
	case model.VerbCopy:
		return []string{"copy"}
	case model.VerbProfile:
		return []string{"profile", profileAdd(version)}
	}
	return nil
}

// profileAdd is the word for adding to a profile, which Nix 2.30 renamed.
func profileAdd(v Version) string {
	if v.Lix || v.Major == 2 && v.Minor < 30 {
		return "install"
	}
	return "add"
}

// develop adds the shell that the user wants instead of nix's.
func (l commandLine) develop(argv []string) []string {
	if argv == nil || l.flags.Shell == "" {
		return argv
	}
	return append(argv, "-c", l.flags.Shell)
}

// evalArgv prints the value at a path: as an installable, or where none leads to it
// by a function of all outputs.
func (s *Session) evalArgv(p model.AttrPath, l commandLine) []string {
	if argv := s.onInstallable(model.VerbEval, l, p); argv != nil {
		return argv
	}
	if expr, ok := plainSelection(p); ok {
		return l.on([]string{"eval"}, s.ref+"#.", "--apply", "r: "+expr)
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
func (s *Session) onInstallable(v model.Verb, l commandLine, p model.AttrPath) []string {
	inst, ok := Installable(s.ref, p)
	if !ok {
		return nil
	}
	if short := s.short(v, p, l.typed); short != "" {
		inst = short
	}
	return l.on(nixWords(v, l.version), inst)
}

// loadable is the nearest set around a node, which the repl can load.
func loadable(n model.Node) model.AttrPath {
	switch n.Kind { //nolint:exhaustive // all others are no sets, or may be none
	case model.KindAttrs, model.KindApp, model.KindTemplate, model.KindOption, model.KindNixOS, model.KindHome, model.KindDarwin:
		return n.Path
	}
	if n.Kind.Derivation() {
		return n.Path
	}
	p := n.Path
	for p.Last().Elem {
		p = p.Parent() // to the list
	}
	return p.Parent()
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
// manual, "Installables"). It is "" where the search may find something else; what is
// only typed and not run takes the word of the names that are listed for what is not there.
func (s *Session) short(v model.Verb, p model.AttrPath, typed bool) string {
	var first string // the output in which nix looks before it looks among the packages
	switch v {       //nolint:exhaustive // the others search nowhere
	case model.VerbBuild, model.VerbBuildLink, model.VerbShell, model.VerbProfile, model.VerbLog, model.VerbCopy, model.VerbDerivation:
		first = "packages"
	case model.VerbRun:
		first = "apps"
	case model.VerbDevelop, model.VerbBecome:
		first = "devShells"
	}
	system, name := s.Flake().System, p.Last()
	switch {
	case first == "" || len(p) != 3:
		return ""
	case p.HasPrefix(model.Path(first, system)):
	case !typed || !p.HasPrefix(model.Path("packages", system)) || !s.lacks(model.Path(first, system, name.Name)):
		return ""
	case name.Name == "default" && !s.lacks(model.Path(olderDefaults[first])):
		return ""
	}
	if name.Name == "default" {
		return s.ref
	}
	if name.String() != name.Name { // needs quotes
		return ""
	}
	return s.ref + "#" + name.Name
}

// olderDefaults are the outputs in which nix looks for a default after those of today
// (CmdRun and CmdDevelop in Nix's source, getDefaultFlakeAttrPaths).
var olderDefaults = map[string]string{"apps": "defaultApp", "devShells": "devShell"}

// lacks tells whether the names that are listed say that there is nothing at a path.
func (s *Session) lacks(p model.AttrPath) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, step := range p {
		e := s.cache[p[:i].Key()]
		if e == nil || e.names == nil {
			return false
		}
		if _, there := slices.BinarySearch(e.names.Names, step.Name); !there {
			return true
		}
	}
	return false
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

// templateArgv makes a new folder from a template.
func templateArgv(ref string, n model.Node, l commandLine) []string {
	inst, ok := Installable(ref, n.Path)
	if !ok {
		return nil
	}
	if name := n.Path.Last(); len(n.Path) == 2 && n.Path.HasPrefix(model.Path("templates")) && name.String() == name.Name {
		inst = ref + "#" + name.Name
	}
	return join([]string{l.nix, "flake", "new"}, l.any, l.flags.global(), []string{"-t", inst, string(model.AskFolder)})
}

// rebuild is a command of the tool by which people put a configuration to use, or
// nil where the tool would not find it.
func (s *Session) rebuild(n model.Node, command string, options ...string) []string {
	tool, ok := s.rebuildTool(n)
	if !ok || s.opts.Via != nil {
		return nil
	}
	return join([]string{tool, command}, s.lockArgs(), options, []string{"--flake", s.ref + "#" + n.Path.Last().Name})
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
