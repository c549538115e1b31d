package model

import (
	"bufio"
	"io"
	"strconv"
)

// InputsSchemaVersion is the version of the JSON that InputReport.WriteJSON
// writes. It grows when a key changes its meaning or goes; new keys may come.
const InputsSchemaVersion = 1

// WriteJSON writes the report as one JSON object on one line. The keys are
// described in README.md. Text is exact, as in Report.WriteJSON.
func (r InputReport) WriteJSON(w io.Writer) error {
	j := &jsonWriter{w: bufio.NewWriter(w)}
	j.raw(`{"schema":` + strconv.Itoa(InputsSchemaVersion) + `,"root":`)
	j.text(r.Graph.Root())
	j.raw(`,"nodes":`)
	writeList(j, r.Graph.Nodes(), func(n InputNode) { j.inputNode(r.Graph, n) })
	j.raw(`,"edges":`)
	var edges []InputEdge
	for _, n := range r.Graph.Nodes() {
		edges = append(edges, n.Inputs...)
	}
	writeList(j, edges, j.inputEdge)
	j.raw(`,"duplicates":`)
	writeList(j, r.Duplicates, j.duplicate)
	j.raw(`,"duplicatesSave":` + strconv.Itoa(r.Graph.Saves(r.Duplicates)))
	j.raw(`,"findings":`)
	writeList(j, r.Findings, func(f InputFinding) {
		j.raw(`{"kind":"` + f.Kind.String() + `","input":`)
		j.text(f.inputText())
		j.field("message", f.Message)
		j.raw("}")
	})
	j.answers(r)
	j.raw("}\n")
	return j.w.Flush()
}

// inputText names the input that a finding is about: its path, or the key of a
// node to which none leads.
func (f InputFinding) inputText() string {
	if f.Path == nil {
		return f.Key
	}
	return InputPathText(f.Path)
}

// answers writes what was asked for besides.
func (j *jsonWriter) answers(r InputReport) {
	if r.Why != nil {
		j.raw(`,"why":`)
		writeList(j, r.Why, func(key string) { j.why(r.Graph, key) })
	}
	if r.Follows != nil {
		j.raw(`,"follows":`)
		j.chain(*r.Follows)
	}
	if r.Compared {
		j.raw(`,"diff":`)
		writeList(j, r.Diff, j.inputDiff)
	}
}

// writeList writes a JSON array.
func writeList[T any](j *jsonWriter, items []T, write func(T)) {
	j.raw("[")
	for i, item := range items {
		if i > 0 {
			j.raw(",")
		}
		write(item)
	}
	j.raw("]")
}

// texts writes an array of texts.
func (j *jsonWriter) texts(all []string) { writeList(j, all, j.text) }

func (j *jsonWriter) inputNode(g *InputGraph, n InputNode) {
	j.raw(`{"key":`)
	j.text(n.Key)
	j.inputRef("original", n.Original)
	j.inputRef("locked", n.Locked)
	j.pinned(n)
	j.raw(`,"flake":` + strconv.FormatBool(n.Flake))
	if n.Parent != nil {
		j.raw(`,"parent":`)
		j.texts(n.Parent)
	}
	j.raw(`,"usedBy":`)
	j.texts(g.Users(n.Key))
	depth := "null"
	if d := g.Depth(n.Key); d >= 0 {
		depth = strconv.Itoa(d)
	}
	j.raw(`,"depth":` + depth + "}")
}

// pinned writes to what a node is locked.
func (j *jsonWriter) pinned(n InputNode) {
	j.field("url", n.Ref().URL())
	j.field("rev", n.Locked.Rev())
	if when := n.LastModified(); !when.IsZero() {
		j.raw(`,"lastModified":` + strconv.FormatInt(when.Unix(), 10))
	}
}

// inputRef writes a reference attribute by attribute, as the lock file has it.
func (j *jsonWriter) inputRef(key string, r InputRef) {
	if r == nil {
		return
	}
	j.raw(`,"` + key + `":{`)
	for i, a := range r {
		if i > 0 {
			j.raw(",")
		}
		j.text(a.Name)
		j.raw(":")
		if a.Type == TypeString {
			j.text(a.Text)
		} else {
			j.raw(a.Text)
		}
	}
	j.raw("}")
}

func (j *jsonWriter) inputEdge(e InputEdge) {
	j.raw(`{"from":`)
	j.text(e.From)
	j.raw(`,"input":`)
	j.text(e.Input)
	j.to(e.To, e.to >= 0)
	if !e.Direct() {
		j.raw(`,"follows":`)
		j.texts(e.Follows)
	}
	j.raw("}")
}

// to writes where an input leads: null for nowhere.
func (j *jsonWriter) to(key string, somewhere bool) {
	j.raw(`,"to":`)
	if somewhere {
		j.text(key)
	} else {
		j.raw("null")
	}
}

func (j *jsonWriter) duplicate(d Duplicate) {
	j.raw(`{"source":`)
	j.text(d.Source)
	j.raw(`,"keys":`)
	j.texts(d.Keys)
	j.raw(`,"revisions":` + strconv.Itoa(d.Revisions) + `,"suggest":`)
	j.texts(d.Suggest)
	j.raw(`,"saves":` + strconv.Itoa(d.Saves))
	if len(d.Notes) > 0 {
		j.raw(`,"notes":`)
		j.texts(d.Notes)
	}
	j.raw("}")
}

// maxListedPaths is how many paths of one node are listed.
const maxListedPaths = 100

func (j *jsonWriter) why(g *InputGraph, key string) {
	found := g.Paths(key, maxListedPaths)
	j.raw(`{"key":`)
	j.text(key)
	j.raw(`,"topLevel":`)
	j.texts(g.TopLevel(key))
	j.raw(`,"paths":`)
	writeList(j, found.Paths, func(p InputPath) { j.texts(p.Names()) })
	j.raw(`,"more":` + strconv.FormatUint(found.More, 10))
	if found.AtLeast {
		j.raw(`,"uncounted":true`)
	}
	j.raw("}")
}

func (j *jsonWriter) chain(c FollowsChain) {
	j.raw(`{"path":`)
	j.texts(c.Path)
	j.raw(`,"hops":`)
	writeList(j, c.Hops, func(h FollowsHop) {
		j.raw(`{"at":`)
		j.texts(h.At)
		j.raw(`,"level":` + strconv.Itoa(h.Level))
		j.to(h.Edge.To, h.Edge.to >= 0)
		if !h.Edge.Direct() {
			j.raw(`,"follows":`)
			j.texts(h.Edge.Follows)
			j.raw(`,"declared":`)
			j.texts(h.Declared)
			j.raw(`,"overrides":` + strconv.FormatBool(h.Overrides))
		}
		j.raw("}")
	})
	j.to(c.To, c.Problem == "")
	j.field("problem", c.Problem)
	j.raw("}")
}

func (j *jsonWriter) inputDiff(d InputDiff) {
	j.raw(`{"change":"` + d.Change.String() + `","path":`)
	j.texts(d.Path)
	side := func(key string, n *InputNode, follows []string) {
		switch {
		case n != nil:
			j.raw(`,"` + key + `":{"key":`)
			j.text(n.Key)
			j.pinned(*n)
			j.raw("}")
		case follows != nil:
			j.raw(`,"` + key + `":{"follows":`)
			j.texts(follows)
			j.raw("}")
		}
	}
	side("old", d.Old, d.OldFollows)
	side("new", d.New, d.NewFollows)
	j.raw("}")
}
