package tui

import (
	"path"
	"strings"

	"flakewalk/model"
	"flakewalk/tui/outline"
	"flakewalk/tui/theme"
)

// rows shows the store to the tree.
type rows struct{ m *Model }

// Row implements outline.Source.
func (r rows) Row(id outline.ID) outline.Row {
	s := &r.m.store
	if n := s.left(id); n > 0 {
		return outline.Row{
			Mark: r.m.theme.Ellipsis, MarkTone: theme.Dim,
			Label: plural(n, "more element", "more elements"), LabelTone: theme.Dim,
		}
	}
	n, known := s.node(id, r.m.system())
	f := rowFacts{node: n, known: known, open: s.tree.IsOpen(id), system: r.m.system()}
	f.count, f.counted = s.tree.Count(id)
	row := presentRow(r.m.theme, f)
	row.Match = r.m.search.match(row.Label)
	return row
}

// Branch implements outline.Source.
func (r rows) Branch(id outline.ID) bool {
	if r.m.store.left(id) > 0 {
		return false
	}
	if e, ok := r.m.store.known[id]; ok && e.listing {
		return false // opening it has just failed
	}
	n, _ := r.m.store.node(id, r.m.system())
	return n.Openable()
}

// rowFacts is what the looks of a row follow from.
type rowFacts struct {
	node    model.Node
	known   bool
	open    bool
	count   int // of its children, if counted
	counted bool
	system  string // that nix builds for
}

// presentRow decides how a row looks.
func presentRow(t *theme.Theme, f rowFacts) outline.Row {
	r := outline.Row{Label: stepText(f.node.Path.Last())}
	n := f.node
	switch {
	case n.State == model.StateForeign:
		r.Mark, r.MarkTone, r.LabelTone = t.Foreign, theme.Dim, theme.Dim
		r.Extra = "other system"
		return r
	case n.State.Bad():
		return presentBad(t, r, n)
	case !f.known:
		if n.Kind != model.KindAttrs { // nobody knows whether it opens
			r.Mark, r.MarkTone = t.Unknown, theme.Dim
		}
		return r
	}
	r.Mark, r.MarkTone = kindGlyph(t, n.Kind), theme.Accent
	r.Note, r.Extra = noteOf(f)
	if n.Problem != nil { // ready, but something about it is odd
		r.Note, r.NoteTone = t.Odd+" "+firstLine(n.Problem.Message), theme.Warn
	}
	if f.system != "" && model.SystemAt(n.Path) == f.system {
		r.Extra = strings.TrimSpace("this system  " + r.Extra)
	}
	return r
}

// presentBad is a row that has no value: a mark, a word, its own message.
func presentBad(t *theme.Theme, r outline.Row, n model.Node) outline.Row {
	r.Mark, r.MarkTone, r.NoteTone = stateGlyph(t, n.State), theme.Bad, theme.Bad
	p := model.Problem{}
	if n.Problem != nil {
		p = *n.Problem
	}
	r.Note = badWord(n.State, p.Cause)
	message := firstLine(p.Message)
	switch {
	case n.State != model.StateFailed:
		r.MarkTone, r.NoteTone = theme.Warn, theme.Warn
	case r.Note == "failed" && message != "":
		r.Note = message
	default:
		r.Extra = message
	}
	return r
}

// badWord names a state without a value.
func badWord(s model.State, c model.Cause) string {
	switch s { //nolint:exhaustive // the rest falls through to the end
	case model.StateIFD:
		return "must build something first (IFD)"
	case model.StateTimeout:
		return "took too long"
	case model.StateCancelled:
		return "cancelled"
	}
	switch c { //nolint:exhaustive // the rest falls through to the end
	case model.CauseBroken:
		return "broken"
	case model.CauseInsecure:
		return "insecure"
	case model.CauseUnfree:
		return "unfree"
	case model.CauseUnsupported:
		return "unsupported"
	}
	return "failed"
}

// noteOf is what stands beside the name of a ready row, and dim beside that.
func noteOf(f rowFacts) (note, extra string) {
	n := f.node
	switch n.Kind {
	case model.KindAttrs, model.KindList:
		return "", countOf(f)
	case model.KindFunction:
		if args := argsText(n.Args); args != "" {
			return "", args
		}
		return "", "function"
	case model.KindString, model.KindInt, model.KindFloat, model.KindBool, model.KindPath, model.KindNull:
		return shortValue(n.Value), ""
	case model.KindApp:
		note = clean(path.Base(n.Program))
		if n.Program == "" || note == stepText(n.Path.Last()) {
			note = ""
		}
	default:
		note = nameNote(n)
	}
	extra = firstLine(n.Description)
	if note == "" && extra == "" {
		extra = n.Kind.Word()
	}
	return note, extra
}

// nameNote is a derivation's name, or only its version where the row's label
// says the rest already.
func nameNote(n model.Node) string {
	rest, ok := strings.CutPrefix(n.Name, n.Path.Last().Name)
	if ok && n.Version != "" && strings.TrimPrefix(rest, "-") == n.Version {
		return clean(n.Version)
	}
	return clean(n.Name)
}

// countOf is the size of a folded row; an open one shows it by itself.
func countOf(f rowFacts) string {
	if f.open {
		return ""
	}
	list := f.node.Kind == model.KindList
	if f.counted && f.count <= maxElements {
		return countText(f.count, list)
	}
	return countText(f.node.Value.Size, list)
}

// stateGlyph marks a row that has no value.
func stateGlyph(t *theme.Theme, s model.State) string {
	switch s { //nolint:exhaustive // the rest falls through to the end
	case model.StateIFD:
		return t.Build
	case model.StateTimeout:
		return t.Timeout
	case model.StateCancelled:
		return t.Cancelled
	}
	return t.Failed
}
