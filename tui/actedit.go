package tui

import (
	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// editCommand opens the command of an action for editing; Enter does what it says
// then. It is kept until flakewalk ends; an emptied line is the first command again.
func (ac *actions) editCommand(a model.Action) tea.Cmd {
	if a.Argv == nil {
		ac.out.say(theme.Warn, a.Verb.String()+": "+a.Reason)
		return nil
	}
	return ac.editLine(a, model.ShellQuote(a.Argv))
}

func (ac *actions) editLine(a model.Action, text string) tea.Cmd {
	if !ac.env.fitsLine(text) {
		ac.out.say(theme.Warn, "this command cannot be edited on one line")
		return nil
	}
	return ac.out.askLine("The command", text, &answering{word: a.Verb.String(), then: func(text string) tea.Cmd { return ac.edited(a, text) }})
}

// edited does what the edited command says.
func (ac *actions) edited(a model.Action, body string) tea.Cmd {
	argv, err := model.ShellSplit(body)
	if err != nil {
		cmd := ac.editLine(a, body)
		ac.out.say(theme.Bad, text.First(err.Error()))
		return cmd
	}
	if len(argv) == 0 {
		delete(ac.f.memory.commands, deedOf(a))
		ac.out.say(theme.Dim, "the command is as it was at first")
		ac.out.closeDialog(dialogMenu)
		return nil
	}
	ac.f.memory.commands[deedOf(a)] = argv
	a.Argv = argv
	return ac.act(a)
}
