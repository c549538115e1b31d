package tui

import (
	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/theme"
)

// needEdit asks to edit the command of an action.
type needEdit struct{ action model.Action }

// editCommand opens the command of an action for editing; Enter does what it says
// then. It is kept until flakewalk ends; an emptied line is the first command again.
func (m *Model) editCommand(a model.Action) tea.Cmd {
	if a.Argv == nil {
		m.say(theme.Warn, a.Verb.String()+": "+a.Reason)
		return nil
	}
	return m.editLine(a, model.ShellQuote(a.Argv))
}

func (m *Model) editLine(a model.Action, text string) tea.Cmd {
	e := &answering{word: a.Verb.String(), then: func(text string) tea.Cmd { return m.edited(a, text) }}
	cmd := m.askLine("The command", text, e)
	if e.line.Value() != text {
		m.stopTyping()
		m.say(theme.Warn, "this command cannot be edited on one line")
		return nil
	}
	return cmd
}

// edited does what the edited command says.
func (m *Model) edited(a model.Action, text string) tea.Cmd {
	argv, err := model.ShellSplit(text)
	if err != nil {
		cmd := m.editLine(a, text)
		m.say(theme.Bad, firstLine(err.Error()))
		return cmd
	}
	if len(argv) == 0 {
		delete(m.memory.commands, deedOf(a))
		m.say(theme.Dim, "the command is as it was at first")
		m.dialogs.Drop(dialogMenu)
		return nil
	}
	m.memory.commands[deedOf(a)] = argv
	a.Argv = argv
	return m.act(a)
}
