package tui

import (
	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/pager"
	"flakewalk/tui/theme"
)

// recording tells whether the flake is a recording, in which nothing can be done,
// and says so.
func (m *Model) recording() bool {
	if m.opt.Recorded {
		m.say(theme.Dim, "this is a recording: nix is not asked, and nothing is done")
	}
	return m.opt.Recorded
}

// showUnrun shows what would run if this were no recording.
func (m *Model) showUnrun(a model.Action) {
	m.ask(question{
		id: dialogUnrun, title: a.Verb.String() + " " + pathText(a.Path), width: 84, text: []pager.Block{
			{Text: "This is a recording, so nothing runs. With nix this would run:"},
			{},
			{Text: cleanUpTo(a.String(), textMax), Tone: theme.Strong, Hang: 2},
			{},
			{Label: "y", LabelTone: theme.Accent, Text: "copy the command"},
			{Label: "any other key", LabelTone: theme.Accent, Text: "back"},
		},
		scopes:  []keymap.Scope{keymap.ScopeQuestion},
		answers: map[keymap.Action]any{keymap.Yes: needCopy{a.String()}},
	})
}
