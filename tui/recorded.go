package tui

import (
	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/pager"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// recording tells whether the flake is a recording, in which nothing can be done,
// and says so.
func (f *openFlake) recording() bool {
	if f.env.opt.Recorded {
		f.out.say(theme.Dim, "this is a recording: nix is not asked, and nothing is done")
	}
	return f.env.opt.Recorded
}

// showUnrun shows what would run if this were no recording.
func (ac *actions) showUnrun(a model.Action) {
	ac.out.ask(question{
		id: dialogUnrun, title: a.Verb.String() + " " + text.Path(a.Path), width: 84, text: append([]pager.Block{
			{Text: "This is a recording, so nothing runs. With nix this would run:"},
			{},
			{Text: text.LinesUpTo(a.String(), text.Max), Tone: theme.Strong, Hang: 2},
			{},
		}, ac.env.yesOrNo("copy the command", "back")...),
		scopes:  []keymap.Scope{keymap.ScopeQuestion},
		answers: map[keymap.Action]func() tea.Cmd{keymap.Yes: func() tea.Cmd { return ac.out.copyText(a.String()) }},
	})
}
