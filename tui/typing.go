package tui

import (
	tea "charm.land/bubbletea/v2"

	"flakewalk/tui/keymap"
	"flakewalk/tui/overlay"
	"flakewalk/tui/prompt"
	"flakewalk/tui/statusbar"
	"flakewalk/tui/theme"
)

// asker is what somebody types for. An asker holds its own prompt, and the part of the
// explorer that it is for.
type asker interface {
	// changed follows a change of what is typed.
	changed() tea.Cmd
	// do carries out a key that moves in the results, or completes.
	do(a keymap.Action) tea.Cmd
	// ready tells whether Enter can be taken now; else it waits for the answers.
	ready() bool
	// accept carries out Enter. The prompt is closed already.
	accept() tea.Cmd
	// abandon undoes what typing did on the way. The prompt is closed already.
	abandon()
	// ask begins the questions that are due after any message.
	ask() tea.Cmd
	// closed ends the jobs that end with the prompt.
	closed()
	// status is what the last line says beside the hints; "" is the last note.
	status() (string, theme.Tone)
	// words are the actions worth a hint, with what they do here.
	words() []typingWord
}

// plainAsker is an asker that has nothing to do but to take Enter; others embed it.
type plainAsker struct{}

func (plainAsker) changed() tea.Cmd             { return nil }
func (plainAsker) do(keymap.Action) tea.Cmd     { return nil }
func (plainAsker) ready() bool                  { return true }
func (plainAsker) abandon()                     {}
func (plainAsker) ask() tea.Cmd                 { return nil }
func (plainAsker) closed()                      {}
func (plainAsker) status() (string, theme.Tone) { return "", theme.Normal }

// typingWord is an action and its word while somebody types.
type typingWord struct {
	action keymap.Action
	word   string
}

// typing is an open prompt. While there is one, keys are text.
type typing struct {
	line *prompt.Model
	// inBox is set when it has a dialog, rather than the last line of the screen.
	inBox bool
	// entered is set when Enter waits for answers.
	entered bool
	asker
}

// dialogPrompt is the dialog that holds a prompt with results.
const dialogPrompt = "prompt"

// promptWidth and promptHeight are the most that such a dialog takes.
const (
	promptWidth  = 84
	promptHeight = 20
)

// openPrompt opens a prompt in the last line of the screen, or in a dialog.
func (m *Model) openPrompt(p prompting) tea.Cmd {
	m.stopTyping()
	m.typing = &typing{line: p.line, inBox: p.title != "", asker: p.asker}
	if m.typing.inBox {
		m.dialogs.Push(overlay.Dialog{
			ID: dialogPrompt, Title: p.title, Body: p.line, Width: promptWidth,
			Scopes: []keymap.Scope{keymap.ScopePrompt},
		})
	}
	return p.asker.changed()
}

// stopTyping closes the prompt, if there is one.
func (m *Model) stopTyping() {
	if m.typing == nil {
		return
	}
	m.typing.closed()
	m.dialogs.Drop(dialogPrompt)
	m.typing = nil
}

// typeKey gives a key to the line of input.
func (m *Model) typeKey(k tea.KeyPressMsg) tea.Cmd {
	line := m.typing.line
	before := line.Value()
	line.Key(k)
	return m.afterTyping(before)
}

// paste gives pasted text to the line of input; elsewhere it means nothing.
func (m *Model) paste(msg tea.PasteMsg) tea.Cmd {
	if m.typing == nil {
		return nil
	}
	before := m.typing.line.Value()
	m.typing.line.Paste(msg.Content)
	return m.afterTyping(before)
}

func (m *Model) afterTyping(before string) tea.Cmd {
	m.note, m.typing.entered = note{}, false
	if m.typing.line.Value() == before {
		return nil
	}
	return m.typing.changed()
}

// typingDo carries out an action while a prompt is open.
func (m *Model) typingDo(a keymap.Action) tea.Cmd {
	t := m.typing
	switch a {
	case keymap.Accept:
		t.entered = true
		return nil // askForTyping takes it
	case keymap.Dismiss:
		m.stopTyping()
		t.abandon()
		return nil
	case keymap.Suspend, keymap.Interrupt:
		return m.globalDo(a)
	}
	return t.do(a)
}

// clickTyping selects the result under the pointer; a second click takes it.
func (m *Model) clickTyping(x, y int) tea.Cmd {
	left, top, width, ok := m.dialogs.Inside()
	if !ok || !m.typing.inBox || x < left || x >= left+width {
		return nil
	}
	if _, before := m.typing.line.ChooseAt(y - top); before {
		return m.typingDo(keymap.Accept)
	}
	return nil
}

// askForTyping begins what an open prompt asks for, and takes Enter when the
// answers to what was typed before it are there.
func (m *Model) askForTyping() tea.Cmd {
	t := m.typing
	switch {
	case t == nil:
		return nil
	case t.entered && t.ready():
		m.stopTyping()
		return t.accept()
	}
	return t.ask()
}

// typingHints are the keys that do something beside the letters.
func (m *Model) typingHints() []statusbar.Hint {
	var hints []statusbar.Hint
	for _, w := range m.typing.words() {
		if h, ok := m.env.keys.Hint(w.action, keymap.ScopePrompt); ok {
			hints = append(hints, statusbar.Hint{Key: h.Key, Word: w.word})
		}
	}
	return hints
}

// typingLine draws a prompt that lies in the last line, with its hints.
func (m *Model) typingLine(width int) string {
	left := typingWidth(width)
	hints := statusbar.Bar{Hints: m.hints()}
	return m.typing.line.Line(left) + hints.View(m.env.theme, width-left)
}

// typingWidth is the part of the last line that the input takes.
func typingWidth(width int) int {
	switch {
	case width < 30:
		return width
	case width < 50:
		return width * 11 / 20
	}
	return width - min(width/2, 50)
}

// cursor is where the terminal's own cursor stands while somebody types; nil
// hides it.
func (m *Model) cursor() *tea.Cursor {
	if m.typing == nil {
		return nil
	}
	if !m.typing.inBox {
		if m.layout.status.h == 0 {
			return nil
		}
		return tea.NewCursor(m.typing.line.Cursor(typingWidth(m.layout.width)), m.layout.status.y)
	}
	x, y, width, ok := m.dialogs.Inside()
	if !ok {
		return nil
	}
	return tea.NewCursor(x+m.typing.line.Cursor(width), y)
}
