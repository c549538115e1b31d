package tui

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"time"

	"flakewalk/model"
	"flakewalk/model/words"
	"flakewalk/tui/keymap"
	"flakewalk/tui/outline"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// rows shows the store to the tree.
type rows struct{ o *outputsTab }

// Row implements outline.Source.
func (r rows) Row(id outline.ID) outline.Row {
	s := &r.o.store
	if n := s.left(id); n > 0 {
		return outline.Row{
			Mark: r.o.env.theme.Ellipsis, MarkTone: theme.Dim,
			Label: words.Count(n, "more element"), LabelTone: theme.Dim,
		}
	}
	n, known := s.node(id, r.o.f.system())
	f := rowFacts{node: n, known: known, open: s.tree.IsOpen(id), system: r.o.f.system()}
	f.count, f.counted = s.tree.Count(id)
	f.frame, f.work = r.evaluating(id), r.working(n.Path)
	if mine, ok := s.tree.Joined(id); ok {
		f.joined = s.path(mine)
		f.count, f.counted = s.tree.Count(mine)
	}
	row := presentRow(r.o.env.theme, f)
	if r.o.env.opt.Pick.beside(n) {
		row.MarkTone, row.LabelTone, row.NoteTone = theme.Dim, theme.Dim, theme.Dim
	}
	row.Match = r.o.search.match(row.Label)
	return row
}

// Branch implements outline.Source.
func (r rows) Branch(id outline.ID) bool {
	if r.o.store.left(id) > 0 {
		return false
	}
	if e, ok := r.o.store.known[id]; ok && e.listing {
		return false // opening it has just failed
	}
	n, _ := r.o.store.node(id, r.o.f.system())
	return n.Openable()
}

// evaluating is the frame of the spinner of a row whose kind nix is asked for
// longer than a moment; 0 for all others.
func (r rows) evaluating(id outline.ID) int {
	if r.o.f.frame == 0 || !slices.Contains(r.o.asked.heads, id) {
		return 0
	}
	return r.o.f.frame
}

// longWork is how long nix works on a row before it says so.
const longWork = 2 * time.Second

// working says that nix has worked on a row for long, and which key ends that; "" for
// all others.
func (r rows) working(p model.AttrPath) string {
	for _, a := range r.o.f.activity {
		if spent := r.o.env.opt.Now().Sub(a.Since); spent >= longWork && len(p) > 0 && a.Path.Equal(p) {
			return "evaluating " + clockText(spent.Truncate(time.Second)) + " " + r.o.env.theme.Dot + " " + r.o.env.key(keymap.Cancel, keymap.ScopeMain) + " cancels"
		}
	}
	return ""
}

// rowFacts is what the looks of a row follow from.
type rowFacts struct {
	node    model.Node
	known   bool
	open    bool
	count   int // of its children, if counted
	counted bool
	joined  model.AttrPath // the set of a system that has no row of its own, or nil
	frame   int            // of the spinner, while nix evaluates it
	work    string         // what nix has been doing with it for long
	system  string         // that nix builds for
}

// presentRow decides how a row looks.
func presentRow(t *theme.Theme, f rowFacts) outline.Row {
	r := outline.Row{Label: text.Step(f.node.Path.Last())}
	n := f.node
	switch {
	case n.State == model.StateForeign:
		return presentForeign(t, r, f)
	case n.State.Bad():
		return presentBad(t, r, n)
	case !f.known:
		return presentUnknown(t, r, f)
	}
	r.Mark, r.MarkTone = kindGlyph(t, n.Kind), theme.Accent
	r.Note, r.Extra = noteOf(f)
	r.Tag = cmp.Or(f.work, tagOf(f))
	if n.Problem != nil { // ready, but something about it is odd
		r.Note, r.NoteTone = t.Odd+" "+text.Message(n.Problem.Message), theme.Warn
	}
	return r
}

// presentForeign is the set of another system: dim, and closed until somebody
// wants to see it.
func presentForeign(t *theme.Theme, r outline.Row, f rowFacts) outline.Row {
	if f.node.Kind.Leaf() {
		r.Mark, r.MarkTone = t.Foreign, theme.Dim
	}
	r.LabelTone, r.Tag = theme.Dim, "other system"
	if f.counted && !f.open {
		r.Extra = sizeOf(f)
	}
	return r
}

// presentUnknown is a row of which there is only the name.
func presentUnknown(t *theme.Theme, r outline.Row, f rowFacts) outline.Row {
	switch {
	case f.frame > 0:
		r.Mark, r.MarkTone, r.Tag = t.Spinner[f.frame%len(t.Spinner)], theme.Accent, cmp.Or(f.work, "evaluating")
	case f.node.Kind != model.KindAttrs: // nobody knows whether it opens
		r.Mark, r.MarkTone = t.Unknown, theme.Dim
	}
	return r
}

// tagOf says what a ready row is, in a word: its mark alone is for those who
// know the marks.
func tagOf(f rowFacts) string {
	switch {
	case f.system != "" && model.SystemAt(f.node.Path) == f.system && !f.node.Kind.Leaf():
		return "this system"
	case f.node.Kind == model.KindAttrs, f.node.Kind == model.KindList, f.node.Kind == model.KindUnknown:
		return "" // its size says it
	}
	return f.node.Kind.Word()
}

// presentBad is a row that has no value: a mark, a word, its own message.
func presentBad(t *theme.Theme, r outline.Row, n model.Node) outline.Row {
	r.Mark, r.MarkTone, r.NoteTone = stateGlyph(t, n.State), theme.Bad, theme.Bad
	p := model.Problem{}
	if n.Problem != nil {
		p = *n.Problem
	}
	r.Note = badWord(n.State, p.Cause)
	message := text.Message(strings.TrimPrefix(p.Message, "'"+n.Path.String()+"' ")) // the row says who
	switch {
	case n.State != model.StateFailed:
		r.MarkTone, r.NoteTone = theme.Warn, theme.Warn
	case r.Note == "failed" && message != "":
		r.Note, r.Tag = message, r.Note
	default:
		r.Extra = message
	}
	return r
}

// badWord names a state without a value.
func badWord(s model.State, c model.Cause) string {
	switch s { //nolint:exhaustive // the rest falls through to the end
	case model.StateIFD:
		return "needs a build (IFD)"
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
		return "", text.Args(n.Args)
	case model.KindString, model.KindInt, model.KindFloat, model.KindBool, model.KindPath, model.KindNull:
		return text.Value(n.Value), ""
	case model.KindApp:
		note = text.Line(path.Base(n.Program))
		if n.Program == "" || note == text.Step(n.Path.Last()) {
			note = ""
		}
	case model.KindOption:
		note = text.First(n.Type)
	default:
		note = nameNote(n)
	}
	return note, text.First(n.Description)
}

// nameNote is a derivation's name, or only its version where the row's label
// says the rest already.
func nameNote(n model.Node) string {
	rest, ok := strings.CutPrefix(n.Name, n.Path.Last().Name)
	if ok && n.Version != "" && strings.TrimPrefix(rest, "-") == n.Version {
		return text.Line(n.Version)
	}
	return text.Line(n.Name)
}

// countOf is the size of a folded row; an open one shows it by itself. One that stands
// for the set of a system says for which.
func countOf(f rowFacts) string {
	if f.joined != nil {
		system := text.Line(f.joined.Last().Name)
		if f.open || !f.counted {
			return system
		}
		one, many := childWord(f.joined)
		return words.Count(f.count, one, many) + "  " + system
	}
	if f.open {
		return ""
	}
	return sizeOf(f)
}

// sizeOf is the number of things in a set or list, and what they are where
// the place in the flake says so.
func sizeOf(f rowFacts) string {
	n := f.node.Value.Size
	if f.counted && f.count <= maxElements {
		n = f.count
	}
	if f.node.Kind == model.KindList {
		return words.Count(n, "element")
	}
	one, many := childWord(f.node.Path)
	return words.Count(n, one, many)
}

// childWord is what the attributes of a set are.
func childWord(p model.AttrPath) (one, many string) {
	child := model.ExpectedKind(p.Child(model.Attr("")))
	switch {
	case len(p) == 1 && perSystem(p[0].Name):
		return "system", "systems"
	case child == model.KindUnknown, child == model.KindAttrs:
		return "attribute", "attributes"
	}
	return child.Word(), child.Word() + "s"
}

// perSystem tells whether an output has one attribute for each system.
func perSystem(output string) bool {
	below := model.ExpectedKind(model.Path(output, ""))
	switch below { //nolint:exhaustive // what else an output holds is not divided by systems
	case model.KindAttrs, model.KindPackage, model.KindApp, model.KindDevShell, model.KindFormatter, model.KindBundler:
		return true
	}
	return false
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
