package model

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
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
	j := &jsonWriter{w: bufio.NewWriter(w)}
	f := r.Flake
	j.raw(`{"schema":` + strconv.Itoa(SchemaVersion) + `,"flake":{"ref":`)
	j.text(f.Ref)
	j.field("url", f.URL)
	j.field("description", f.Description)
	j.field("revision", f.Revision)
	if !f.LastModified.IsZero() {
		j.raw(`,"lastModified":` + strconv.FormatInt(f.LastModified.Unix(), 10))
	}
	j.field("path", f.Path)
	j.raw("}")
	j.field("nix", f.Nix)
	j.field("nixFamily", f.Family)
	j.field("system", f.System)
	j.raw(`,"outputs":`)
	j.tree(r.Outputs)
	j.raw("}\n")
	return j.w.Flush()
}

type jsonWriter struct{ w *bufio.Writer }

func (j *jsonWriter) raw(s string) { _, _ = j.w.WriteString(s) } // Flush reports errors

// field writes a further key with a text, or nothing for the empty text.
func (j *jsonWriter) field(key, s string) {
	if s != "" {
		j.raw(`,"` + key + `":`)
		j.text(s)
	}
}

// path writes a path as a list of names and places.
func (j *jsonWriter) path(p AttrPath) {
	j.raw("[")
	for i, s := range p {
		if i > 0 {
			j.raw(",")
		}
		if s.Elem {
			j.raw(strconv.Itoa(s.Index))
		} else {
			j.text(s.Name)
		}
	}
	j.raw("]")
}

func (j *jsonWriter) tree(t *Tree) {
	j.raw(`{"path":`)
	j.path(t.Path)
	j.raw(`,"kind":"` + t.Kind.String() + `","state":"` + t.State.String() + `"`)
	j.field("name", t.Name)
	j.field("version", t.Version)
	j.field("description", t.Description)
	j.field("type", t.Type)
	j.field("program", t.Program)
	j.value(t.Value)
	j.args(t.Node)
	if p := t.Problem; p != nil {
		j.raw(`,"error":{"cause":"` + p.Cause.String() + `","message":`)
		j.text(p.Message)
		j.field("trace", p.Trace)
		j.raw("}")
	}
	if t.Children != nil {
		j.raw(`,"children":[`)
		for i, c := range t.Children {
			if i > 0 {
				j.raw(",")
			}
			j.tree(c)
		}
		j.raw("]")
	}
	if t.More > 0 {
		j.raw(`,"more":` + strconv.Itoa(t.More))
	}
	if t.Same != nil {
		j.raw(`,"sameAs":`)
		j.path(t.Same.Path)
	}
	j.raw("}")
}

// value writes a plain value; sets, lists, functions and null have none.
func (j *jsonWriter) value(v Value) {
	switch v.Type {
	case TypeString, TypePath:
		j.raw(`,"value":`)
		j.text(v.Text)
	case TypeInt, TypeBool:
		j.raw(`,"value":` + v.Text)
	case TypeFloat:
		j.raw(`,"value":`)
		if _, err := strconv.ParseFloat(v.Text, 64); err != nil || v.Text[len(v.Text)-1] > '9' {
			j.text(v.Text) // infinite or no number: JSON has no way to write it
		} else {
			j.raw(v.Text)
		}
	case TypeUnknown, TypeSet, TypeList, TypeFunction, TypeNull:
	}
}

func (j *jsonWriter) args(n Node) {
	if len(n.Args) == 0 {
		return
	}
	j.raw(`,"args":[`)
	for i, a := range n.Args {
		if i > 0 {
			j.raw(",")
		}
		j.text(a.Name)
	}
	j.raw("]")
}

// text writes a JSON string (RFC 8259, section 7).
func (j *jsonWriter) text(s string) {
	const hex = "0123456789abcdef"
	_ = j.w.WriteByte('"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			switch {
			case r == utf8.RuneError && n == 1:
				j.raw(s[from:i] + `\udc` + string(hex[c>>4]) + string(hex[c&15]))
				from = i + 1
			case harmful(r):
				j.raw(s[from:i])
				for _, u := range utf16.Encode([]rune{r}) {
					_, _ = fmt.Fprintf(j.w, `\u%04x`, u)
				}
				from = i + n
			}
			i += n
			continue
		}
		if c < ' ' || c == '"' || c == '\\' || c == 0x7f {
			j.raw(s[from:i])
			j.escape(c)
			from = i + 1
		}
		i++
	}
	j.raw(s[from:])
	_ = j.w.WriteByte('"')
}

func (j *jsonWriter) escape(c byte) {
	const hex = "0123456789abcdef"
	switch c {
	case '"', '\\':
		j.raw(`\` + string(c))
	case '\n':
		j.raw(`\n`)
	case '\r':
		j.raw(`\r`)
	case '\t':
		j.raw(`\t`)
	default:
		j.raw(`\u00` + string(hex[c>>4]) + string(hex[c&15]))
	}
}
