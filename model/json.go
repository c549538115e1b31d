package model

import (
	"io"
	"strconv"
)

// Report is what `flakewalk show` prints: a flake and a tree of its outputs.
type Report struct {
	// Flake is the flake that was opened.
	Flake Flake
	// Outputs is the tree below the path that was asked for.
	Outputs *Tree
}

// SchemaVersion is the version of the JSON that Report.WriteJSON writes. It
// grows when a key changes its meaning or goes; new keys may come at any time.
const SchemaVersion = 1

// WriteJSON writes the report as one JSON object on one line. The keys are
// described in README.md; a key that has nothing to say is left out. Text is
// exact: a byte that is not UTF-8 becomes a lone surrogate U+DC80 to U+DCFF, as
// in Python's surrogateescape, so that different names stay different. Escaped
// is what JSON demands, and what could do something to a terminal.
func (r Report) WriteJSON(w io.Writer) error {
	j := reportWriter{NewJSONWriter(w)}
	f := r.Flake
	j.Raw(`{"schema":` + strconv.Itoa(SchemaVersion) + `,"flake":{"ref":`)
	j.Text(f.Ref)
	j.Field("url", f.URL)
	j.Field("description", f.Description)
	j.Field("revision", f.Revision)
	if !f.LastModified.IsZero() {
		j.Raw(`,"lastModified":` + strconv.FormatInt(f.LastModified.Unix(), 10))
	}
	j.Field("path", f.Path)
	j.Raw("}")
	j.Field("nix", f.Nix)
	j.Field("nixFamily", f.Family)
	j.Field("system", f.System)
	j.Raw(`,"outputs":`)
	j.tree(r.Outputs)
	j.Raw("}\n")
	return j.Flush()
}

// reportWriter writes what a report consists of.
type reportWriter struct{ *JSONWriter }

// path writes a path as a list of names and places.
func (j reportWriter) path(p AttrPath) {
	j.Raw("[")
	for i, s := range p {
		if i > 0 {
			j.Raw(",")
		}
		if s.Elem {
			j.Raw(strconv.Itoa(s.Index))
		} else {
			j.Text(s.Name)
		}
	}
	j.Raw("]")
}

func (j reportWriter) tree(t *Tree) {
	j.Raw(`{"path":`)
	j.path(t.Path)
	j.Raw(`,"kind":"` + t.Kind.String() + `","state":"` + t.State.String() + `"`)
	j.Field("name", t.Name)
	j.Field("version", t.Version)
	j.Field("description", t.Description)
	j.Field("type", t.Type)
	j.Field("program", t.Program)
	j.value(t.Value)
	j.args(t.Node)
	if p := t.Problem; p != nil {
		j.Raw(`,"error":{"cause":"` + p.Cause.String() + `","message":`)
		j.Text(p.Message)
		j.Field("trace", p.Trace)
		j.Raw("}")
	}
	if t.Children != nil {
		j.Raw(`,"children":[`)
		for i, c := range t.Children {
			if i > 0 {
				j.Raw(",")
			}
			j.tree(c)
		}
		j.Raw("]")
	}
	if t.More > 0 {
		j.Raw(`,"more":` + strconv.Itoa(t.More))
	}
	if t.Same != nil {
		j.Raw(`,"sameAs":`)
		j.path(t.Same.Path)
	}
	j.Raw("}")
}

// value writes a plain value; sets, lists, functions and null have none.
func (j reportWriter) value(v Value) {
	switch v.Type {
	case TypeString, TypePath:
		j.Raw(`,"value":`)
		j.Text(v.Text)
	case TypeInt, TypeBool:
		j.Raw(`,"value":` + v.Text)
	case TypeFloat:
		j.Raw(`,"value":`)
		if _, err := strconv.ParseFloat(v.Text, 64); err != nil || v.Text[len(v.Text)-1] > '9' {
			j.Text(v.Text) // infinite or no number: JSON has no way to write it
		} else {
			j.Raw(v.Text)
		}
	case TypeUnknown, TypeSet, TypeList, TypeFunction, TypeNull:
	}
}

func (j reportWriter) args(n Node) {
	if len(n.Args) == 0 {
		return
	}
	j.Raw(`,"args":[`)
	for i, a := range n.Args {
		if i > 0 {
			j.Raw(",")
		}
		j.Text(a.Name)
	}
	j.Raw("]")
}
