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
func (s *store) pathMark(t *theme.Theme, p model.AttrPath) (string, theme.Tone) {
	n := model.Node{Path: p, Kind: model.ExpectedKind(p)}
	tone := theme.Dim
	if id, ok := s.rowAt(p); ok {
		if e, ok := s.known[id]; ok {
			n, tone = e.node, theme.Accent
		}
	}
	switch {
	case n.State.Bad():
		return stateGlyph(t, n.State), theme.Bad
	case n.Kind == model.KindAttrs || n.Kind == model.KindList:
		return t.Folded, theme.Dim
	}
	if g := kindGlyph(t, n.Kind); g != "" {
		return g, tone
	}
	return t.Unknown, theme.Dim
}
