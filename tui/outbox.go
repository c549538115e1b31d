package tui

import (
	tea "charm.land/bubbletea/v2"

	"flakewalk/tui/keymap"
	"flakewalk/tui/overlay"
	"flakewalk/tui/prompt"
	"flakewalk/tui/text"
	"flakewalk/tui/theme"
)

// request is something that a part of the explorer wants of the shell. Parts make
// requests and the shell alone meets them: what has no meet is no request.
type request interface {
	meet(m *Model) tea.Cmd
}

// outbox holds what parts of the explorer want of the shell, in their order, until the
// shell takes it. All parts of a flake share one. What a flake wants while it is not on
// screen is dropped: nobody who looks at another one shall hear of it.
type outbox struct {
	env  *env
	list []request
}

// want adds a request.
func (b *outbox) want(r request) { b.list = append(b.list, r) }

// next takes the first request; ok is false when there is none.
func (b *outbox) next() (r request, ok bool) {
	if len(b.list) == 0 {
		return nil, false
	}
	r = b.list[0]
	b.list = b.list[1:]
	return r, true
}

// drop forgets all requests.
func (b *outbox) drop() { b.list = nil }

// saying is a note for the status line; an empty one takes the last away.
type saying struct{ note note }

func (r saying) meet(m *Model) tea.Cmd {
	m.note = r.note
	return nil
}

// say wants a note in the status line.
func (b *outbox) say(t theme.Tone, message string) { b.want(saying{note{text.Line(message), t}}) }

// hush wants the status line without a note.
func (b *outbox) hush() { b.want(saying{}) }

// focusing gives the keys to a pane.
type focusing struct{ on focus }

func (r focusing) meet(m *Model) tea.Cmd {
	m.setFocus(r.on)
	return nil
}

// focusOn wants the keys for a pane.
func (b *outbox) focusOn(f focus) { b.want(focusing{f}) }

// doing carries out an action as its key does.
type doing struct{ action keymap.Action }

func (r doing) meet(m *Model) tea.Cmd { return m.do(r.action) }

// showing puts a dialog on top.
type showing struct{ dialog overlay.Dialog }

func (r showing) meet(m *Model) tea.Cmd {
	m.dialogs.Push(r.dialog)
	return nil
}

// show wants a dialog on top, at once: for what a key has asked for.
func (b *outbox) show(d overlay.Dialog) { b.want(showing{d}) }

// closing closes the dialog of an ID.
type closing struct{ id string }

func (r closing) meet(m *Model) tea.Cmd {
	m.dialogs.Drop(r.id)
	return nil
}

// closeDialog wants the dialog of an ID closed, if it is open.
func (b *outbox) closeDialog(id string) { b.want(closing{id}) }

// following goes on when the requests before it are met: what is asked for then is asked
// for from where the user is then.
type following struct{ then func() tea.Cmd }

func (r following) meet(*Model) tea.Cmd { return r.then() }

// refitting fits the dialogs anew into their place.
type refitting struct{}

func (refitting) meet(m *Model) tea.Cmd {
	m.dialogs.Refit()
	return nil
}

// refit tells that the text of a dialog has changed.
func (b *outbox) refit() { b.want(refitting{}) }

// prompting opens a prompt: in the last line, or with a title in a dialog.
type prompting struct {
	title string
	line  *prompt.Model
	asker asker
}

func (r prompting) meet(m *Model) tea.Cmd { return m.openPrompt(r) }

// typeInLine wants a prompt in the last line of the screen.
func (b *outbox) typeInLine(line *prompt.Model, p asker) tea.Cmd {
	b.want(prompting{line: line, asker: p})
	return nil
}

// typeInBox wants a prompt in a dialog.
func (b *outbox) typeInBox(title string, line *prompt.Model, p asker) tea.Cmd {
	b.want(prompting{title, line, p})
	return nil
}

// askLine wants a line of input with a text to begin with.
func (b *outbox) askLine(title, text string, a *answering) tea.Cmd {
	a.line = b.env.newPrompt(prompt.Options{Label: "> ", Height: 1})
	a.line.SetValue(text)
	return b.typeInBox(title, a.line, a)
}

// showingTab shows another tab.
type showingTab struct{ action keymap.Action }

func (r showingTab) meet(m *Model) tea.Cmd {
	m.showTab(r.action)
	return nil
}

// showTab wants the tab on screen that an action shows.
func (b *outbox) showTab(a keymap.Action) { b.want(showingTab{a}) }
