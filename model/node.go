package model

import "cmp"

// State says how far a node has come. The zero value is StateUnevaluated.
type State uint8

// The states of a node.
const (
	StateUnevaluated State = iota
	StateReady
	StateFailed
	StateIFD       // needs import from derivation, which was refused
	StateForeign   // of another system, not evaluated
	StateTimeout   // took longer than its limit
	StateCancelled // cancelled by the user
)

// String is the state's name in JSON.
func (s State) String() string {
	switch s {
	case StateReady:
		return "ready"
	case StateFailed:
		return "failed"
	case StateIFD:
		return "ifd"
	case StateForeign:
		return "foreign"
	case StateTimeout:
		return "timeout"
	case StateCancelled:
		return "cancelled"
	case StateUnevaluated:
	}
	return "unevaluated"
}

// Bad tells whether evaluating the node ended without its value.
func (s State) Bad() bool {
	return s == StateFailed || s == StateIFD || s == StateTimeout || s == StateCancelled
}

// Problem is why a node or a field is not there, in nix's own words.
type Problem struct {
	// Cause is the reason, from which the advice follows.
	Cause Cause
	// Message is nix's last `error:` block without its label and positions.
	Message string
	// Trace is all that nix said about it, with positions and source lines; may be empty.
	Trace string
	// Remedy says what to do about it, where that is known better than by the cause; else
	// "". See Advice.
	Remedy string `json:",omitempty"`
}

// Advice is that of the cause, with what is known better.
func (p Problem) Advice() Advice {
	a := p.Cause.Advice()
	a.Remedy = cmp.Or(p.Remedy, a.Remedy)
	return a
}

// Node is what is known of one attribute at one moment. It is a value: whoever
// holds one may keep it, nobody changes it.
type Node struct {
	// Path leads from the outputs to the node.
	Path AttrPath
	// Kind is what it is; while unevaluated, what its position lets expect.
	Kind Kind
	// State says how far evaluating has come.
	State State
	// Name is a derivation's name with version, such as "hello-2.12".
	Name string
	// Version is a derivation's version, where it says so.
	Version string
	// Description is the short description of a derivation, app, template or option.
	Description string
	// Type is what values an option takes, in words, such as "signed integer".
	Type string
	// Program is the path of the program of an app.
	Program string
	// Value is a plain value, cut when long; its Size is set for sets and lists too.
	Value Value
	// Args are the named arguments of a function.
	Args []Arg
	// Brief is set when Name, Version, Description, Type and Program were asked for.
	Brief bool
	// Problem is why the state is bad, or what is odd about a ready node; else nil.
	Problem *Problem
}

// Openable tells whether the node can have children to show.
func (n Node) Openable() bool {
	switch n.State {
	case StateUnevaluated, StateForeign:
		return true
	case StateReady:
		switch n.Value.Type { //nolint:exhaustive // the others have no children, such as a module that is a function
		case TypeUnknown, TypeSet, TypeList:
			return n.Kind.Openable()
		}
		return false
	case StateFailed, StateIFD, StateTimeout, StateCancelled:
		// A set in the wrong place is a failure that can still be looked into.
		return n.Value.Type == TypeSet || n.Value.Type == TypeList
	}
	return false
}

// NeedsBrief tells whether name or description of the node are still to be asked for.
func (n Node) NeedsBrief() bool {
	return n.State == StateReady && !n.Brief &&
		(n.Kind.Derivation() || n.Kind == KindApp || n.Kind == KindTemplate || n.Kind == KindOption)
}

// Children are the names of what lies directly below a node.
type Children struct {
	// List is set when the value is a list: then Len is its length and Names is nil.
	List bool
	// Names are the attributes' names, sorted as nix sorts them (by bytes).
	Names []string
	// Len is the number of children.
	Len int
}

// At is the step to child number i.
func (c Children) At(i int) Step {
	if c.List {
		return Elem(i)
	}
	return Attr(c.Names[i])
}

// Detail is what the detail pane shows of one node beyond the node itself. These are
// the fields there can be, by their labels, in the order in which they come:
//
//   - of a derivation: "name", "package name" (where the name does not tell it),
//     "version", "description", "long description" (FormMarkdown), "licence",
//     "homepage" and "changelog" (FormURL), "maintainers", "platforms", "main program",
//     "outputs", "system", "broken", "insecure", "unfree" and "unsupported" ("yes", or
//     not there), "known vulnerabilities" (one on a line), "source" (FormPosition);
//   - of an app: "program", "description";
//   - of a template: "description", "path", "welcome text" (FormMarkdown);
//   - of an option: "type", "value" (FormNix), "default" and "example" (FormNix, or
//     FormMarkdown where they are prose), "description" (FormMarkdown), "options inside"
//     (of a submodule), "read-only" and "internal" ("yes"), "visible" (where it is not
//     simply visible), "declared in" and "defined in" (FormPosition, one field for each);
//   - of a function, and of a set that can be called: "arguments" (FormNix, those with
//     a default behind a question mark), "documentation" (FormMarkdown, a doc comment)
//     or "comment" (FormText, any other comment that stands above it), "source" (FormPosition);
//   - of a plain value, set or list: "value" (FormNix), for sets "documentation" too;
//   - of a module or overlay: "usage" (FormNix) beside those of its value;
//   - of all: "defined at" (FormPosition), where the attribute is set.
//
// Text of FormNix is meant to be read: what was not evaluated is … in it, what cannot
// be is «error», and functions, derivations and what was left out stand in «» too. Of
// what could be evaluated only in part there is a second field with the problem.
type Detail struct {
	// Path is the node's path.
	Path AttrPath
	// Fields are shown in this order; a field without text and problem is left out.
	Fields []Field
	// Problem is why the node cannot be evaluated, nil where it can. More may be known
	// of that than the node tells.
	Problem *Problem
}

// Field is one line of a detail: a label and its text, or why there is none.
type Field struct {
	// Label is the field's name in the words people use, such as "licence".
	Label string
	// Text is the field's value, exact, cut when very long.
	Text string
	// Form says how Text is to be read.
	Form Form
	// Position is the place that a field with FormPosition is about.
	Position Position
	// Problem is set when the field could not be evaluated.
	Problem *Problem
}

// Form says how the text of a field is to be read.
type Form uint8

// The forms.
const (
	FormText     Form = iota // plain text, perhaps of many lines
	FormNix                  // a Nix expression
	FormMarkdown             // text with the marks of CommonMark, as nixpkgs' descriptions and doc comments
	FormURL                  // one address of a web page, or several with ", " between them
	FormPosition             // a place in a source file
)

// Get returns the text of the field with that label, or "".
func (d Detail) Get(label string) string {
	for _, f := range d.Fields {
		if f.Label == label {
			return f.Text
		}
	}
	return ""
}

// Tree is a node with all that is shown below it.
type Tree struct {
	Node
	// Children are in nix's order.
	Children []*Tree
	// More is the number of children that were left out.
	More int
	// Same is set for a set that contains itself, with the node that it was first; it
	// has no children then.
	Same *Tree
}
