package tui

import (
	"flakewalk/model"
	"flakewalk/tui/outline"
	"flakewalk/tui/theme"
)

// rowAt is the row of a path, if its names were listed.
func (s *store) rowAt(p model.AttrPath) (outline.ID, bool) {
	id := outline.Root
	for _, step := range p {
		child, ok := s.child(id, step)
		if !ok {
			return outline.Root, false
		}
		id = child
	}
	return id, true
}

// pathMark is the symbol of what is at a path: bright where it is known, dim
// where only its place tells.
func (o *outputsTab) pathMark(p model.AttrPath) (string, theme.Tone) {
	n := model.Node{Path: p, Kind: model.ExpectedKind(p)}
	tone := theme.Dim
	if id, ok := o.store.rowAt(p); ok {
		if e, ok := o.store.known[id]; ok {
			n, tone = e.node, theme.Accent
		}
	}
	switch {
	case n.State.Bad():
		return stateGlyph(o.env.theme, n.State), theme.Bad
	case n.Kind == model.KindAttrs || n.Kind == model.KindList:
		return o.env.theme.Folded, theme.Dim
	}
	if g := kindGlyph(o.env.theme, n.Kind); g != "" {
		return g, tone
	}
	return o.env.theme.Unknown, theme.Dim
}

// noteAt is what is known of a row in a few words, or "".
func (o *outputsTab) noteAt(id outline.ID) string {
	r := (rows{o}).Row(id)
	if r.Note != "" {
		return r.Note
	}
	return r.Extra
}
