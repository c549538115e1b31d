package model

import (
	"bufio"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"flakewalk/model/words"
)

// WriteText writes the report as a tree for people, every text from the flake
// made harmless and cut to one line.
func (r Report) WriteText(w io.Writer) error {
	t := textWriter{bufio.NewWriter(w)}
	title := Printable(r.Flake.Ref)
	if len(r.Outputs.Path) > 0 {
		title += "#" + Printable(r.Outputs.Path.String())
	}
	t.line("", title, r.headline())
	if len(r.Outputs.Path) == 0 && r.Outputs.State.Bad() {
		t.line("", "", Summary(r.Outputs.Node))
	}
	t.children("", r.Outputs)
	return t.w.Flush()
}

// headline is what the first line says after the reference.
func (r Report) headline() string {
	if len(r.Outputs.Path) > 0 {
		return Summary(r.Outputs.Node)
	}
	return Printable(FirstLine(clipped(r.Flake.Description)))
}

type textWriter struct{ w *bufio.Writer }

func (t textWriter) line(prefix, name, summary string) {
	_, _ = t.w.WriteString(prefix + name) // Flush reports errors
	if summary != "" {
		_, _ = t.w.WriteString("  " + summary)
	}
	_ = t.w.WriteByte('\n')
}

func (t textWriter) children(prefix string, parent *Tree) {
	for i, c := range parent.Children {
		branch, below := "├── ", "│   "
		if i == len(parent.Children)-1 && parent.More == 0 {
			branch, below = "└── ", "    "
		}
		summary := Summary(c.Node)
		if summary == "" && c.Kind == KindAttrs && c.Children == nil && c.State == StateReady {
			summary = "(" + words.Count(c.Value.Size, "attribute") + ")"
		}
		if c.Same != nil {
			summary = "(the same as " + pathWords(c.Same.Path) + ")"
		}
		t.line(prefix+branch, Printable(c.Path.Last().String()), summary)
		t.children(prefix+below, c)
	}
	if parent.More > 0 {
		t.line(prefix+"└── ", "...", words.Number(parent.More)+" more")
	}
}

// pathWords names a set by its harmless path.
func pathWords(p AttrPath) string {
	if len(p) == 0 {
		return "the outputs"
	}
	return Printable(p.String())
}

// Summary says in one harmless line what a node is: why it failed, what a
// derivation is called and does, what a value is. It is empty for a plain set.
func Summary(n Node) string {
	if p := n.Problem; p != nil && n.State.Bad() {
		return stateWord(n) + ": " + Printable(MessageLine(clipped(p.Message)))
	}
	if n.State == StateForeign {
		return "(other system)"
	}
	if n.State == StateUnevaluated {
		return ""
	}
	switch n.Kind { //nolint:exhaustive // the rest is shown by its word
	case KindAttrs:
		if n.Value.Type == TypeSet && n.Value.Size == 0 {
			return "(empty)"
		}
		return ""
	case KindString:
		return quoted(n.Value)
	case KindInt, KindFloat, KindBool, KindPath:
		return Printable(n.Value.Text)
	case KindNull:
		return "null"
	case KindList:
		return "list of " + strconv.Itoa(n.Value.Size)
	case KindFunction:
		return strings.TrimSpace("function " + ArgList(n.Args))
	}
	parts := []string{n.Kind.Word()}
	for _, text := range []string{n.Name, n.Type, n.Description} {
		if line := FirstLine(clipped(text)); line != "" {
			parts = append(parts, Printable(line))
		}
	}
	return strings.Join(parts, "  ")
}

// stateWord says in which bad state a node is, by the cause where that is a word
// people use.
func stateWord(n Node) string {
	switch n.Problem.Cause { //nolint:exhaustive // the rest is named by its state
	case CauseBroken:
		return "broken"
	case CauseUnfree:
		return "unfree"
	case CauseInsecure:
		return "insecure"
	case CauseUnsupported:
		return "unsupported system"
	case CauseThrow:
		return "throws"
	case CauseWrongOutput:
		return "wrong"
	}
	switch n.State { //nolint:exhaustive // the rest are failures
	case StateIFD:
		return "needs import from derivation"
	case StateTimeout:
		return "timed out"
	case StateCancelled:
		return "cancelled"
	}
	return "failed"
}

// ArgList writes the named arguments of a function, `{ lib, pkgs ? }`, or "".
func ArgList(args []Arg) string {
	if len(args) == 0 {
		return ""
	}
	names := make([]string, len(args))
	for i, a := range args {
		names[i] = Printable(a.Name)
		if a.Optional {
			names[i] += " ?"
		}
	}
	return "{ " + strings.Join(names, ", ") + " }"
}

// quoted is a string value as Nix writes it, cut to a line.
func quoted(v Value) string {
	s := clipped(v.Text)
	q := Printable(QuoteNix(s))
	if len(s) < v.Size {
		q = strings.TrimSuffix(q, `"`) + `..."  (` + words.Size(v.Size) + ")"
	}
	return q
}

// clipped is as much of a text as one line can show, cut between two characters.
func clipped(s string) string {
	const most = 200
	if len(s) <= most {
		return s
	}
	for n := most; n > most-utf8.UTFMax; n-- {
		if utf8.RuneStart(s[n]) {
			return s[:n]
		}
	}
	return s[:most] // no text at all
}
