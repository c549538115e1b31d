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
func (m *Model) pathMark(p model.AttrPath) (string, theme.Tone) {
	n := model.Node{Path: p, Kind: model.ExpectedKind(p)}
	tone := theme.Dim
	if id, ok := m.store.rowAt(p); ok {
		if e, ok := m.store.known[id]; ok {
			n, tone = e.node, theme.Accent
		}
	}
	switch {
	case n.State.Bad():
		return stateGlyph(m.theme, n.State), theme.Bad
	case n.Kind == model.KindAttrs || n.Kind == model.KindList:
		return m.theme.Folded, theme.Dim
	}
	if g := kindGlyph(m.theme, n.Kind); g != "" {
		return g, tone
	}
	return m.theme.Unknown, theme.Dim
}

// noteAt is what is known of a row in a few words, or "".
func (m *Model) noteAt(id outline.ID) string {
	r := (rows{m}).Row(id)
	if r.Note != "" {
		return r.Note
	}
	return r.Extra
}
