package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"flakewalk/model"
	"flakewalk/tui/keymap"
	"flakewalk/tui/prompt"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// answering asks for one line of text in a dialog, and does something with it.
type answering struct {
	plainAsker
	line *prompt.Model
	word string // what Enter does
	then func(text string) tea.Cmd
}

func (a *answering) accept() tea.Cmd { return a.then(a.line.Value()) }
func (a *answering) words() []typingWord {
	return []typingWord{{keymap.Accept, a.word}, {keymap.Dismiss, "back"}}
}

// askFor asks for what an action needs to be told, with a text to begin with.
func (ac *actions) askFor(a model.Action, text string) tea.Cmd {
	title := "A new folder for it"
	if a.Asks == model.AskStore {
		title = "The URL of the store to copy to"
	}
	return ac.out.askLine(title, text, &answering{word: a.Verb.String(), then: func(text string) tea.Cmd { return ac.fill(a, text) }})
}

// fill completes an action with what was typed, and does it.
func (ac *actions) fill(a model.Action, text string) tea.Cmd {
	nix, from := ac.nix, ac.env.spot()
	return ac.f.jobs.Start(jobFill, func(context.Context) tea.Msg {
		filled, err := nix.Fill(a, text)
		return filledMsg{ac, from, a, filled, text, err}
	})
}

// filledMsg is the answer of Actor.Fill.
type filledMsg struct {
	ac            *actions
	from          spot
	asked, filled model.Action
	text          string
	err           error
}

func (a filledMsg) apply() tea.Cmd {
	ac := a.ac
	ac.out.want(late{from: a.from, then: func() tea.Cmd {
		if a.err == nil {
			return ac.act(a.filled)
		}
		return ac.askFor(a.asked, a.text)
	}})
	if a.err != nil {
		ac.out.say(theme.Bad, text.First(problemOf(a.err).Message))
	}
	return nil
}
