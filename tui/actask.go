package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/prompt"
	"flakewalk/tui/theme"
)

// answering asks for one line of text in a dialog, and does something with it.
type answering struct {
	line *prompt.Model
	word string // what Enter does
	then func(text string) tea.Cmd
}

// askLine opens a line of input with a text to begin with.
func (m *Model) askLine(title, text string, a *answering) tea.Cmd {
	a.line = m.newPrompt(prompt.Options{Label: "> ", Height: 1})
	a.line.SetValue(text)
	return m.typeInBox(title, a.line, a)
}

func (a *answering) changed(*Model) tea.Cmd               { return nil }
func (a *answering) do(*Model, keymap.Action) tea.Cmd     { return nil }
func (a *answering) ready(*Model) bool                    { return true }
func (a *answering) accept(*Model) tea.Cmd                { return a.then(a.line.Value()) }
func (a *answering) abandon(*Model)                       {}
func (a *answering) ask(*Model) tea.Cmd                   { return nil }
func (a *answering) jobs() []string                       { return nil }
func (a *answering) status(m *Model) (string, theme.Tone) { return m.note.text, m.note.tone }
func (a *answering) words() []typingWord {
	return []typingWord{{keymap.Accept, a.word}, {keymap.Dismiss, "back"}}
}

// askFor asks for what an action needs to be told.
func (m *Model) askFor(a model.Action) tea.Cmd {
	title := "A new folder for it"
	if a.Asks == model.AskStore {
		title = "The URL of the store to copy to"
	}
	return m.askLine(title, "", &answering{word: a.Verb.String(), then: func(text string) tea.Cmd { return m.fill(a, text) }})
}

// fill completes an action with what was typed, and does it.
func (m *Model) fill(a model.Action, text string) tea.Cmd {
	nix := m.nix
	return m.jobs.Start(jobFill, func(context.Context) tea.Msg {
		filled, err := nix.Fill(a, text)
		return filledMsg{a, filled, text, err}
	})
}

// filledMsg is the answer of Nix.Fill.
type filledMsg struct {
	asked, filled model.Action
	text          string
	err           error
}

func (a filledMsg) apply(m *Model) tea.Cmd {
	if a.err == nil {
		return m.act(a.filled)
	}
	cmd := m.askFor(a.asked)
	m.typing.line.SetValue(a.text)
	m.say(theme.Bad, firstLine(problemOf(a.err).Message))
	return cmd
}
