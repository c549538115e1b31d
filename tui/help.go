package tui

import (
	"github.com/charmbracelet/x/ansi"

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
	sections := k.Help()
	width := 0
	for _, s := range sections {
		for _, h := range s.Keys {
			width = max(width, ansi.StringWidth(h.Key))
		}
	}
	for i, s := range sections {
		if i > 0 {
			b = append(b, pager.Block{})
		}
		b = append(b, pager.Block{Text: s.Title, Tone: theme.Strong})
		for _, h := range s.Keys {
			b = append(b, pager.Block{Label: "  " + padRight(h.Key, width), LabelTone: theme.Accent, Text: h.Desc})
		}
	}
	return b
}
