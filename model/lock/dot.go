package lock

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"flakewalk/model"
)

// WriteDOT writes the graph in the language of Graphviz: an arrow for every
// input, a dashed one where it follows another.
func (r Report) WriteDOT(w io.Writer) error {
	b := bufio.NewWriter(w)
	write := func(format string, args ...any) { _, _ = fmt.Fprintf(b, format, args...) } // Flush reports errors
	write("digraph inputs {\n  rankdir=LR;\n  node [shape=box];\n")
	r.drawNodes(func(id int, lines []string) {
		for i, line := range lines {
			lines[i] = dotEscapes.Replace(model.Printable(line))
		}
		write("  n%d [label=\"%s\"];\n", id, strings.Join(lines, `\n`))
	})
	r.drawEdges(func(e Edge) {
		style := ""
		if !e.Direct() {
			style = ", style=dashed"
		}
		write("  n%d -> n%d [label=\"%s\"%s];\n", e.from, e.to, dotEscapes.Replace(model.Printable(e.Input)), style)
	})
	write("}\n")
	return b.Flush()
}

// dotEscapes make a text stand in a quoted label as it is (Graphviz, "DOT
// Language", "escString"); entities as in HTML are known there too.
var dotEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "&", "&amp;")

// WriteMermaid writes the graph as a flowchart of Mermaid: an arrow for every
// input, a dotted one where it follows another.
func (r Report) WriteMermaid(w io.Writer) error {
	b := bufio.NewWriter(w)
	write := func(format string, args ...any) { _, _ = fmt.Fprintf(b, format, args...) } // Flush reports errors
	write("flowchart LR\n")
	r.drawNodes(func(id int, lines []string) {
		for i, line := range lines {
			lines[i] = escapeMermaid(line)
		}
		write("  n%d[\"%s\"]\n", id, strings.Join(lines, "<br/>"))
	})
	r.drawEdges(func(e Edge) {
		arrow := "-->"
		if !e.Direct() {
			arrow = "-.->"
		}
		write("  n%d %s|\"%s\"| n%d\n", e.from, arrow, escapeMermaid(e.Input), e.to)
	})
	return b.Flush()
}

// escapeMermaid writes a text so that it stands in a quoted label as it is: what
// may mean something to Mermaid, to Markdown or to HTML becomes an entity code.
func escapeMermaid(s string) string {
	const safe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:/+-"
	var b strings.Builder
	for _, c := range model.Printable(s) {
		if c > '~' || strings.ContainsRune(safe, c) {
			b.WriteRune(c)
		} else {
			b.WriteString("#" + strconv.Itoa(int(c)) + ";")
		}
	}
	if b.Len() == 0 {
		return "#8203;" // an empty label is a mistake there
	}
	return b.String()
}

// drawNodes gives every node's number and what its box says, line by line.
func (r Report) drawNodes(draw func(id int, lines []string)) {
	marks := r.marks()
	for i, n := range r.Graph.nodes {
		lines := []string{r.Ref}
		if i > 0 {
			lines = appendText([]string{n.Key}, label(n), joinWords("  ", shortRev(n.Locked), r.age(n)), strings.Join(marks[n.Key], ", "))
		}
		draw(i, lines)
	}
}

func (r Report) drawEdges(draw func(Edge)) {
	for _, n := range r.Graph.nodes {
		for _, e := range n.Inputs {
			if e.to >= 0 {
				draw(e)
			}
		}
	}
}

// appendText appends the texts that are not empty.
func appendText(list []string, texts ...string) []string {
	for _, s := range texts {
		if s != "" {
			list = append(list, s)
		}
	}
	return list
}

// joinWords joins the texts that are not empty.
func joinWords(separator string, words ...string) string {
	return strings.Join(appendText(nil, words...), separator)
}
