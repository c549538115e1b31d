package nixcli

import (
	"strings"

	"flakewalk/model"
	"flakewalk/model/lock"
)

// A session can show an input of a flake as that flake sees it, with its follows
// applied: inputs.x of the pinned flake, for which nothing is fetched that the
// flake does not need itself (Options.Via).

// flakeExpr is the flake in Nix, in terms of fw; ok is false for a pin that is not
// plain text.
func flakeExpr(pin string, via *model.Via) (expr string, ok bool) {
	expr, err := getFlakeExpr(pin)
	if err != nil {
		return "", false
	}
	if via == nil {
		return expr, true
	}
	return selection("("+expr+")", lock.AttrPath(via.Path)), true
}

// getFlakeExpr is a pinned flake in Nix. A pin that is not plain text is an *Error.
func getFlakeExpr(pin string) (string, error) {
	quoted, ok := literal(pin)
	if !ok || quoted[0] == '(' {
		return "", &Error{Cause: model.CauseBadRef, Message: "the reference of the flake is not plain text"}
	}
	return "builtins.getFlake " + quoted, nil
}

// asInput turns the metadata of a flake into those of one of its inputs. An input
// that is no flake, or not there, is an *Error.
func (s *Session) asInput(root openedFlake, via *model.Via) (openedFlake, error) {
	graph, err := DecodeLocks(root.Locks)
	if err != nil {
		return root, err
	}
	n, ok := graph.At(via.Path)
	switch {
	case !ok:
		return root, &Error{Cause: model.CauseAttributeMissing, Message: "the lock file has no input " + lock.PathText(via.Path)}
	case !n.Flake:
		return root, &Error{Cause: model.CauseBadFlake, Message: "the input " + lock.PathText(via.Path) + " is no flake"}
	}
	store := s.storeDir(root.Flake)
	root.Flake = model.Flake{
		Ref: n.Ref().Label(), URL: n.Locked.URL(), Pin: root.Pin, Via: via,
		Revision: n.Locked.Rev(), LastModified: n.LastModified(), Path: sourcePath(store, n.Locked.Get("narHash")),
		Inputs: len(n.Inputs), Locks: root.Locks, Taken: root.Taken,
	}
	return root, nil
}

// ownRef is the reference by which others name what the session shows.
func (s *Session) ownRef(f model.Flake) string {
	if f.Via != nil {
		return f.URL
	}
	return s.ref
}

// inputArgv is the command for a verb on a node of an input as another flake sees
// it: the expression that is evaluated here too. It is nil for the commands that
// take no expression.
func (s *Session) inputArgv(v model.Verb, n model.Node, l commandLine) []string {
	p := toplevel(n)
	if v == model.VerbEval {
		p = valuePath(n)
	}
	for _, step := range p {
		if step.Elem || strings.ContainsAny(step.Name, `"\`) {
			return nil
		}
	}
	w := nixWords(v, l.version)
	expr, ok := flakeExpr(s.Flake().Pin, s.opts.Via)
	if w == nil || !ok || v == model.VerbRepl || strings.Contains(expr, "fw.") {
		return nil
	}
	argv := l.on(w, "--expr", "("+expr+").outputs", p.String())
	if v == model.VerbDevelop || v == model.VerbBecome {
		return l.develop(argv)
	}
	return argv
}
