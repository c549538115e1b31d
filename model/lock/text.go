package lock

import (
	"bufio"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"flakewalk/model"
	"flakewalk/model/words"
)

// textWriter writes the report for people: every text from the lock file is
// made harmless.
type textWriter struct {
	r     Report
	w     *bufio.Writer
	marks map[string][]string
}

func (r Report) writer(w io.Writer) textWriter {
	return textWriter{r, bufio.NewWriter(w), r.marks()}
}

func (t textWriter) line(parts ...string) {
	_, _ = t.w.WriteString(model.Printable(joinWords("  ", parts...)) + "\n") // Flush reports errors
}

// asciiSigns are drawings for terminals that have ASCII only.
var asciiSigns = strings.NewReplacer("├── ", "|-- ", "└── ", "`-- ", "│", "|", "→", "->")

// sign is a drawing in the way the terminal takes it.
func (t textWriter) sign(s string) string {
	if !t.r.ASCII {
		return s
	}
	return asciiSigns.Replace(s)
}

// WriteTree writes the tree of inputs. A node that stands further up already is
// not opened again, and one that follows another points to it.
func (r Report) WriteTree(w io.Writer) error {
	t := r.writer(w)
	t.line(r.Ref, r.headline())
	var bars []string // what stands left of each level
	for row := range r.Graph.Rows() {
		bars = append(bars[:len(row.Path)-1], "│   ")
		branch := "├── "
		if row.Last {
			bars[len(bars)-1], branch = "    ", "└── "
		}
		prefix := strings.Join(bars[:len(bars)-1], "") + branch
		_, _ = t.w.WriteString(t.sign(prefix) + model.Printable(row.Edge.Input))
		t.line("", t.row(row))
	}
	t.findings()
	return t.w.Flush()
}

// headline counts what the lock file has.
func (r Report) headline() string {
	s := r.Graph.Summary()
	text := words.Count(s.Inputs, "input") + ", " + words.Count(s.Nodes, "node") + " in all"
	switch {
	case s.Oldest == nil:
	case s.Nodes == 1:
		text += ", " + r.age(*s.Oldest)
	default:
		text += ", the oldest " + r.age(*s.Oldest)
	}
	return text
}

// row is what stands after the name of a row.
func (t textWriter) row(row Row) string {
	if !row.Edge.Direct() {
		s := "  " + t.sign("→ ") + PathText(row.Edge.Follows)
		switch {
		case row.Node == nil:
			s += "  (leads nowhere)"
		case row.Home != nil && !slices.Equal(row.Home, row.Edge.Follows):
			s += ", which is " + PathText(row.Home)
		}
		return s
	}
	s := "  "
	switch {
	case row.Node == nil:
		return s + "(not in the lock file)"
	case row.Shown && len(row.Home) == 0:
		return s + "(the flake itself)"
	case row.Shown:
		return s + label(*row.Node) + "  (shown above, at " + PathText(row.Home) + ")"
	}
	s += t.facts(*row.Node)
	if row.Deeper {
		s += "  (its inputs lie too deep to be drawn)"
	}
	return s
}

// facts are a node's reference, revision, age and marks.
func (t textWriter) facts(n Node) string {
	marks := ""
	if m := t.marks[n.Key]; len(m) > 0 {
		marks = "[" + strings.Join(m, ", ") + "]"
	}
	return joinWords("  ", label(n), shortRev(n.Locked), t.r.age(n), t.notFlake(n), marks)
}

func (t textWriter) notFlake(n Node) string {
	if n.Flake {
		return ""
	}
	return "not a flake"
}

// findings writes those that no mark in the tree explains.
func (t textWriter) findings() {
	for _, f := range t.r.Findings {
		switch f.Kind { //nolint:exhaustive // the others are marks
		case FindingFollows, FindingMissing, FindingCycle, FindingUnused, FindingOutside, FindingUnreachable, FindingOverride:
			t.line(f.Kind.String()+": "+f.inputText(), f.Message)
		}
	}
}

// WriteList writes one line for every input, the oldest first.
func (r Report) WriteList(w io.Writer) error {
	t := r.writer(w)
	t.table(r.Graph.List(ByAge))
	return t.w.Flush()
}

// table writes nodes in columns.
func (t textWriter) table(nodes []Node) {
	const padding = 2
	columns := tabwriter.NewWriter(t.w, 0, 0, padding, ' ', tabwriter.StripEscape)
	for _, n := range nodes {
		cells := []string{
			t.where(n), t.r.age(n), shortRev(n.Locked), "used by " + strconv.Itoa(len(t.r.Graph.Users(n.Key))),
			joinWords("  ", label(n), t.notFlake(n), strings.Join(t.marks[n.Key], ", ")),
		}
		for i, c := range cells {
			cells[i] = model.Printable(c)
		}
		_, _ = io.WriteString(columns, strings.Join(cells, "\t")+"\n")
	}
	_ = columns.Flush()
}

// where names a node by its place, or by its key where nothing leads to it.
func (t textWriter) where(n Node) string {
	if path, ok := t.r.Graph.Home(n.Key); ok {
		return PathText(path)
	}
	return n.Key
}

// WriteOld writes the inputs that are older than so many days.
func (r Report) WriteOld(w io.Writer, days int) error {
	t := r.writer(w)
	old := r.Old(days)
	if len(old) == 0 {
		t.line("No input is older than " + words.Count(days, "day") + ".")
	}
	t.table(old)
	return t.w.Flush()
}

// WriteDuplicates writes the sources that stand there several times, and the
// lines that make them fewer.
func (r Report) WriteDuplicates(w io.Writer) error {
	t := r.writer(w)
	if len(r.Duplicates) == 0 {
		t.line("No source is locked twice.")
	}
	for i, d := range r.Duplicates {
		if i > 0 {
			t.line()
		}
		what := words.Count(d.Revisions, "revision")
		if d.Revisions == 1 {
			what = "all at one revision"
		}
		t.line(d.Source, words.Count(len(d.Keys), "node")+", "+what)
		for _, key := range d.Keys {
			n, _ := r.Graph.Node(key)
			_, _ = t.w.WriteString("  ")
			t.line(t.where(n), label(n), shortRev(n.Locked), t.r.age(n))
		}
		t.suggestion(d)
	}
	if n := suggestions(r.Duplicates); n > 1 {
		t.line()
		t.line("All these lines together: " + words.Count(r.Graph.Saves(r.Duplicates), "node") + " fewer.")
	}
	return t.w.Flush()
}

// suggestions counts the duplicates that lines would make fewer.
func suggestions(all []Duplicate) int {
	n := 0
	for _, d := range all {
		if len(d.Suggest) > 0 {
			n++
		}
	}
	return n
}

func (t textWriter) suggestion(d Duplicate) {
	if len(d.Suggest) > 0 {
		_, _ = t.w.WriteString("  with these lines in flake.nix " + words.Count(d.Saves, "node") + " fewer:\n")
	}
	for _, s := range d.Suggest {
		_, _ = t.w.WriteString("    " + model.Printable(s) + "\n")
	}
	for _, s := range d.Notes {
		_, _ = t.w.WriteString("  " + model.Printable(s) + "\n")
	}
}

// WriteWhy writes who uses the nodes of Why, and the ways to each.
func (r Report) WriteWhy(w io.Writer) error {
	t := r.writer(w)
	for i, key := range r.Why {
		if i > 0 {
			t.line()
		}
		n, _ := r.Graph.Node(key)
		t.line(t.where(n), t.facts(n))
		if top := r.Graph.TopLevel(key); len(top) > 0 {
			t.line("brought along by " + strings.Join(top, ", "))
		}
		found := r.Graph.Paths(key, maxListedPaths)
		all := addSaturating(found.More, uint64(len(found.Paths)))
		t.line(t.count(all, found.AtLeast) + ", the shortest first:")
		for _, p := range found.Paths {
			_, _ = t.w.WriteString("  ")
			t.line(append([]string{PathText(p.Names())}, t.followed(p)...)...)
		}
		if found.More > 0 {
			_, _ = t.w.WriteString("  " + words.More(found.More) + "\n")
		}
	}
	return t.w.Flush()
}

func (t textWriter) count(n uint64, atLeast bool) string {
	s := words.Count(n, "path")
	if atLeast {
		s = "more than " + s
	}
	return s
}

// followed says which steps of a path follow something.
func (t textWriter) followed(p Path) []string {
	var notes []string
	for i, e := range p {
		if !e.Direct() {
			notes = append(notes, "("+PathText(p[:i+1].Names())+t.sign(" → ")+PathText(e.Follows)+")")
		}
	}
	return notes
}

// WriteFollows writes the chain of Follows, hop by hop.
func (r Report) WriteFollows(w io.Writer) error {
	t := r.writer(w)
	c := *r.Follows
	t.line(PathText(c.Path))
	for _, h := range c.Hops {
		_, _ = t.w.WriteString(strings.Repeat("  ", 1+min(h.Level, maxTreeDepth)))
		t.hop(h)
	}
	if c.Cut {
		t.line("  ... and so on")
	}
	if c.Problem != "" {
		t.line("leads nowhere: " + c.Problem)
		return t.w.Flush()
	}
	n, _ := r.Graph.Node(c.To)
	t.line("is "+t.where(n), t.facts(n), t.date(n))
	return t.w.Flush()
}

func (t textWriter) hop(h Hop) {
	if h.Edge.Direct() {
		n, _ := t.r.Graph.Node(h.Edge.To)
		t.line(PathText(h.At), "is locked", label(n), shortRev(n.Locked))
		return
	}
	says := "as " + PathText(h.Declared) + " says"
	if h.Overrides {
		says += ", overriding " + PathText(h.At[:len(h.At)-1])
	}
	t.line(PathText(h.At), "follows "+PathText(h.Edge.Follows), "("+says+")")
}

func (t textWriter) date(n Node) string {
	when := n.LastModified()
	if when.IsZero() {
		return ""
	}
	return "(" + when.UTC().Format(time.DateOnly) + ")"
}

// WriteDiff writes what changed from the other lock file.
func (r Report) WriteDiff(w io.Writer) error {
	t := r.writer(w)
	if len(r.Diff) == 0 {
		t.line("Nothing changed.")
	}
	for _, d := range r.Diff {
		was, is := t.side(d.Old, d.OldFollows), t.side(d.New, d.NewFollows)
		switch d.Change {
		case Added:
			t.line("added    "+PathText(d.Path), is)
		case Removed:
			t.line("removed  "+PathText(d.Path), was)
		case Updated:
			t.line("updated  "+PathText(d.Path), was+t.sign(" → ")+is, t.between(d))
		}
	}
	return t.w.Flush()
}

func (t textWriter) side(n *Node, follows []string) string {
	if n == nil {
		return "follows " + PathText(follows)
	}
	return joinWords(" ", n.Ref().URL(), t.date(*n))
}

// between says how much newer the new source is.
func (t textWriter) between(d Diff) string {
	if d.Old == nil || d.New == nil || d.Old.LastModified().IsZero() || d.New.LastModified().IsZero() {
		return ""
	}
	newer := d.New.LastModified().Sub(d.Old.LastModified())
	switch {
	case newer > 0:
		return words.Age(newer) + " newer"
	case newer < 0:
		return words.Age(-newer) + " older"
	}
	return ""
}
