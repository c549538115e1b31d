package nixtest

import (
	"strings"
	"testing"

	"flakewalk/model"
)

// Case is one flake and what must be seen of it.
type Case struct {
	// Name is the case's name and, unless Make is set, that of its flake in the corpus.
	Name string
	// Make makes the flake and returns the nix to ask, which may be wrapped, and
	// the reference to open. Nil unpacks the corpus flake of that name.
	Make func(t testing.TB, n Nix) (Nix, string)
	// OpenError is why the flake cannot be opened; CauseNone when it can.
	OpenError model.Cause
	// OpenOr is a second cause that is right as well, where nix's text leaves it open.
	OpenOr model.Cause
	// OpenMessage is part of nix's last error block when it cannot be opened,
	// the same in all versions.
	OpenMessage string
	// Limit is set when some attribute ends only by a limit of time or memory.
	Limit bool
	// Nodes are the nodes that must be seen, good and bad.
	Nodes []Want
}

// Open makes the flake and returns the nix to ask and the reference to open.
func (c Case) Open(t testing.TB, n Nix) (Nix, string) {
	t.Helper()
	if c.Make != nil {
		return c.Make(t, n)
	}
	return n, Unpack(t, c.Name)
}

// Want is what must be seen of one node.
type Want struct {
	// Path leads to the node; a step "@system" stands for this machine's system.
	Path model.AttrPath
	// Kind is what the node is.
	Kind model.Kind
	// State is how far evaluating it must come.
	State model.State
	// Cause is why the state is bad, else CauseNone.
	Cause model.Cause
	// Or is a second cause that is right as well, where versions differ.
	Or model.Cause
	// Message is part of nix's own message, the same in all versions.
	Message string
	// Field is the field that fails, such as "name", "meta.description" or
	// "drvPath", when it is not the head of the value.
	Field string
	// Name and Description are those of a derivation, app, template or option;
	// empty when they are not looked at.
	Name, Description string
	// Type is what an option takes; it and the description are always looked at.
	Type string
}

// For is the want with this machine's system in its path.
func (w Want) For(system string) Want {
	w.Path = At(w.Path, system)
	return w
}

// At is a path with its steps "@system" replaced.
func At(p model.AttrPath, system string) model.AttrPath {
	q := make(model.AttrPath, len(p))
	for i, s := range p {
		if !s.Elem && s.Name == "@system" {
			s.Name = system
		}
		q[i] = s
	}
	return q
}

// path reads a path for the tables below; a mistake in it is a bug in them.
func at(s string) model.AttrPath {
	p, err := model.ParsePath(s)
	if err != nil {
		panic("nixtest: " + err.Error())
	}
	return p
}

// pkg is the path of a package, or other item of this system, in short:
// "hello" for packages.@system.hello, "checks/x" for checks.@system.x.
func pkg(name string) model.AttrPath {
	output, item, ok := strings.Cut(name, "/")
	if !ok {
		output, item = "packages", name
	}
	return model.Path(output, "@system", item)
}

// good are packages that must be there, ready, as "attribute=derivation-name".
func good(items ...string) []Want {
	wants := make([]Want, len(items))
	for i, item := range items {
		attr, name, _ := strings.Cut(item, "=")
		p := pkg(attr)
		wants[i] = Want{Path: p, Kind: model.ExpectedKind(p), State: model.StateReady, Name: name}
	}
	return wants
}

// value is a plain value or set that must be there, ready.
func value(p string, k model.Kind) Want {
	return Want{Path: at(p), Kind: k, State: model.StateReady}
}

// bad is an attribute whose head fails.
func bad(p model.AttrPath, c model.Cause, message string) Want {
	return Want{Path: p, Kind: model.ExpectedKind(p), State: c.State(), Cause: c, Message: message}
}

// badField is a derivation of which a field fails that is shown in its row.
func badField(p model.AttrPath, field string, c model.Cause, message string) Want {
	w := bad(p, c, message)
	w.Field = field
	return w
}

// refused is a derivation that is fine but for a field asked for on request only.
func refused(p model.AttrPath, name, field string, c model.Cause, message string) Want {
	return Want{Path: p, Kind: model.ExpectedKind(p), State: model.StateReady, Cause: c, Message: message, Field: field, Name: name}
}

// wrong is a value in a place where nix expects another: its kind is that of the value.
func wrong(p model.AttrPath, k model.Kind, message string) Want {
	return Want{Path: p, Kind: k, State: model.StateFailed, Cause: model.CauseWrongOutput, Message: message}
}
