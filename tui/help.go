package tui

import (
	"flakewalk/tui/keymap"
	"flakewalk/tui/overlay"
	"flakewalk/tui/pager"
	"flakewalk/tui/theme"
)

// IDs of the dialogs.
const (
	dialogHelp  = "help"
	dialogError = "error"

	dialogQuestion = "question"
	dialogRuns     = "runs"
)

// help opens the help, or closes it.
func (m *Model) help() {
	if m.dialogs.Drop(dialogHelp) {
		return
	}
	body := pager.New(m.theme)
	body.SetBlocks(helpBlocks(m.keys))
	m.dialogs.Push(overlay.Dialog{
		ID: dialogHelp, Title: "Keys", Body: body, Width: 66,
		Scopes: []keymap.Scope{keymap.ScopeText},
	})
}

// helpBlocks writes the key map.
func helpBlocks(k keymap.Map) []pager.Block {
	var b []pager.Block
	for i, s := range k.Help() {
		if i > 0 {
			b = append(b, pager.Block{})
		}
		b = append(b, pager.Block{Text: s.Title, Tone: theme.Strong})
		for _, h := range s.Keys {
			b = append(b, pager.Block{Label: "  " + h.Key, LabelTone: theme.Accent, Text: h.Desc})
		}
	}
	return b
}
