package tui

import (
	"charm.land/bubbles/v2/key"
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
	dialogMenu     = "menu"
	dialogTrust    = "trust"
	dialogUnrun    = "unrun"
	dialogQuit     = "quit"
	dialogUpdate   = "update"
	dialogUpdated  = "updated"
)

// help opens the help, or closes it: first what the selected row is, then the keys.
func (m *Model) help() {
	if m.dialogs.Drop(dialogHelp) {
		return
	}
	body := pager.New(m.env.theme)
	lesson := m.view().lesson()
	if lesson != nil {
		lesson = append(lesson, pager.Block{})
	}
	body.SetBlocks(append(lesson, m.helpBlocks()...))
	m.dialogs.Push(overlay.Dialog{
		ID: dialogHelp, Title: "Help", Body: body, Width: 66,
		Scopes: []keymap.Scope{keymap.ScopeText},
	})
}

// helpBlocks writes the key map, and what the mouse does.
func (m *Model) helpBlocks() []pager.Block {
	var b []pager.Block
	sections := m.env.keys.Help()
	if !m.env.opt.NoMouse {
		sections = append(sections, mouseHelp())
	}
	width := 0
	for _, s := range sections {
		for _, h := range s.Keys {
			width = max(width, m.env.theme.Width(h.Key))
		}
	}
	for i, s := range sections {
		if i > 0 {
			b = append(b, pager.Block{})
		}
		b = append(b, pager.Block{Text: s.Title, Tone: theme.Strong})
		for _, h := range s.Keys {
			b = append(b, pager.Block{Label: "  " + padRight(m.env.theme, h.Key, width), LabelTone: theme.Accent, Text: h.Desc})
		}
	}
	return b
}

// mouseHelp says what the mouse does.
func mouseHelp() keymap.Section {
	return keymap.Section{Title: "The mouse", Keys: []key.Help{
		{Key: "wheel", Desc: "scroll what is under the pointer"},
		{Key: "click", Desc: "select; on a mark, or a second time, open or close"},
		{Key: "drag", Desc: "the line between the panes moves"},
		{Key: "shift", Desc: "held down, the terminal selects text"},
	}}
}
