package lock

import (
	"io"
	"strconv"

	"flakewalk/model"
)

// SchemaVersion is the version of the JSON that Report.WriteJSON
// writes. It grows when a key changes its meaning or goes; new keys may come.
const SchemaVersion = 1

// WriteJSON writes the report as one JSON object on one line. The keys are
// described in README.md. Text is exact, as in Report.WriteJSON.
func (r Report) WriteJSON(w io.Writer) error {
	j := jsonWriter{model.NewJSONWriter(w)}
	j.Raw(`{"schema":` + strconv.Itoa(SchemaVersion) + `,"root":`)
	j.Text(r.Graph.Root())
	j.Raw(`,"nodes":`)
	model.WriteJSONList(j.JSONWriter, r.Graph.Nodes(), func(n Node) { j.node(r.Graph, n) })
	j.Raw(`,"edges":`)
	var edges []Edge
	for _, n := range r.Graph.Nodes() {
		edges = append(edges, n.Inputs...)
	}
	model.WriteJSONList(j.JSONWriter, edges, j.edge)
	j.Raw(`,"duplicates":`)
	model.WriteJSONList(j.JSONWriter, r.Duplicates, j.duplicate)
	j.Raw(`,"duplicatesSave":` + strconv.Itoa(r.Graph.Saves(r.Duplicates)))
	j.Raw(`,"findings":`)
	model.WriteJSONList(j.JSONWriter, r.Findings, func(f Finding) {
		j.Raw(`{"kind":"` + f.Kind.String() + `","input":`)
		j.Text(f.inputText())
		j.Field("message", f.Message)
		j.Raw("}")
	})
	j.answers(r)
	j.Raw("}\n")
	return j.Flush()
}

// inputText names the input that a finding is about: its path, or the key of a
// node to which none leads.
func (f Finding) inputText() string {
	if f.Path == nil {
		return f.Key
	}
	return PathText(f.Path)
}

// jsonWriter writes what a report on a lock file consists of.
type jsonWriter struct{ *model.JSONWriter }

// answers writes what was asked for besides.
func (j jsonWriter) answers(r Report) {
	if r.Why != nil {
		j.Raw(`,"why":`)
		model.WriteJSONList(j.JSONWriter, r.Why, func(key string) { j.why(r.Graph, key) })
	}
	if r.Follows != nil {
		j.Raw(`,"follows":`)
		j.chain(*r.Follows)
	}
	if r.Compared {
		j.Raw(`,"diff":`)
		model.WriteJSONList(j.JSONWriter, r.Diff, j.diff)
	}
}

func (j jsonWriter) node(g *Graph, n Node) {
	j.Raw(`{"key":`)
	j.Text(n.Key)
	j.ref("original", n.Original)
	j.ref("locked", n.Locked)
	j.pinned(n)
	j.Raw(`,"flake":` + strconv.FormatBool(n.Flake))
	if n.Parent != nil {
		j.Raw(`,"parent":`)
		j.Texts(n.Parent)
	}
	j.Raw(`,"usedBy":`)
	j.Texts(g.Users(n.Key))
	depth := "null"
	if d := g.Depth(n.Key); d >= 0 {
		depth = strconv.Itoa(d)
	}
	j.Raw(`,"depth":` + depth + "}")
}

// pinned writes to what a node is locked.
func (j jsonWriter) pinned(n Node) {
	j.Field("url", n.Ref().URL())
	j.Field("rev", n.Locked.Rev())
	if when := n.LastModified(); !when.IsZero() {
		j.Raw(`,"lastModified":` + strconv.FormatInt(when.Unix(), 10))
	}
}

// inputRef writes a reference attribute by attribute, as the lock file has it.
func (j jsonWriter) ref(key string, r Ref) {
	if r == nil {
		return
	}
	j.Raw(`,"` + key + `":{`)
	for i, a := range r {
		if i > 0 {
			j.Raw(",")
		}
		j.Text(a.Name)
		j.Raw(":")
		if a.Type == model.TypeString {
			j.Text(a.Text)
		} else {
			j.Raw(a.Text)
		}
	}
	j.Raw("}")
}

func (j jsonWriter) edge(e Edge) {
	j.Raw(`{"from":`)
	j.Text(e.From)
	j.Raw(`,"input":`)
	j.Text(e.Input)
	j.to(e.To, e.to >= 0)
	if !e.Direct() {
		j.Raw(`,"follows":`)
		j.Texts(e.Follows)
	}
	j.Raw("}")
}

// to writes where an input leads: null for nowhere.
func (j jsonWriter) to(key string, somewhere bool) {
	j.Raw(`,"to":`)
	if somewhere {
		j.Text(key)
	} else {
		j.Raw("null")
	}
}

func (j jsonWriter) duplicate(d Duplicate) {
	j.Raw(`{"source":`)
	j.Text(d.Source)
	j.Raw(`,"keys":`)
	j.Texts(d.Keys)
	j.Raw(`,"revisions":` + strconv.Itoa(d.Revisions) + `,"suggest":`)
	j.Texts(d.Suggest)
	j.Raw(`,"saves":` + strconv.Itoa(d.Saves))
	if len(d.Notes) > 0 {
		j.Raw(`,"notes":`)
		j.Texts(d.Notes)
	}
	j.Raw("}")
}

// maxListedPaths is how many paths of one node are listed.
const maxListedPaths = 100

func (j jsonWriter) why(g *Graph, key string) {
	found := g.Paths(key, maxListedPaths)
	j.Raw(`{"key":`)
	j.Text(key)
	j.Raw(`,"topLevel":`)
	j.Texts(g.TopLevel(key))
	j.Raw(`,"paths":`)
	model.WriteJSONList(j.JSONWriter, found.Paths, func(p Path) { j.Texts(p.Names()) })
	j.Raw(`,"more":` + strconv.FormatUint(found.More, 10))
	if found.AtLeast {
		j.Raw(`,"uncounted":true`)
	}
	j.Raw("}")
}

func (j jsonWriter) chain(c Chain) {
	j.Raw(`{"path":`)
	j.Texts(c.Path)
	j.Raw(`,"hops":`)
	model.WriteJSONList(j.JSONWriter, c.Hops, func(h Hop) {
		j.Raw(`{"at":`)
		j.Texts(h.At)
		j.Raw(`,"level":` + strconv.Itoa(h.Level))
		j.to(h.Edge.To, h.Edge.to >= 0)
		if !h.Edge.Direct() {
			j.Raw(`,"follows":`)
			j.Texts(h.Edge.Follows)
			j.Raw(`,"declared":`)
			j.Texts(h.Declared)
			j.Raw(`,"overrides":` + strconv.FormatBool(h.Overrides))
		}
		j.Raw("}")
	})
	j.to(c.To, c.Problem == "")
	j.Field("problem", c.Problem)
	j.Raw("}")
}

func (j jsonWriter) diff(d Diff) {
	j.Raw(`{"change":"` + d.Change.String() + `","path":`)
	j.Texts(d.Path)
	side := func(key string, n *Node, follows []string) {
		switch {
		case n != nil:
			j.Raw(`,"` + key + `":{"key":`)
			j.Text(n.Key)
			j.pinned(*n)
			j.Raw("}")
		case follows != nil:
			j.Raw(`,"` + key + `":{"follows":`)
			j.Texts(follows)
			j.Raw("}")
		}
	}
	side("old", d.Old, d.OldFollows)
	side("new", d.New, d.NewFollows)
	j.Raw("}")
}
